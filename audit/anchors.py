"""Signed heads of the chain in a file beside the database: who rewrites the whole table has to know its key as well.

One JSON object a line: the sequence and hash of an entry, the moment, and a keyed digest of them.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from graph.errors import AuditUnavailable

ENTRIES_APART = 100
SECONDS_APART = 3_600
"""An anchor is written with each process's first entry, then after so many entries or seconds."""

Sign = Callable[[str], str]


@dataclass(frozen=True)
class Anchor:
    """A head of the chain as it was signed; `is_genuine` says whether the signature is ours."""

    sequence: int
    hash: str
    is_genuine: bool


def head_text(sequence: int, entry_hash: str) -> str:
    """Return what is signed of a head."""
    return f"audit\x1f{sequence}\x1f{entry_hash}"


class AnchorFile:
    """The file of anchors, which is only ever appended to."""

    def __init__(self, path: Path, sign: Sign, now: Callable[[], float] = time.time) -> None:
        self.path = path
        self._sign = sign
        self._now = now
        self._written_at: float | None = None

    def note(self, sequence: int, entry_hash: str) -> None:
        """Write an anchor when one is due; raises AuditUnavailable."""
        now = self._now()
        is_late = self._written_at is None or now - self._written_at >= SECONDS_APART
        if not is_late and sequence % ENTRIES_APART:
            return
        signature = self._sign(head_text(sequence, entry_hash))
        line = json.dumps({"sequence": sequence, "hash": entry_hash, "at": int(now), "signature": signature})
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, f"{line}\n".encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise AuditUnavailable(f"The audit's anchors cannot be written: {error.strerror}.") from error
        self._written_at = now

    def read(self) -> dict[int, Anchor]:
        """Return every anchor by its sequence; of two with one sequence, one that is not genuine."""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise AuditUnavailable(f"The audit's anchors cannot be read: {error}.") from error
        found: dict[int, Anchor] = {}
        for anchor in map(self._anchor, lines):
            former = found.get(anchor.sequence)
            contradicts = former is not None and former.hash != anchor.hash
            if former is None or contradicts or not anchor.is_genuine:
                is_genuine = anchor.is_genuine and not contradicts
                found[anchor.sequence] = Anchor(anchor.sequence, anchor.hash, is_genuine)
        return found

    def _anchor(self, line: str) -> Anchor:
        try:
            written = json.loads(line)
            sequence, entry_hash = int(written["sequence"]), str(written["hash"])
            signature = str(written["signature"])
        except (ValueError, KeyError, TypeError):
            # The last line of a machine that lost its power; it anchors nothing.
            return Anchor(0, "", is_genuine=False)
        return Anchor(sequence, entry_hash, signature == self._sign(head_text(sequence, entry_hash)))

"""Why a row was refused, and the quarantine file that keeps every refused row whole, sealed line by line."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from graph.errors import SealBroken, SettingsInvalid, SourceUnreadable
from graph.vault import SealedKind, Vault
from graph.vault.sealing import key_id_of

_SAMPLE_MAX = 20


class RowRejected(Exception):
    """A row cannot be accepted: the column, its value, a reason code and a sentence."""

    def __init__(self, code: str, reason: str, column: str = "", value: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.column = column
        self.value = value


@dataclass(frozen=True)
class Reject:
    """One refused row; `row` counts from 1 with the header, as an editor or Excel shows it."""

    file: str
    row: int
    column: str
    value: str
    code: str
    reason: str
    raw: str


class Quarantine:
    """A file of rejects, each line sealed since it holds customers' data, readable by its owner only.

    The `sample` of the first ones stays in memory.
    """

    def __init__(self, path: Path, vault: Vault) -> None:
        self.path = path
        self._vault = vault
        self.counts: Counter[str] = Counter()
        self.sample: list[Reject] = []

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise SettingsInvalid(f"The quarantine cannot be written: {error}.") from error
        self._file = os.fdopen(descriptor, "w", encoding="ascii")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, reject: Reject) -> None:
        """Keep one reject."""
        self.counts[reject.code] += 1
        if len(self.sample) < _SAMPLE_MAX:
            self.sample.append(reject)
        self._file.write(self._vault.seal(SealedKind.RAW, json.dumps(asdict(reject), ensure_ascii=False)) + "\n")


def read_quarantine(path: Path, vault: Vault) -> Iterator[Reject]:
    """Yield the rejects of a quarantine file as they were delivered.

    Raises SourceUnreadable when it is none or was changed, KeyUnavailable when its key was destroyed.
    """
    try:
        with path.open(encoding="ascii") as file:
            for line in file:
                yield Reject(**json.loads(vault.open(line.rstrip("\n")).clear))
    except (OSError, ValueError, TypeError, SealBroken) as error:
        raise SourceUnreadable(f"{path} is no quarantine of this installation.") from error


def key_ids_of_quarantine(path: Path) -> set[str]:
    """Return the keys that a quarantine file is sealed with; raises SourceUnreadable when it is none."""
    try:
        with path.open(encoding="ascii") as file:
            return {key_id_of(line) for line in file}
    except (OSError, ValueError, IndexError) as error:
        raise SourceUnreadable(f"{path} is no quarantine of this installation.") from error

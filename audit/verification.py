"""Whether the chain is whole: recomputed entry by entry, then held against its signed head and the anchors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from audit.anchors import ENTRIES_APART, Anchor, Sign, head_text
from audit.entry import GENESIS, entry_hash
from audit.tables import entries, head

ROWS_AT_ONCE = 10_000
BROKEN = "audit_broken"
"""Operation of the entry that is added before the next one when the head was not as this service had signed it."""


@dataclass(frozen=True)
class Fault:
    """The first entry that is not as it was written, and in which way."""

    sequence: int
    what: str


@dataclass(frozen=True)
class Verification:
    """How many entries and anchors were checked, and the first fault."""

    entries: int
    anchors: int
    fault: Fault | None


def verified(connection: Connection, sign: Sign, anchors: Mapping[int, Anchor], *, is_anchored: bool) -> Verification:
    """Check every entry in one pass, with little memory; stops at the first fault."""
    expected, previous = 1, GENESIS
    # Head and entries are read as of one moment: what is appended meanwhile is in neither.
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
    else:
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    signed = connection.execute(select(head.c.sequence, head.c.hash, head.c.signature)).first()
    for row in _rows(connection):
        fault = _fault_of(row, expected, previous, anchors.get(expected))
        if fault is not None:
            return Verification(expected - 1, len(anchors), fault)
        expected, previous = expected + 1, row[-1]
    last = expected - 1
    what = _fault_of_end(last, previous, signed, sign, anchors, is_anchored=is_anchored)
    return Verification(last, len(anchors), None if what is None else Fault(expected, what))


def _rows(connection: Connection) -> Iterator[Any]:
    streaming = connection.execution_options(stream_results=True, yield_per=ROWS_AT_ONCE)
    return iter(streaming.execute(select(*entries.c).order_by(entries.c.sequence)))


def _fault_of(row: Any, expected: int, previous: str, anchor: Anchor | None) -> Fault | None:
    *values, stored = row
    if values[0] != expected:
        return Fault(expected, "is missing: it was deleted")
    if entry_hash(previous, tuple(values)) != stored:
        return Fault(expected, "was edited, swapped or inserted, or the entry before it was")
    if anchor is not None and anchor.is_genuine and anchor.hash != stored:
        return Fault(expected, "differs from its anchor: the chain was written anew up to here")
    return Fault(expected, "follows a break: the chain's head was changed before it") if row[4] == BROKEN else None


def _fault_of_end(
    last: int, last_hash: str, signed: Any, sign: Sign, anchors: Mapping[int, Anchor], *, is_anchored: bool
) -> str | None:
    anchored = max((anchor.sequence for anchor in anchors.values() if anchor.is_genuine), default=0)
    if anchored > last:
        return f"and all up to {anchored} are missing: the chain was cut off"
    if signed is None or signed[0] > last:
        return "and what followed is missing: the chain was cut off"
    if signed[:2] != (last, last_hash) or signed[2] != sign(head_text(last, last_hash)):
        return "would follow a head that this service did not sign: the end was cut off or written anew"
    forged = [anchor.sequence for anchor in anchors.values() if anchor.sequence and not anchor.is_genuine]
    if forged:
        return f"is not there yet, and the anchor of entry {min(forged)} was not signed by this service"
    if is_anchored and last >= ENTRIES_APART and not anchored:
        return "is not there yet, and the file of anchors is gone"
    return None

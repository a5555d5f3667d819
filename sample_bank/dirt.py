"""What a flaw is, where flaws are planted in a file, and how the answer key finds them again.

Planted rows are extra rows: a copy of a good row, spoilt, right after it. So the row numbers of all flaws
follow from their places alone, and what is true is in the file without them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

# One flaw of each kind for so many rows; a small file gets one of each.
_ROWS_PER_FLAW = 20_000


class Flaw(NamedTuple):
    """One way to spoil a row. `shape` is one of the constants below; `value` is what stands in the column.

    `seen` is the value as the answer key writes it, where that differs.
    """

    reason_code: str
    column: str
    value: Any
    shape: str = "VALUE"
    action: str = "QUARANTINE"
    seen: str = ""


VALUE, COPY, SHORT_ROW, LONG_ROW, BROKEN = "VALUE", "COPY", "SHORT_ROW", "LONG_ROW", "BROKEN"
# The value is the name of another column, whose value is taken: who owns himself.
SAME_AS = "SAME_AS"


def undecodable(column: str, value: bytes, encoding: str) -> Flaw:
    """Bytes that are no text in the file's encoding; the key escapes the ones that cannot be read."""
    return Flaw("R_ENCODING", column, value, seen=value.decode(encoding, errors="backslashreplace"))


def same_as(reason_code: str, column: str, other: str) -> Flaw:
    """The value of another column of the row; the key writes `=other`."""
    return Flaw(reason_code, column, other, SAME_AS, seen=f"={other}")


COPIED = Flaw("R_DUP_EXACT", "", "", COPY, "SKIP")
TOO_FEW_COLUMNS = Flaw("R_COLS", "", "", SHORT_ROW)
TOO_MANY_COLUMNS = Flaw("R_COLS", "", "", LONG_ROW)


class Doubt(NamedTuple):
    """A good row with a doubtful value: its place among the good rows, and what is wrong."""

    place: int
    column: str
    value: str
    reason_code: str


class BadRow(NamedTuple):
    """A line of the answer key."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    reason_code: str
    action: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`flaws[i]` is planted right after the good row `places[i]` (ascending, each different)."""

    places: list[int]
    flaws: list[Flaw]
    doubts: list[Doubt]

    def within(self, first: int, end: int) -> list[tuple[int, Flaw]]:
        """Flaws after the good rows first (in) to end (out)."""
        low, high = np.searchsorted(self.places, [first, end]).tolist()
        return list(zip(self.places[low:high], self.flaws[low:high], strict=True))

    def bad_rows(self, file: str, sheet: str, first_row: int) -> list[BadRow]:
        """`first_row` is the number of the first good row: 2 below a header, else 1."""
        planted = [
            BadRow(
                file,
                sheet,
                first_row + place + 1 + before,
                flaw.column,
                flaw.seen or str(flaw.value),
                flaw.reason_code,
                flaw.action,
            )
            for before, (place, flaw) in enumerate(zip(self.places, self.flaws, strict=True))
        ]
        doubted = [
            BadRow(
                file,
                sheet,
                first_row + doubt.place + int(np.searchsorted(self.places, doubt.place)),
                doubt.column,
                doubt.value,
                doubt.reason_code,
                "FLAG",
            )
            for doubt in self.doubts
        ]
        return sorted(planted + doubted, key=lambda bad: (bad.row, bad.column))


def plan_dirt(rng: np.random.Generator, rows: int, catalogue: Sequence[Flaw], doubts: list[Doubt]) -> Plan:
    """Each flaw of the catalogue at least once if there is a row for it."""
    wanted = list(catalogue) * max(1, rows // _ROWS_PER_FLAW)
    places = np.sort(rng.choice(rows, size=min(len(wanted), rows), replace=False)).tolist()
    order = rng.permutation(len(wanted))[: len(places)].tolist()
    return Plan(places, [wanted[n] for n in order], doubts)


def spoil(row: list[Any], flaw: Flaw, header: Sequence[str], fresh_key: Callable[[str], str] | None) -> list[Any]:
    """The row with the flaw; a spoilt copy gets a key of its own, so that it cannot hide the good row."""
    if flaw.shape == COPY:
        return list(row)
    spoilt = list(row)
    if fresh_key and flaw.column != header[0]:
        spoilt[0] = fresh_key(str(row[0]))
    if flaw.shape == SHORT_ROW:
        return spoilt[:-2]
    if flaw.shape == LONG_ROW:
        return [*spoilt, "多余", ""]
    if flaw.shape == VALUE:
        spoilt[header.index(flaw.column)] = flaw.value
    if flaw.shape == SAME_AS:
        spoilt[header.index(flaw.column)] = row[header.index(flaw.value)]
    return spoilt


class FreshKeys:
    """Keys that no good row has: the same letters and length, the digits begin with 9."""

    def __init__(self) -> None:
        self._given = 0

    def __call__(self, key: str) -> str:
        """The next one in the shape of `key`."""
        self._given += 1
        letters = key.rstrip("0123456789")
        digits = len(key) - len(letters)
        return f"{letters}9{self._given:0{digits - 1}d}"

"""Reads an edge list: a text file with one tie a line, as SNAP, Graphalytics, Gephi and spreadsheets write them.

Fields stand between commas, semicolons, tabs or spaces; lines that begin with # or % are remarks. With a header the
columns are found by name (Source, Target, Kind, Weight and their synonyms), without one the first two are the ends and
the third, where it is wanted, the weight.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from algorithms.projection import UNKNOWN_KIND, UNKNOWN_LABEL, Projection
from algorithms.refusal import CannotRun

_REMARK = re.compile(r"\s*([#%].*)?$")
_NAMES = {
    "start": ("source", "start", "from", "start_id", "source_id"),
    "end": ("target", "end", "to", "end_id", "target_id"),
    "kind": ("kind", "relationship"),
    "weight": ("weight", "value", "amount"),
}
_BETWEEN = {",": ",", ";": ";", "\t": "\t", " ": r"\s+"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line is no tie: `reason` is MISSING_END, WEIGHT_NOT_A_NUMBER or WEIGHT_NOT_POSITIVE."""

    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column} {self.value!r}: {self.reason}"


@dataclass(frozen=True)
class _Shape:
    separator: str
    header_lines: int
    columns: dict[str, int]
    width: int


def read_edge_list(path: Path, *, is_directed: bool, weighted: bool) -> tuple[Projection, tuple[Fault, ...]]:
    """Return the ties of the file as a projection, and every line that is none with its reason.

    Raises CannotRun when the file cannot be read, has no ties, or lacks a wanted column.
    """
    shape = _shape(path, weighted=weighted)
    table = _table(path, shape)
    starts, ends = (table[shape.columns[name]].str.strip() for name in ("start", "end"))
    faults = _missing_ends(starts, ends)
    weights = np.full(len(table), np.nan)
    if weighted:
        weights, of_weights = _weights(table[shape.columns["weight"]])
        faults += of_weights
    good = np.ones(len(table), np.bool_)
    good[[fault.row for fault in faults]] = False
    kinds = table[shape.columns["kind"]][good] if "kind" in shape.columns else None
    projection = _projection(starts[good], ends[good], kinds, weights[good], is_directed=is_directed)
    if not len(projection.start) and not faults:
        raise CannotRun(f"{path} has no tie in it.")
    return projection, _at_their_lines(path, shape, faults)


def _shape(path: Path, *, weighted: bool) -> _Shape:
    try:
        with path.open(encoding="utf-8") as file:
            first = next(_ties_of(file), None)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise CannotRun(f"{path} cannot be read: {reason}.") from error
    if first is None:
        raise CannotRun(f"{path} has no tie in it.")
    number, line = first[0], first[1].strip("\r\n")
    separator = next((mark for mark in _BETWEEN if mark in line.strip()), " ")
    fields = re.split(_BETWEEN[separator], line.strip() if separator == " " else line)
    names = [field.strip().strip('"').casefold() for field in fields]
    named = {column: names.index(name) for column, known in _NAMES.items() for name in reversed(known) if name in names}
    has_header = "start" in named and "end" in named
    columns = named if has_header else {"start": 0, "end": 1, **({"weight": 2} if len(fields) > 2 else {})}  # noqa: PLR2004
    if len(fields) < 2:  # noqa: PLR2004
        raise CannotRun(f"{path}, line {number}: a tie has two ends, and {line!r} is one field.")
    if weighted and "weight" not in columns:
        raise CannotRun(f"{path} has no column of weights: it has {len(fields)} fields a line.")
    return _Shape(_BETWEEN[separator], int(has_header), columns, len(fields))


def _ties_of(file: Iterator[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(file, start=1) if not _REMARK.fullmatch(line.rstrip("\r\n")))


def _table(path: Path, shape: _Shape) -> pd.DataFrame:
    try:
        with path.open(encoding="utf-8") as file:
            remarks = [number - 1 for number, line in enumerate(file, 1) if _REMARK.fullmatch(line.rstrip("\r\n"))]
        found = pd.read_csv(
            path,
            sep=shape.separator,
            header=None,
            names=list(range(shape.width)),
            skiprows=remarks,
            dtype=str,
            keep_default_na=False,
            encoding="utf-8",
            skip_blank_lines=False,
        )
    except (OSError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise CannotRun(f"{path} cannot be read: {error}") from error
    return found.iloc[shape.header_lines :].fillna("").reset_index(drop=True)


def _missing_ends(starts: "pd.Series[str]", ends: "pd.Series[str]") -> list[Fault]:
    return [
        Fault(int(row), column, "", "MISSING_END")
        for column, ids in (("start", starts), ("end", ends))
        for row in np.flatnonzero((ids == "").to_numpy())
    ]


def _weights(texts: "pd.Series[str]") -> tuple[NDArray[np.float64], list[Fault]]:
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64)
    is_number = np.isfinite(numbers)
    is_positive = np.where(is_number, numbers, 1) > 0
    faults = [
        Fault(int(row), "weight", str(texts.iloc[row]), reason)
        for is_good, reason in ((is_number, "WEIGHT_NOT_A_NUMBER"), (is_positive, "WEIGHT_NOT_POSITIVE"))
        for row in np.flatnonzero(~is_good)
    ]
    return numbers, faults


def _projection(
    starts: "pd.Series[str]",
    ends: "pd.Series[str]",
    kinds: "pd.Series[str] | None",
    weights: NDArray[np.float64],
    *,
    is_directed: bool,
) -> Projection:
    codes, keys = pd.factorize(pd.concat([starts, ends], ignore_index=True))
    kind_codes, kind_names = (np.zeros(len(starts), np.int64), [UNKNOWN_KIND])
    if kinds is not None:
        kind_codes, found = pd.factorize(kinds)
        kind_names = list(found)
    return Projection.canonical(
        list(keys), [""] * len(keys), [UNKNOWN_LABEL] * len(keys), codes[: len(starts)], codes[len(starts) :],
        kind_codes, kind_names, weights, is_directed=is_directed,
    )  # fmt: skip


def _at_their_lines(path: Path, shape: _Shape, faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return the faults with the number of their line in the file instead of that among the ties."""
    if not faults:
        return ()
    wanted = {fault.row for fault in faults}
    line_of = {}
    with path.open(encoding="utf-8") as file:
        for number, (line, _) in enumerate(_ties_of(file)):
            if number - shape.header_lines in wanted:
                line_of[number - shape.header_lines] = line
    found = (Fault(line_of[fault.row], fault.column, fault.value, fault.reason) for fault in faults)
    return tuple(sorted(found, key=lambda fault: fault.row))

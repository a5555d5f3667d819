"""Facts from two CSV files, edges and nodes, each row either taken or rejected with its reason."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from graph.errors import SourceUnreadable
from rules.facts import ORGANIZATION, Facts, Party, Tie

EDGE_COLUMNS = ("from_id", "rel_type", "to_id")
NODE_COLUMNS = ("node_id",)

_SURPLUS = "\0surplus"


class Reason(StrEnum):
    """Why a row is not taken."""

    MISSING_VALUE = "MISSING_VALUE"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    SHARE_OUT_OF_RANGE = "SHARE_OUT_OF_RANGE"
    NOT_A_DATE = "NOT_A_DATE"
    INTERVAL_RUNS_BACKWARD = "INTERVAL_RUNS_BACKWARD"
    TOO_MANY_VALUES = "TOO_MANY_VALUES"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken; rows count from 1 after the header."""

    file: str
    row: int
    column: str
    value: str
    reason: Reason


@dataclass(frozen=True)
class ReadFacts:
    """Facts, and every row that is not among them: accepted + rejected = read."""

    facts: Facts
    accepted: int
    rejected: tuple[Rejected, ...]


class _BadValue(Exception):
    def __init__(self, column: str, value: str, reason: Reason) -> None:
        super().__init__(column)
        self.column, self.value, self.reason = column, value, reason


def read_facts(edges: Path, nodes: Path | None = None) -> ReadFacts:
    """Read ties from `edges` and facts of parties from `nodes`.

    Raises SourceUnreadable when a file is missing, no text, or without the columns that name the parties.
    """
    parties: dict[str, Party] = {}
    ties: list[Tie] = []
    rejected: list[Rejected] = []
    accepted: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    for row, values in _rows(edges, EDGE_COLUMNS):
        try:
            ties.append(_tie(values))
        except _BadValue as bad:
            rejected.append(Rejected(edges.name, row, bad.column, bad.value, bad.reason))
            continue
        accepted[edges.name] += 1
        for side in ("from", "to"):
            kinds.setdefault(values[f"{side}_id"], values.get(f"{side}_type") or ORGANIZATION)
    for row, values in _rows(nodes, NODE_COLUMNS) if nodes else ():
        try:
            party = _party(values, kinds)
        except _BadValue as bad:
            rejected.append(Rejected(str(nodes and nodes.name), row, bad.column, bad.value, bad.reason))
            continue
        accepted["nodes"] += 1
        parties[party.id] = party
    for party_id, kind in kinds.items():
        parties.setdefault(party_id, Party(party_id, kind))
    return ReadFacts(Facts(parties.values(), ties), accepted.total(), tuple(rejected))


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [column for column in needed if column not in (reader.fieldnames or ())]
            if missing:
                raise SourceUnreadable(f"{path} has no column {missing[0]}; it needs {', '.join(needed)}.")
            for row, values in enumerate(reader, 1):
                surplus = values.pop(None, None)
                texts = {name: (value or "").strip() for name, value in values.items()}
                yield row, texts | ({_SURPLUS: ",".join(surplus)} if surplus else {})
    except FileNotFoundError:
        raise SourceUnreadable(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise SourceUnreadable(f"{path} is a folder, not a CSV file.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceUnreadable(f"{path} cannot be read as CSV in UTF-8: {error}.") from error


def _tie(values: Mapping[str, str]) -> Tie:
    _refuse_surplus(values)
    valid_from, valid_to = _day(values, "valid_from"), _day(values, "valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        raise _BadValue("valid_to", values["valid_to"], Reason.INTERVAL_RUNS_BACKWARD)
    note = values.get("note", "")
    return Tie(
        start=_text(values, "from_id"),
        kind=_text(values, "rel_type").upper(),
        end=_text(values, "to_id"),
        equity=_share(values, "equity_share"),
        votes=_share(values, "voting_share"),
        amount=_number(values, "amount"),
        valid_from=valid_from,
        valid_to=valid_to,
        note=note,
        facts={**values, **_named_in(note)},
    )


def _party(values: Mapping[str, str], kinds: Mapping[str, str]) -> Party:
    _refuse_surplus(values)
    party_id = _text(values, "node_id")
    for figure in ("net_assets", "exposure", "age"):
        _number(values, figure)
    return Party(party_id, values.get("label") or kinds.get(party_id, ORGANIZATION), dict(values))


def _refuse_surplus(values: Mapping[str, str]) -> None:
    if _SURPLUS in values:
        raise _BadValue("", values[_SURPLUS], Reason.TOO_MANY_VALUES)


def _named_in(note: str) -> dict[str, str]:
    """Read `name=value;name=value` out of a note."""
    pairs = (part.split("=", 1) for part in note.split(";") if "=" in part)
    return {name.strip(): value.strip() for name, value in pairs}


def _text(values: Mapping[str, str], column: str) -> str:
    if not values.get(column):
        raise _BadValue(column, "", Reason.MISSING_VALUE)
    return values[column]


def _number(values: Mapping[str, str], column: str) -> Fraction | None:
    value = values.get(column, "")
    try:
        return Fraction(value) if value else None
    except (ValueError, ZeroDivisionError):
        raise _BadValue(column, value, Reason.NOT_A_NUMBER) from None


def _share(values: Mapping[str, str], column: str) -> Fraction | None:
    share = _number(values, column)
    if share is not None and not 0 <= share <= 1:
        raise _BadValue(column, values[column], Reason.SHARE_OUT_OF_RANGE)
    return share


def _day(values: Mapping[str, str], column: str) -> date | None:
    value = values.get(column, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise _BadValue(column, value, Reason.NOT_A_DATE) from None

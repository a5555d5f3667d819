"""Writes what analysts see of the graph as files for Neo4j's import tool, one for each label and relationship type.

It reads every node and every relationship once, in a stream. Whatever is sealed stays out, wherever it stands.
"""

import csv
import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel

from cypher import query
from graph.analyst_view import (
    VIEW_LABELS,
    VIEW_TIES,
    record_of,
    shown_labels,
    shown_properties,
    shown_tie_properties,
    view_label,
)
from graph.model import TIE_KINDS
from graph.session import GraphSession
from graph.vault import is_sealed

REPORT_EVERY = 10_000
LIST_SEPARATOR = ";"
"""Lists in the graph are of codes, which have no such character."""

_TYPES: dict[Any, str] = {
    int: "long", float: "double", bool: "boolean", date: "date", datetime: "datetime", AwareDatetime: "datetime",
}  # fmt: skip
_FACTS = {"recorded_at": "datetime", "superseded_at": "datetime"}

Report = Callable[[int], None]
"""Told how many more nodes or relationships were read."""


@dataclass(frozen=True)
class Written:
    """The files of a snapshot, the properties in them, and how much is in them and how much stayed out."""

    node_files: tuple[Path, ...]
    tie_files: tuple[tuple[str, Path], ...]
    fields: tuple[str, ...]
    nodes: int
    ties: int
    left_out: int


def write_snapshot(primary: GraphSession, folder: Path, as_of: datetime, report: Report = lambda _: None) -> Written:
    """Write the snapshot into an empty folder."""
    with ExitStack() as open_files:
        nodes = {label: _NodeFile(folder, label, open_files) for label in VIEW_LABELS}
        ties = {name: _TieFile(folder, name, open_files) for name in VIEW_TIES}
        seen: set[str] = set()
        left_out = 0
        for row in _counted(primary.stream(query("replica/nodes")), report):
            label = view_label(row["labels"])
            if label is None:
                left_out += 1
                continue
            seen.add(row["node_id"])
            nodes[label].add(row)
        for row in _counted(primary.stream(query("replica/relationships")), report):
            # A node that was added while we read the nodes is in the next snapshot.
            if row["type"] not in ties or row["start_id"] not in seen or row["end_id"] not in seen:
                left_out += 1
                continue
            ties[row["type"]].add(row)
    moment = folder / "Snapshot.csv"
    moment.write_text(f":ID,as_of:datetime,:LABEL\nsnapshot,{as_of.isoformat()},Snapshot\n", encoding="utf-8")
    fields = {name for file in nodes.values() if file.count for name in file.names}
    fields |= {name for file in ties.values() if file.count for name in file.names}
    return Written(
        (moment, *(file.path for file in nodes.values() if file.count)),
        tuple((name, file.path) for name, file in ties.items() if file.count),
        tuple(sorted(fields)),
        sum(file.count for file in nodes.values()),
        sum(file.count for file in ties.values()),
        left_out,
    )


def cell(value: Any) -> str | None:
    """Return a value as the import tool reads it; nothing of what is sealed."""
    if value is None or is_sealed(value):
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return LIST_SEPARATOR.join(str(item) for item in value if not is_sealed(item))
    return str(value)


class _NodeFile:
    def __init__(self, folder: Path, label: str, open_files: ExitStack) -> None:
        self.path = folder / f"{label}.csv"
        self.count = 0
        names = sorted(shown_properties((label, "Organization") if label == "Party" else (label,)))
        types_of = _types(record_of(label), names)
        self.names = names
        self._writer = csv.writer(open_files.enter_context(self.path.open("w", encoding="utf-8", newline="")))
        self._writer.writerow([":ID", ":LABEL", *(f"{name}:{types_of[name]}" for name in names)])

    def add(self, row: Mapping[str, Any]) -> None:
        shown = shown_properties(row["labels"])
        properties = row["properties"]
        values = [cell(properties.get(name)) if name in shown else None for name in self.names]
        self._writer.writerow([row["node_id"], LIST_SEPARATOR.join(shown_labels(row["labels"])), *values])
        self.count += 1


class _TieFile:
    def __init__(self, folder: Path, type_name: str, open_files: ExitStack) -> None:
        self.path = folder / f"{type_name}.csv"
        self.count = 0
        self.names = sorted(shown_tie_properties(type_name))
        types_of = _types(TIE_KINDS[type_name].record, self.names)
        self._writer = csv.writer(open_files.enter_context(self.path.open("w", encoding="utf-8", newline="")))
        self._writer.writerow([":START_ID", ":END_ID", *(f"{name}:{types_of[name]}" for name in self.names)])

    def add(self, row: Mapping[str, Any]) -> None:
        values = [cell(row["properties"].get(name)) for name in self.names]
        self._writer.writerow([row["start_id"], row["end_id"], *values])
        self.count += 1


def _counted(rows: Iterator[dict[str, Any]], report: Report) -> Iterator[dict[str, Any]]:
    count = 0
    for row in rows:
        count += 1
        if count % REPORT_EVERY == 0:
            report(REPORT_EVERY)
        yield row
    report(count % REPORT_EVERY)


def _types(record: type[BaseModel], names: list[str]) -> dict[str, str]:
    fields = record.model_fields
    return {
        name: _FACTS.get(name) or (_type(fields[name].annotation) if name in fields else "string") for name in names
    }


def _type(annotation: Any) -> str:
    """Return the import tool's name of a field's type."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _type(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _type(next(part for part in get_args(annotation) if part is not type(None)))
    if origin is list:
        return f"{_type(get_args(annotation)[0])}[]"
    return _TYPES.get(annotation, "string")

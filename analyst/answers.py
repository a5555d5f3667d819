"""How an answer is written while its rows come in: JSON, CSV, or GEXF for Gephi, each saying what was cut off."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import networkx as nx
from networkx.readwrite.gexf import write_gexf

from analyst.blanking import Blanking
from analyst.console import Running
from graph.errors import CypherRefused
from graph.free_statements import NodeValue, PathValue, RelationshipValue

Format = Literal["json", "csv", "gexf"]

CHUNK_BYTES = 64 * 1024
MEDIA_TYPES: Mapping[Format, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "gexf": "application/gexf+xml",
}
TRUNCATED_BY_ROWS, TRUNCATED_BY_BYTES = "rows", "bytes"

_FORMULA = re.compile(r"^['=+\-@＝＋－＠\t\r\n]")
"""A spreadsheet may run a cell that starts so; a quote mark is escaped too, so that all can be read back."""

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Caps:
    """The most that one answer holds."""

    rows: int
    size_bytes: int


class _Tally:
    """What came of the rows: how many, whether some were cut off, whether the server ended the statement midway."""

    def __init__(self, running: Running, caps: Caps) -> None:
        self.blanking = Blanking()
        self.count = 0
        self.size_bytes = 0
        self.truncated_by: str | None = None
        self.ended: CypherRefused | None = None
        self._running = running
        self._caps = caps

    def rows(self) -> Iterator[list[Any]]:
        try:
            for row in self._running.rows:
                if self.count >= self._caps.rows:
                    self.truncated_by = TRUNCATED_BY_ROWS
                    return
                if self.size_bytes > self._caps.size_bytes:
                    self.truncated_by = TRUNCATED_BY_BYTES
                    return
                self.count += 1
                yield [self.blanking.shown(value) for value in row]
        except CypherRefused as error:
            if self.count == 0:
                raise
            self.ended = error

    def trailer(self) -> dict[str, Any]:
        ended = self.ended
        return {
            "row_count": self.count,
            "truncated": self.truncated_by is not None or ended is not None,
            "truncated_by": self.truncated_by,
            "ended": None if ended is None else {"reason": ended.reason, "detail": str(ended)},
            "blanked_count": self.blanking.blanked,
        }


def written(running: Running, form: Format, caps: Caps) -> Iterator[bytes]:
    """Yield an answer in pieces. A failure before the first row is raised; after it, the answer says so at its end."""
    tally = _Tally(running, caps)
    pieces = _WRITERS[form](running, tally)
    buffer: list[bytes] = []
    size = 0
    for piece in pieces:
        encoded = piece.encode("utf-8", "replace")
        tally.size_bytes += len(encoded)
        buffer.append(encoded)
        size += len(encoded)
        if size >= CHUNK_BYTES:
            yield b"".join(buffer)
            buffer, size = [], 0
    if buffer:
        yield b"".join(buffer)


def jsonable(value: Any) -> Any:
    """Return a value of an answer as JSON has it."""
    match value:
        case NodeValue():
            return {"id": value.node_id, "labels": list(value.labels), "properties": jsonable(value.properties)}
        case RelationshipValue():
            return {
                "id": value.relationship_id,
                "type": value.type_name,
                "start_id": value.start_id,
                "end_id": value.end_id,
                "properties": jsonable(value.properties),
            }
        case PathValue():
            return {"nodes": jsonable(list(value.nodes)), "relationships": jsonable(list(value.relationships))}
        case dict():
            return {name: jsonable(item) for name, item in value.items()}
        case list():
            return [jsonable(item) for item in value]
    return value


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _as_json(running: Running, tally: _Tally) -> Iterator[str]:
    head = {
        "query_id": running.query_id,
        "as_of": running.as_of.isoformat(),
        "ran_on": running.place,
        "columns": list(running.columns),
        "cost": {"estimated_rows": running.cost.estimated_rows, "level": running.cost.level},
    }
    yield f'{_dumped(head)[:-1]},"rows":['
    for number, row in enumerate(tally.rows()):
        yield f"{',' if number else ''}{_dumped(jsonable(row))}"
    yield f"],{_dumped(tally.trailer())[1:]}"


def _as_csv(running: Running, tally: _Tally) -> Iterator[str]:
    yield _csv_line([_cell(column) for column in running.columns])
    for row in tally.rows():
        yield _csv_line([_cell(value) for value in row])
    if tally.truncated_by is not None:
        yield _csv_line([f"# truncated after {tally.count} rows by the limit of {tally.truncated_by}"])
    if tally.ended is not None:
        yield _csv_line([f"# ended after {tally.count} rows: {tally.ended}"])


def _csv_line(cells: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    text = _NOT_IN_XML.sub("", value if isinstance(value, str) else _dumped(jsonable(value)))
    return f"'{text}" if _FORMULA.match(text) else text


def _as_gexf(running: Running, tally: _Tally) -> Iterator[str]:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in tally.rows():
        for value in row:
            _add(network, value)
            # Roughly what it will be when written.
            tally.size_bytes += len(_dumped(jsonable(value)))
    trailer = tally.trailer()
    network.graph["name"] = (
        f"query {running.query_id}, {running.place} as of {running.as_of.isoformat()}, "
        f"{'truncated' if trailer['truncated'] else 'whole'}"
    )
    file = io.BytesIO()
    write_gexf(network, file, version="1.3")
    yield file.getvalue().decode()


def _add(network: "nx.MultiDiGraph[str]", value: Any) -> None:
    match value:
        case NodeValue():
            key = next((item for name, item in value.properties.items() if name.endswith("_id")), value.node_id)
            facts = {"kind": ":".join(value.labels), **_attributes(value.properties)}
            network.add_node(value.node_id, label=_xml(value.properties.get("name") or key), **facts)
        case RelationshipValue():
            # Without its ends in the answer an edge stands between nodes that have nothing but an id.
            facts = {"kind": value.type_name, "label": value.type_name, **_attributes(value.properties)}
            network.add_edge(value.start_id, value.end_id, key=value.relationship_id, **facts)
        case PathValue():
            for item in (*value.nodes, *value.relationships):
                _add(network, item)
        case list():
            for item in value:
                _add(network, item)
        case dict():
            for item in value.values():
                _add(network, item)


_RESERVED = frozenset(
    {"label", "kind", "id", "start", "end", "viz", "parents", "weight", "type", "key", "source", "target"}
)


def _attributes(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties as texts, since GEXF asks for one type each; names that mean something to it are changed."""
    return {
        f"{name}_" if name in _RESERVED else _xml(name): _xml(
            item if isinstance(item, str) else _dumped(jsonable(item))
        )
        for name, item in properties.items()
        if item is not None
    }


def _xml(value: Any) -> str:
    return _NOT_IN_XML.sub("", str(value))


_WRITERS: Mapping[Format, Callable[[Running, _Tally], Iterator[str]]] = {
    "json": _as_json,
    "csv": _as_csv,
    "gexf": _as_gexf,
}

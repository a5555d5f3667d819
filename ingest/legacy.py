"""A graph that the current driver no longer speaks to, read through py2neo as if it were a delivery of files.

A row of `node:Client` has the node's properties as cells; a row of `relationship:KNOWS` has the relationship's own,
and those of its ends as `start.name` and `end.name`. A row's number is the id of its node or relationship.
"""

import hashlib
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from py2neo import Graph
from py2neo.data import time as py2neo_time
from py2neo.errors import (
    ConnectionBroken,
    ConnectionLimit,
    ConnectionUnavailable,
    Neo4jError,
    ProtocolError,
    ServiceUnavailable,
)
from py2neo.matching import NodeMatch, RelationshipMatch

from cypher import query
from graph.errors import LegacyGraphUnreadable, SourceUnreadable
from ingest.delivery import SourceRow, cell_text, expected_columns
from ingest.mapping import FileSpec, Mapping

CONNECT_SECONDS = 5.0
"""py2neo itself waits for ever for an address that swallows packets."""

BOLT_PORT = 7687

PAGE_IDS = 5_000
"""Ids of one page: py2neo holds a whole answer in memory, and an id that is no longer used costs nothing."""

DAYS_KEPT = 100_000
"""Days of 270 years: more than the dates of a bank's graph span."""

# For a date py2neo counts the years one by one, often from the year 1: half a millisecond, where days repeat.
py2neo_time.Date.from_ordinal = lru_cache(DAYS_KEPT)(py2neo_time.Date.from_ordinal)

Properties = dict[str, str]

_PLAIN = (str, int, float, bool)


class LegacyGraph:
    """The delivery that a Neo4j of 3.5 to 4.4, or a py2neo application, makes; nothing is ever written to it."""

    def __init__(self, uri: str, user: str, password: str, database: str | None = None) -> None:
        """Connect to `uri`; `database` names one of several, which servers before 4.0 do not have.

        Raises LegacyGraphUnreadable when it does not answer or refuses the password.
        """
        self._uri = uri
        with _named_errors(uri):
            _require_answer(uri)
            self._graph = Graph(uri, name=database, user=user, password=password)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._graph.service.connector.close()

    def rows(self, spec: FileSpec) -> Iterator[SourceRow]:
        """Yield the nodes or relationships of one path, by their ids.

        Raises SourceUnreadable when the mapping means a file, LegacyGraphUnreadable when the graph has no such label
        or type, or goes away.
        """
        columns = expected_columns(spec)
        for number, properties in self._entities(spec):
            cells = {column: properties.get(column, "") for column in columns}
            yield SourceRow(number, cells, json.dumps(properties, ensure_ascii=False))

    def digest(self, mapping: Mapping) -> str:
        """Return the digest of the mapping and of all that it reads.

        Raises LegacyGraphUnreadable when no node or relationship has a property that the mapping reads: it is
        misspelt, where a node without it may just not know it.
        """
        digest = hashlib.sha256(mapping.model_dump_json().encode())
        for spec in mapping.files:
            count, found = 0, set[str]()
            for _, properties in self._entities(spec):
                count += 1
                found |= properties.keys()
                digest.update(json.dumps(properties, sort_keys=True).encode())
            digest.update(f"{spec.path}={count}".encode())
            absent = [column for column in expected_columns(spec) if column not in found]
            if count and absent:
                raise LegacyGraphUnreadable(
                    f"{spec.name}: nothing in {spec.path} has {', '.join(absent)}; "
                    f"known are {', '.join(sorted(found))}."
                )
        return digest.hexdigest()

    def _entities(self, spec: FileSpec) -> Iterator[tuple[int, Properties]]:
        if spec.format.kind != "graph":
            raise SourceUnreadable(f"{spec.name}: {spec.path} is a file; use 'guanxi ingest' with its folder.")
        what, _, name = spec.path.partition(":")
        with _named_errors(self._uri):
            yield from self._nodes(name) if what == "node" else self._relationships(name)

    def _nodes(self, label: str) -> Iterator[tuple[int, Properties]]:
        _require(label, self._graph.schema.node_labels, "no node has the label")
        for window in _windows(self._graph.nodes.match(label)):
            found = self._graph.query(query("legacy/nodes").text, {"label": label, **window})
            for number, properties in found:
                yield number, _texts(properties)

    def _relationships(self, type_name: str) -> Iterator[tuple[int, Properties]]:
        _require(type_name, self._graph.schema.relationship_types, "no relationship has the type")
        for window in _windows(self._graph.relationships.match(r_type=type_name)):
            found = self._graph.query(query("legacy/relationships").text, {"type": type_name, **window})
            for number, properties, start, end in found:
                yield number, _texts(properties) | _texts(start, "start.") | _texts(end, "end.")


def _require(name: str, known: frozenset[str], complaint: str) -> None:
    if name not in known:
        raise LegacyGraphUnreadable(
            f"In that graph {complaint} {name}; there are {', '.join(sorted(known)) or 'none'}."
        )


def _windows(matches: NodeMatch | RelationshipMatch) -> Iterator[dict[str, int]]:
    """Yield windows of ids that together hold every match.

    The server seeks ids; with SKIP it would go through all matches for each page. Only the bounds come from py2neo's
    matchers: a relationship that py2neo makes an object of costs four more queries for the labels of its ends.
    """
    lowest = matches.order_by("id(_)").limit(1).first()
    highest = matches.order_by("id(_) DESC").limit(1).first()
    if lowest is None or highest is None:
        return
    for first in range(lowest.identity, highest.identity + 1, PAGE_IDS):
        yield {"first_id": first, "last_id": first + PAGE_IDS - 1}


def _texts(properties: dict[str, Any], prefix: str = "") -> Properties:
    return {f"{prefix}{name}": cell_text(_native(value)) for name, value in properties.items()}


def _native(value: Any) -> Any:
    """Turn py2neo's dates and times into Python's; durations and points into text."""
    if isinstance(value, list):
        return [inner if isinstance(inner, _PLAIN) else str(_native(inner)) for inner in value]
    if not hasattr(value, "to_native"):
        return str(value) if isinstance(value, tuple) else value
    native = value.to_native()
    if isinstance(native, datetime) and value.tzinfo is not None:
        # py2neo drops the zone here; of a named zone only its offset at that moment is kept.
        offset = value.tzinfo.utcoffset(native) or timedelta()
        return native.replace(tzinfo=timezone(offset))
    return native


def _require_answer(uri: str) -> None:
    try:
        address = urlsplit(uri)
        host, port = address.hostname, address.port or BOLT_PORT
    except ValueError:
        host = None
    if host is None or address.scheme.split("+")[0] not in ("bolt", "neo4j"):
        raise LegacyGraphUnreadable("That is no address of a graph; give one such as bolt://host:7687.")
    if address.username is not None:
        raise LegacyGraphUnreadable("The address may not hold a user or password: others here could see it.")
    socket.create_connection((host, port), CONNECT_SECONDS).close()


@contextmanager
def _named_errors(uri: str) -> Iterator[None]:
    try:
        yield
    except Neo4jError as error:
        raise LegacyGraphUnreadable(f"The graph at {uri} cannot be read: {error.message}") from error
    except (ConnectionUnavailable, ConnectionBroken) as error:
        # After a refused password py2neo stumbles over its own closed connection; the refusal is the cause.
        if isinstance(error.__context__, Neo4jError) and error.__context__.category == "Security":
            raise LegacyGraphUnreadable(
                f"The graph at {uri} refuses the user name or password: {error.__context__.message}"
            ) from error
        raise LegacyGraphUnreadable(f"The graph at {uri} does not answer over Bolt: {error}.") from error
    except (ConnectionLimit, ServiceUnavailable, ProtocolError, OSError) as error:
        raise LegacyGraphUnreadable(f"The graph at {uri} does not answer: {error}.") from error

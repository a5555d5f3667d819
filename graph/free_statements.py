"""Runs statements that a person wrote: explained, streamed, limited in time, and ended for real.

Beside graph.session it is the only module that needs the driver: it reads plans, never retries (a statement that ran
out of memory would be sent again and again), and ends transactions by name. What may run at all is decided in analyst/.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import neo4j
from neo4j.exceptions import ClientError, DriverError, Neo4jError, TransientError
from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time

from cypher import query
from graph.errors import CypherRefused
from graph.session import GraphSession, Row, named_errors
from graph.vault.sealing import MARK

FETCH_ROWS = 200
EXPLAIN_SECONDS = 5.0

_TIMED_OUT = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "LockAcquisitionTimeout")
_NOT_THE_STATEMENT = ("ClientError.Security", "DatabaseNotFound", "DatabaseUnavailable")
_MEMORY = ("MemoryLimit", "OutOfMemory", "StackOverflow")


@dataclass(frozen=True)
class NodeValue:
    """A node of an answer."""

    node_id: str
    labels: tuple[str, ...]
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class RelationshipValue:
    """A relationship of an answer; the ids of its ends are those of nodes in the same answer."""

    relationship_id: str
    type_name: str
    start_id: str
    end_id: str
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class PathValue:
    """A path of an answer."""

    nodes: tuple[NodeValue, ...]
    relationships: tuple[RelationshipValue, ...]


@dataclass(frozen=True)
class PlanStep:
    """One operator of the server's plan, and those that it takes its rows from."""

    operator: str
    details: str
    estimated_rows: float
    children: tuple["PlanStep", ...] = field(default=())

    def all(self) -> Iterator["PlanStep"]:
        """Yield this step and those below it."""
        yield self
        for child in self.children:
            yield from child.all()


@dataclass(frozen=True)
class Plan:
    """What the server would do: `kind` is r, rw, w or s."""

    kind: str
    columns: tuple[str, ...]
    root: PlanStep | None


@dataclass(frozen=True)
class Rows:
    """An answer that is still being read."""

    columns: tuple[str, ...]
    rows: Iterator[Sequence[Any]]


class FreeStatements:
    """The statements that people write, on one server."""

    def __init__(self, session: GraphSession) -> None:
        self._session = session

    def explain(self, text: str, parameters: Mapping[str, Any]) -> Plan:
        """Return the server's plan; raises CypherRefused when the server does not take the text."""
        with self._open() as session, _refusals():
            timed = neo4j.Query(f"EXPLAIN {text}", timeout=EXPLAIN_SECONDS)
            result = session.run(timed, dict(parameters))
            columns = tuple(result.keys())
            summary = result.consume()
            plan: Any = summary.plan
            return Plan(str(summary.query_type), columns, None if plan is None else _step(plan))

    def property_names(self) -> frozenset[str]:
        """Return the names of all properties that any node or relationship has, or had."""
        return frozenset(str(row["name"]) for row in self._session.read(query("introspection/property_names")))

    @contextlib.contextmanager
    def run(
        self, text: str, parameters: Mapping[str, Any], *, query_id: str, user: str, timeout_seconds: float
    ) -> Iterator[Rows]:
        """Have the rows of a statement inside the block, in READ mode and without a second try.

        The server ends it after `timeout_seconds`. Raises CypherRefused, also from the rows.
        """
        metadata = {"query_id": query_id, "user": user}
        timed = neo4j.Query(text, timeout=timeout_seconds, metadata=metadata)
        with self._open() as session, _refusals():
            result = session.run(timed, dict(parameters))
            yield Rows(tuple(result.keys()), _values_of(result))

    def users_of(self, query_id: str) -> frozenset[str]:
        """Return on whose behalf the server runs statements of this id; nobody when it runs none."""
        return frozenset(str(row["user"]) for row in self._running(query_id))

    def end(self, query_id: str, user: str | None = None) -> bool:
        """End the statements of this id that run for this user, or for anybody; false when there are none."""
        rows = self._running(query_id)
        found = [str(row["transaction_id"]) for row in rows if user is None or row["user"] == user]
        if found:
            self._session.read(query("free_statements/terminate"), {"transaction_ids": found})
        return bool(found)

    def _running(self, query_id: str) -> list[Row]:
        return self._session.read(query("free_statements/running"), {"query_id": query_id})

    def _open(self) -> neo4j.Session:
        return self._session.driver.session(
            database=self._session.database, default_access_mode=neo4j.READ_ACCESS, fetch_size=FETCH_ROWS
        )


def _values_of(result: neo4j.Result) -> Iterator[Sequence[Any]]:
    for record in result:
        yield [_plain(value) for value in record.values()]


def _step(plan: Mapping[str, Any]) -> PlanStep:
    arguments = plan.get("args", {})
    return PlanStep(
        operator=str(plan["operatorType"]).partition("@")[0],
        details=str(arguments.get("Details", "")),
        estimated_rows=float(arguments.get("EstimatedRows", 0.0)),
        children=tuple(_step(child) for child in plan.get("children", ())),
    )


def _plain(value: Any) -> Any:  # noqa: C901, PLR0911 - one line a type
    match value:
        case Node():
            return NodeValue(value.element_id, tuple(sorted(value.labels)), _plain(dict(value)))
        case Relationship():
            ends = [end.element_id if end is not None else "" for end in (value.start_node, value.end_node)]
            return RelationshipValue(value.element_id, value.type, ends[0], ends[1], _plain(dict(value)))
        case Path():
            return PathValue(tuple(map(_plain, value.nodes)), tuple(map(_plain, value.relationships)))
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case Duration() | Date() | DateTime() | Time():
            return value.iso_format()
        case date() | datetime() | time():
            return value.isoformat()
        case Point():
            return {"srid": value.srid, "coordinates": list(value)}
        case bytes() | bytearray():
            return value.hex()
        case float() if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN
            return str(value)
    return value


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """Say of the driver's errors which are the statement's own; the others are those of every statement."""
    try:
        yield
    except (ClientError, TransientError) as error:
        refusal = _refusal(error)
        if refusal is None:
            with named_errors():
                raise
        raise refusal from error
    except (Neo4jError, DriverError, OSError):
        with named_errors():
            raise


def _refusal(error: Neo4jError) -> CypherRefused | None:  # noqa: PLR0911 - one line a condition
    code, said = error.code or "", (error.message or "").partition("\n")[0]
    if MARK.casefold() in said.casefold():
        said = "a value of the graph is not what the statement takes it for"
    if any(mark in code for mark in _NOT_THE_STATEMENT):
        return None
    if any(mark in code for mark in _TIMED_OUT):
        return CypherRefused("The statement was ended: it ran past its time limit.", "CYPHER_TIME")
    if any(mark in code for mark in _MEMORY):
        return CypherRefused("The statement was ended: it needs more memory than one may have.", "CYPHER_MEMORY")
    if "Terminated" in code:
        return CypherRefused("The statement was ended.", "CYPHER_ENDED")
    if "AccessMode" in code:
        return CypherRefused("The server refuses the statement: it does more than read.", "CYPHER_WRITE")
    if "Statement.SyntaxError" in code or "ParameterMissing" in code or "SemanticError" in code:
        return CypherRefused(f"The server does not understand the statement: {said}", "CYPHER_SYNTAX")
    return CypherRefused(f"The statement failed: {said}", "CYPHER_FAILED")

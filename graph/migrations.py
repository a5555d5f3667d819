"""Brings a graph to the schema of this version: numbered statements applied once each, and the check for drift."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from cypher import Query, load_catalogue, query
from graph.errors import SchemaOutOfDate
from graph.session import GraphSession

_NAMED = re.compile(r"CREATE\s+(?:FULLTEXT\s+)?(CONSTRAINT|INDEX)\s+(\w+)")


@dataclass(frozen=True)
class Drift:
    """How a graph differs from this version: all three empty means that it does not."""

    pending: tuple[str, ...]
    altered: tuple[str, ...]
    absent: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.pending or self.altered or self.absent)


def migrations() -> list[Query]:
    """Return every migration in the order of its number."""
    return [found for found in load_catalogue().values() if found.name.startswith("schema/")]


def migrate(session: GraphSession, report: Callable[[str], None] = lambda _: None) -> int:
    """Apply what is pending, one after the other, calling `report` with each name; return how many.

    Raises SchemaOutOfDate when an applied migration's text has changed since.
    """
    drift = check_schema(session)
    if drift.altered:
        raise SchemaOutOfDate(f"Applied migrations were altered afterwards: {', '.join(drift.altered)}.")
    absent = set(drift.absent)
    pending = [step for step in migrations() if step.name in drift.pending or _created_name(step) in absent]
    for step in pending:
        report(step.name)
        session.change_schema(step)
        session.write(query("migrations/record"), {"name": step.name, "checksum": _checksum(step)})
    return len(pending)


def check_schema(session: GraphSession) -> Drift:
    """Compare the graph with the migrations of this version, and with what the server really holds."""
    applied = {row["name"]: row["checksum"] for row in session.read(query("migrations/applied"))}
    held = {row["name"] for row in session.read(query("introspection/constraints"))}
    held |= {row["name"] for row in session.read(query("introspection/indexes"))}
    steps = migrations()
    return Drift(
        pending=tuple(step.name for step in steps if step.name not in applied),
        altered=tuple(step.name for step in steps if applied.get(step.name, _checksum(step)) != _checksum(step)),
        absent=tuple(name for step in steps if step.name in applied and (name := _created_name(step)) not in held),
    )


def require_schema(session: GraphSession) -> None:
    """Raise SchemaOutOfDate, naming the first differences, unless the graph is as this version needs it."""
    drift = check_schema(session)
    if drift:
        first = ", ".join((*drift.pending, *drift.altered, *drift.absent)[:3])
        raise SchemaOutOfDate(f"The graph's schema is not that of this version ({first}); run 'guanxi schema migrate'.")


def _created_name(step: Query) -> str:
    found = _NAMED.search(step.text)
    if found is None:
        raise SchemaOutOfDate(f"{step.name} creates nothing that has a name.")
    return found.group(2)


def _checksum(step: Query) -> str:
    return hashlib.sha256(step.text.encode()).hexdigest()

"""Every file of cypher/ is explained by a real server, which agrees with its header; every one is executed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from cypher import Query, load_catalogue, query
from graph.migrations import check_schema, migrate
from graph.model import LABELS, TIE_TYPES
from graph.nodes import Source
from graph.session import GraphSession
from graph.writer import GraphWriter, NodeRow
from tests.support.server import TestServer
from tests.support.vault import test_vault

_KINDS = {"read": {"r", "s"}, "write": {"rw", "w"}, "schema": {"s"}}
_VALUES: dict[str, Any] = {
    "STRING": "x",
    "INTEGER": 1,
    "FLOAT": 0.5,
    "BOOLEAN": True,
    "DATE": date(2026, 1, 1),
    "ZONED DATETIME": datetime(2026, 1, 1, tzinfo=UTC),
    "LIST<STRING>": ["x"],
    "LIST<INTEGER>": [1],
    "LIST<MAP>": [],
    "MAP": {},
}
# The server wants its own form of them, also of one that does not run.
_OF_A_FORM = {"transaction_ids": ["neo4j-transaction-999999"]}
# 01N00 deprecated; 01N50-52 unknown label, type, property; 01N60 missing parameter.
_FAULTS = ("01N00", "01N50", "01N51", "01N60")


def _parameters(statement: Query) -> dict[str, Any]:
    return {name: _OF_A_FORM.get(name, _VALUES[kind]) for name, kind in statement.params.items()}


@pytest.mark.parametrize("name", sorted(load_catalogue()))
def test_server_agrees_with_the_header(name: str, vocabulary: GraphSession) -> None:
    statement = query(name)
    explained = vocabulary.explain(statement.text, _parameters(statement))
    assert explained.kind in _KINDS[statement.access]
    assert explained.columns == statement.returns
    assert [note for note in explained.notifications if note[0] in _FAULTS] == []


@pytest.mark.parametrize("name", sorted(found.name for found in load_catalogue().values() if found.access != "schema"))
def test_statement_runs(name: str, session: GraphSession) -> None:
    statement = query(name)
    run = session.read if statement.access == "read" else session.write
    rows = run(statement, _parameters(statement))
    assert all(tuple(row) == statement.returns for row in rows)


def test_schema_is_applied_once_and_drift_is_seen(session: GraphSession, neo4j_server: TestServer) -> None:
    assert migrate(session) == 0
    neo4j_server.run("DROP CONSTRAINT owns_tie_id")
    assert check_schema(session).absent == ("owns_tie_id",)
    assert migrate(session) == 1
    assert not check_schema(session)


def test_writing_a_node_twice_changes_nothing_and_a_new_value_changes_it(session: GraphSession) -> None:
    def write(title: str) -> tuple[int, int, int]:
        writer = GraphWriter(session, "run", datetime.now(UTC), test_vault())
        row = NodeRow("s", Source(title=title, source_type="VERIFIED", rank=1))
        written = writer.nodes("Source", [row])
        return written.created, written.changed, written.unchanged

    assert write("CRM") == (1, 0, 0)
    assert write("CRM") == (0, 0, 1)
    assert write("New CRM") == (0, 1, 0)


@pytest.fixture
def vocabulary(session: GraphSession, neo4j_server: TestServer) -> GraphSession:
    """A graph in which every label and type of the model exists, so that a misspelt one stands out."""
    patterns = [f"(:{label})" for label in sorted((LABELS | {"Snapshot"}) - {"Migration"})]
    patterns += [f"(:Vocabulary)-[:{name}]->(:Vocabulary)" for name in sorted(TIE_TYPES)]
    neo4j_server.run(f"CREATE {', '.join(patterns)}")
    return session

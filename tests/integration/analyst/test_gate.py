"""The two corpora against the whole service on a real server: what is refused, and what has to pass."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyst.plan import plan_refusals
from graph.errors import CypherRefused
from graph.free_statements import FreeStatements
from graph.session import GraphSession
from tests.integration.analyst.conftest import Clients
from tests.support.server import TestServer

HERE = Path(__file__).parent


def corpus(name: str) -> list[tuple[str, dict[str, Any]]]:
    families: dict[str, list[dict[str, Any]]] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [(family, item) for family, items in families.items() for item in items]


ATTACKS, READS = corpus("attacks.yaml"), corpus("reads.yaml")


def digest(server: TestServer) -> str:
    """A checksum over every node, relationship, index, constraint, user and setting."""
    found = hashlib.sha256()
    for text in (
        "MATCH (n) RETURN labels(n) AS a, properties(n) AS b, elementId(n) AS c",
        "MATCH (s)-[t]->(e) RETURN elementId(s) AS a, type(t) AS b, elementId(e) AS c, properties(t) AS d",
        "SHOW INDEXES YIELD name",
        "SHOW CONSTRAINTS YIELD name",
        "SHOW USERS YIELD user, passwordChangeRequired, suspended",
        "SHOW SETTINGS YIELD name, value",
        "CALL db.labels()",
        "CALL db.relationshipTypes()",
        "CALL db.propertyKeys()",
    ):
        for row in sorted(repr(sorted(row.items())) for row in server.run(text)):
            found.update(row.encode())
    return found.hexdigest()


def test_the_corpora_are_large_enough() -> None:
    assert len({item["text"] for _, item in ATTACKS}) == len(ATTACKS) >= 200
    assert len({item["text"] for _, item in READS}) == len(READS) >= 100


def test_every_attack_is_refused_with_its_reason_and_changes_nothing(
    bank: GraphSession, clients: Clients, neo4j_server: TestServer
) -> None:
    client, auditor = clients(), clients("compliance")
    before = digest(neo4j_server)
    assert bank.server_version()
    with neo4j_server.driver.session() as other, other.begin_transaction() as transaction:
        transaction.run("MATCH (n) RETURN count(n)").consume()
        for family, attack in ATTACKS:
            answer = client.post("/cypher", json={"query": attack["text"]})
            problem = answer.json()
            assert answer.status_code == 422, (family, attack)
            assert problem["reason"] == attack["code"], (family, attack, problem["detail"])
            [noted] = auditor.get("/audit?limit=1&operation=run_cypher").json()["entries"]
            assert (noted["outcome"], noted["details"]["reason"]) == (422, attack["code"]), noted
            assert problem["detail"].endswith((".", ")", "'", "’", "”")), problem["detail"]
        # Neither ended nor locked out by anything above.
        assert transaction.run("MATCH (n) RETURN count(n) AS n").single(strict=True)["n"] > 0
    assert digest(neo4j_server) == before


def test_explain_refuses_the_same_for_the_same_reason(clients: Clients) -> None:
    client = clients()
    for _, attack in ATTACKS[::8]:
        explained = client.post("/cypher/explain", json={"query": attack["text"]}).json()
        assert not explained["allowed"]
        assert explained["refusals"][0]["reason"] == attack["code"]


@pytest.mark.parametrize("family", dict.fromkeys(family for family, _ in READS))
def test_what_analysts_ask_in_earnest_passes_and_runs(clients: Clients, family: str) -> None:
    client = clients()
    for name, read in READS:
        if name == family:
            body = {"query": read["text"], "parameters": read.get("parameters", {})}
            answer = client.post("/cypher", json=body)
            assert answer.status_code == 200, (read["text"], answer.text)
            assert answer.json()["row_count"] == len(answer.json()["rows"])
            explained = client.post("/cypher/explain", json=body).json()
            assert explained["allowed"]
            assert explained["columns"] == answer.json()["columns"]


@pytest.mark.parametrize(
    "parameters",
    [{"p": {"a": 1}}, {"p": [[1]]}, {"p": [{"a": 1}]}, {"p": list(range(10_001))}, {"p": "x" * 300_000}, {"p": 2**63}],
)
def test_parameters_are_plain_and_small(clients: Clients, parameters: dict[str, Any]) -> None:
    answer = clients().post("/cypher", json={"query": "RETURN $p AS p", "parameters": parameters})
    assert answer.status_code == 422


def test_a_write_that_no_earlier_layer_sees_is_refused_by_the_plan_and_by_the_server(bank: GraphSession) -> None:
    server = FreeStatements(bank)
    for text in (
        "CREATE (n) RETURN n", "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row", "SHOW TRANSACTIONS",
        "CALL dbms.listConfig() YIELD name RETURN name", "EXPLAIN CREATE (n)",
        "SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t YIELD message RETURN message",
        "SHOW USERS",
        "MATCH (n) CALL (n) { SET n.x = 1 } IN TRANSACTIONS", "CALL `dbms`.`killConnections`(['x'])",
        "UNWIND range(1, 100000) AS x MATCH (a), (b), (c) RETURN count(*)",
    ):  # fmt: skip
        assert list(plan_refusals(server.explain(text, {}))), text
    for text in ("CREATE (n) RETURN n", "MATCH (n) DETACH DELETE n", "CREATE INDEX evil FOR (n:X) ON (n.x)"):
        with (
            pytest.raises(CypherRefused) as refused,
            server.run(text, {}, query_id="writes-1", user="u", timeout_seconds=5) as running,
        ):
            list(running.rows)
        assert refused.value.reason == "CYPHER_WRITE"

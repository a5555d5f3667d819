"""How statements run: limits, ends, formats, and that sealed values are never in an answer."""

import csv
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx
import pytest
import uvicorn
from starlette.testclient import TestClient

from analyst.console import RunLimits
from graph.session import GraphSession
from graph.vault import SealedKind
from tests.integration.analyst.conftest import PREFIX, Clients
from tests.support.server import TestServer
from tests.support.vault import test_vault

SLOW = "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b MATCH (p:Party) RETURN max(a * b + size(p.party_id)) AS m"
NAMES = ("王金丝雀", "CANARY-NAME")


def running(server: TestServer, query_id: str) -> int:
    text = "SHOW TRANSACTIONS YIELD metaData WHERE metaData.query_id = $id RETURN count(*) AS n"
    return int(server.run(text, id=query_id)[0]["n"])


def wait_until(condition: Callable[[], object], timeout_seconds: float = 10) -> float:
    started = time.monotonic()
    while not condition():
        assert time.monotonic() < started + timeout_seconds, "waited in vain"
        time.sleep(0.05)
    return time.monotonic() - started


class InBackground(threading.Thread):
    """A statement sent from another thread."""

    def __init__(self, client: TestClient, body: dict[str, Any]) -> None:
        super().__init__(daemon=True)
        self._client, self._body = client, body
        self.answer: Any = None
        self.start()

    def run(self) -> None:
        self.answer = self._client.post("/cypher", json=self._body)

    def ended(self) -> Any:
        self.join(30)
        return self.answer


def test_an_answer_says_what_it_is(clients: Clients) -> None:
    body = {"query": "MATCH (p:Organization) RETURN p.party_id AS id ORDER BY id", "query_id": "my-query-1"}
    answer = clients().post("/cypher", json=body)
    assert answer.headers["x-query-id"] == "my-query-1"
    assert answer.headers["x-ran-on"] == "primary"
    found = answer.json()
    assert (found["query_id"], found["ran_on"], found["columns"]) == ("my-query-1", "primary", ["id"])
    assert found["rows"] == [["acme"], ["beta"], ["gamma"]]
    assert (found["row_count"], found["truncated"], found["cost"]["level"]) == (3, False, "LOW")
    assert found["as_of"]


def test_a_slow_statement_is_gone_from_the_server_within_a_second_of_its_limit(
    clients: Clients, neo4j_server: TestServer
) -> None:
    sent = InBackground(clients(), {"query": SLOW, "query_id": "slow-0001", "limits": {"timeout_seconds": 5}})
    wait_until(lambda: running(neo4j_server, "slow-0001"), 30)
    seconds = wait_until(lambda: not running(neo4j_server, "slow-0001"), 30)
    assert 4 < seconds < 6
    answer = sent.ended()
    assert answer.status_code == 422
    assert answer.json()["reason"] in ("CYPHER_TIME", "CYPHER_ENDED")


def test_its_owner_or_an_administrator_ends_a_statement_and_nobody_else(
    clients: Clients, neo4j_server: TestServer
) -> None:
    for role, query_id in (("analyst", "mine-00001"), ("admin", "mine-00002")):
        owner = clients()
        sent = InBackground(owner, {"query": SLOW, "query_id": query_id})
        wait_until(lambda query_id=query_id: running(neo4j_server, query_id))  # type: ignore[misc]
        assert clients().delete(f"/cypher/{query_id}").status_code == 404
        assert running(neo4j_server, query_id)
        ender = owner if role == "analyst" else clients("admin")
        assert ender.delete(f"/cypher/{query_id}").status_code == 204
        wait_until(lambda query_id=query_id: not running(neo4j_server, query_id), 2)  # type: ignore[misc]
        assert sent.ended().json()["reason"] == "CYPHER_ENDED"
        assert owner.delete(f"/cypher/{query_id}").status_code == 404


def test_who_closes_the_connection_ends_the_statement(clients: Clients, neo4j_server: TestServer) -> None:
    client = clients()
    server = uvicorn.Server(uvicorn.Config(client.app, port=0, log_config=None, access_log=False))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        wait_until(lambda: server.started)
        body = json.dumps({"query": SLOW, "query_id": "leaver-001"}).encode()
        head = (
            f"POST {PREFIX}/cypher HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: {client.headers['authorization']}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(head.encode() + body)
            wait_until(lambda: running(neo4j_server, "leaver-001"))
        wait_until(lambda: not running(neo4j_server, "leaver-001"), 3)
        server.should_exit = True
        thread.join(15)


def test_so_many_run_at_once_and_no_more(clients: Clients, neo4j_server: TestServer) -> None:
    limits = RunLimits(timeout_seconds=4, per_user=2, in_all=3)
    first, second = clients(limits=limits), clients(limits=limits)
    sent = [InBackground(first, {"query": SLOW, "query_id": f"many-000{number}"}) for number in range(2)]
    for number in range(2):
        wait_until(lambda number=number: running(neo4j_server, f"many-000{number}"))  # type: ignore[misc]
    refused = first.post("/cypher", json={"query": "RETURN 1 AS one"})
    assert refused.status_code == 429
    assert refused.headers["retry-after"]
    sent.append(InBackground(second, {"query": SLOW, "query_id": "many-0003"}))
    wait_until(lambda: running(neo4j_server, "many-0003"))
    assert second.post("/cypher", json={"query": "RETURN 1 AS one"}).status_code == 429
    assert all(one.ended().status_code == 422 for one in sent)
    assert first.post("/cypher", json={"query": "RETURN 1 AS one"}).status_code == 200


def test_rows_and_bytes_are_capped_and_the_answer_says_so(clients: Clients) -> None:
    query = "UNWIND range(1, 2000) AS x RETURN x"
    by_rows = clients().post("/cypher", json={"query": query, "limits": {"rows": 300}}).json()
    assert (len(by_rows["rows"]), by_rows["truncated"], by_rows["truncated_by"]) == (300, True, "rows")
    exactly = clients().post("/cypher", json={"query": query, "limits": {"rows": 2000}}).json()
    assert (exactly["row_count"], exactly["truncated"]) == (2000, False)
    small = clients(limits=RunLimits(bytes_max=2_000))
    by_bytes = small.post("/cypher", json={"query": query}).json()
    assert by_bytes["truncated_by"] == "bytes"
    assert by_bytes["row_count"] < 1000
    text = small.post("/cypher", json={"query": query, "format": "csv"}).text
    assert text.splitlines()[-1].startswith("# truncated after")


def test_values_are_plain_json(clients: Clients) -> None:
    query = (
        "MATCH path = (p:Party {party_id: 'wei'})-[t:OWNS]->(o)"
        " WHERE t.superseded_at IS NULL RETURN p, t, path, {a: [1, null, true]} AS m,"
        " date('2026-06-30') AS d, 1.0 / 0 AS inf, duration('P1D') AS u, point({x: 1, y: 2}) AS xy"
    )
    [row] = clients().post("/cypher", json={"query": query}).json()["rows"]
    node, tie, path = row[:3]
    assert node["labels"] == ["Customer", "Party", "Person"]
    assert node["properties"]["party_id"] == "wei"
    assert (tie["type"], tie["start_id"]) == ("OWNS", node["id"])
    assert [one["properties"]["party_id"] for one in path["nodes"]] == ["wei", "acme"]
    assert row[3:6] == [{"a": [1, None, True]}, "2026-06-30", "inf"]
    assert row[6:] == ["P1D", {"srid": 7203, "coordinates": [1.0, 2.0]}]


def test_csv_runs_no_formula(clients: Clients) -> None:
    query = "UNWIND ['=1+1', '+1', '-1', '@x', '\\t=1', 'plain', 'a,\"b\"'] AS text RETURN text, -5 AS number"
    answer = clients().post("/cypher", json={"query": query, "format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert rows[0] == ["text", "number"]
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'+1", "'-1", "'@x", "'\t=1", "plain", 'a,"b"']
    assert {row[1] for row in rows[1:]} == {"-5"}


def test_gexf_opens_as_the_graph_of_the_answer(clients: Clients) -> None:
    query = (
        "MATCH path = (:Party {party_id: 'wei'})-[ts:OWNS*1..2]->(o)"
        " WHERE all(t IN ts WHERE t.superseded_at IS NULL) RETURN path, o"
    )
    answer = clients().post("/cypher", json={"query": query, "format": "gexf"})
    network = nx.read_gexf(io.BytesIO(answer.content), version="1.3")
    assert {data["party_id"] for _, data in network.nodes(data=True)} == {"wei", "acme", "beta"}
    assert {data["kind"] for *_, data in network.edges(data=True)} == {"OWNS"}
    assert network.number_of_edges() == 2


@pytest.fixture
def canaries(bank: GraphSession, neo4j_server: TestServer) -> Iterator[None]:
    """Two persons with sealed names, as the writer leaves them, and a bookkeeping record."""
    assert bank
    vault = test_vault()
    rows = [
        {"id": f"canary-{number}", "name": vault.seal(SealedKind.NAME, name)}
        for number, name in enumerate((*NAMES, NAMES[0]))
    ]
    neo4j_server.run(
        "UNWIND $rows AS row CREATE (p:Party:Person {party_id: row.id, name: row.name, region: 'X',"
        " name_terms: 'canary-secret', digest: 'canary-secret'})"
        " CREATE (:SourceRecord {record_id: row.id, name: row.name, digest: 'canary-secret'})"
        "-[:DESCRIBES {digest: 'canary-secret'}]->(p)",
        rows=rows,
    )
    yield
    neo4j_server.run(
        "MATCH (n) WHERE n.party_id STARTS WITH 'canary' OR n.record_id STARTS WITH 'canary' DETACH DELETE n"
    )


HERE = "MATCH (p:Person) WHERE p.party_id STARTS WITH 'canary' "


@pytest.mark.parametrize(
    "query",
    [
        HERE + "RETURN p", HERE + "RETURN p.name", HERE + "RETURN p['name']", HERE + "RETURN p[$key]",
        HERE + "RETURN p{.name}", HERE + "RETURN collect(p)", HERE + "RETURN {a: [p]}", HERE + "RETURN *",
        HERE + "RETURN collect(p.name)", HERE + "RETURN 'x' + p.name",
        HERE + "RETURN toUpper(p.name)", HERE + "RETURN toLower(p.name) + '!'", HERE + "RETURN reverse(p.name)",
        HERE + "RETURN reduce(s = '', x IN collect(p.name)[..10] | s + x)", HERE + "RETURN max(p.name), min(p.name)",
        HERE + "RETURN {a: {b: [p.name]}}", HERE + "RETURN replace(p.name, 'z', 'y')", HERE + "RETURN left(p.name, 12)",
        HERE + "MATCH path = (p)<--() RETURN path, nodes(path), relationships(path)",
        HERE + "RETURN [(p)<--(r) | r.name]", HERE + "RETURN COLLECT { MATCH (p)<--(r) RETURN r.name }",
        HERE + "RETURN trim(p.name), p.name || 'x'",
        HERE + "UNWIND [p.name] AS n RETURN DISTINCT n", HERE + "RETURN CASE WHEN p.name > '' THEN p.name END",
        "MATCH (r:SourceRecord)-->({region: 'X'}) RETURN r, r.name, [r], {r: r}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["json", "csv", "gexf"])
@pytest.mark.usefixtures("canaries")
def test_no_sealed_value_is_in_an_answer(clients: Clients, query: str, form: str) -> None:
    answer = clients().post("/cypher", json={"query": query, "parameters": {"key": "name"}, "format": form})
    assert answer.status_code == 200, answer.text
    assert "gx1." not in answer.text.lower()
    assert ".1xg" not in answer.text.lower()
    assert not any(name in answer.text for name in NAMES)
    assert not [name for name in ("name_terms", "digest", "canary-secret") if name in answer.text]
    if form == "json" and "RETURN p{.name}" in query:
        assert json.loads(answer.text)["blanked_count"] == 3


@pytest.mark.parametrize(
    "query",
    [
        HERE + "RETURN p.name AS n, count(*) AS c ORDER BY c DESC",
        HERE + "RETURN count(DISTINCT p.name) AS n",
        HERE + "MATCH (q:Person) WHERE p.party_id < q.party_id AND p.name = q.name RETURN count(*) AS n",
        HERE + "AND p.name = $name RETURN count(*) AS n",
        HERE + "AND p.name CONTAINS $name RETURN count(*) AS n",
        HERE + "AND p.name =~ $pattern RETURN count(*) AS n",
    ],
)
@pytest.mark.usefixtures("canaries")
def test_sorting_counting_and_comparing_sealed_values_says_nothing(clients: Clients, query: str) -> None:
    parameters = {"name": NAMES[0], "pattern": f".*{NAMES[0]}.*"}
    rows = clients().post("/cypher", json={"query": query, "parameters": parameters}).json()["rows"]
    # Two of the three have the same name, and nothing shows it.
    assert rows in ([[None, 1]] * 3, [[3]], [[0]])


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        (HERE + "AND p.name_terms CONTAINS $term RETURN p.party_id", {"term": "a"}),
        (HERE + "RETURN p[$key]", {"key": "name_terms"}),
        (
            "CALL db.index.fulltext.queryNodes($name, $q) YIELD node RETURN node",
            {"name": "person_name_terms", "q": "a"},
        ),
        ("CALL db.index.fulltext.queryNodes", {"indexName": "person_name_terms", "queryString": "a"}),
    ],
)
@pytest.mark.usefixtures("canaries")
def test_blind_terms_of_persons_are_out_of_reach(clients: Clients, query: str, parameters: dict[str, str]) -> None:
    for path in ("/cypher", "/cypher/explain"):
        answer = clients().post(path, json={"query": query, "parameters": parameters})
        assert "CYPHER_FIELD" in answer.text
        assert "canary" not in answer.text


@pytest.mark.usefixtures("canaries")
def test_a_failure_repeats_no_sealed_value(clients: Clients) -> None:
    answer = clients().post("/cypher", json={"query": HERE + "RETURN date(p.name) AS d"})
    assert answer.status_code == 422
    assert "gx1." not in answer.text


def test_explain_tells_the_cost_in_two_languages(clients: Clients) -> None:
    body = {"query": "MATCH (a), (b) RETURN a.party_id, b.party_id"}
    english = clients().post("/cypher/explain", json=body).json()
    assert english["allowed"]
    assert english["cost"][0].startswith("Looks at about ")
    assert "Starts from every node of the graph; name a label, as in (p:Party)." in english["cost"]
    assert english["plan"][0]["depth"] == 0
    chinese = clients().post("/cypher/explain", json=body, headers={"Accept-Language": "zh-CN"}).json()
    assert chinese["cost"][0].startswith("预计查看约")
    refused = (
        clients()
        .post("/cypher/explain", json={"query": "MATCH (n) DELETE n"}, headers={"Accept-Language": "zh"})
        .json()
    )
    assert refused["refusals"] == [{"reason": "CYPHER_CLAUSE", "sentence": "分析查询只能读取，不允许使用 DELETE。"}]
    assert (refused["plan"], refused["estimated_rows"]) == ([], None)


@pytest.mark.parametrize("role", ["relationship_manager", "marketer", "steward", "compliance", "admin"])
def test_only_analysts_write_cypher(clients: Clients, role: str) -> None:
    assert clients(role).post("/cypher", json={"query": "RETURN 1 AS one"}).status_code == 403

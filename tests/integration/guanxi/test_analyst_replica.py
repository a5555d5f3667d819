"""A real replica, filled from a small bank with sealed values planted in it, and taken through its whole life."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from access.door import Door
from analyst.console import Console, RunLimits
from analyst.snapshot import Written
from graph.errors import GuanxiError, ReplicaRefreshFailed
from graph.session import GraphSession
from graph.store import Store
from graph.vault import SealedKind
from guanxi.analyst_replica import AnalystReplica, supervised
from guanxi.local_neo4j import import_tool
from guanxi.settings import AnalystSettings, Settings
from guanxi.wiring import open_console
from privacy.certificates import Certificates, now_text
from tests.integration.api.conftest import bank
from tests.support.app import app_on, memory_engine, signed_in_client
from tests.support.server import TestServer
from tests.support.vault import test_vault

__all__ = ["bank"]

CLEAR = (
    "张伟",
    "李娜",
    "陈敏敏",
    "周房东",
    "张小雨",
    "110101198503071231",
    "+8613800000001",
    "学生宿舍1号",
    "6222000000000001",
)
"""Names, numbers and addresses of the bank's persons as they were delivered."""
CANARY = "CANARY-金丝雀"


def wait_until(condition: Callable[[], object], timeout_seconds: float) -> float:
    started = time.monotonic()
    while not condition():
        assert time.monotonic() < started + timeout_seconds, "waited in vain"
        time.sleep(0.2)
    return time.monotonic() - started


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        home=tmp_path_factory.mktemp("home"),
        analyst=AnalystSettings(replica_heap_megabytes=512, replica_page_cache_megabytes=64),
    )


@pytest.fixture(scope="module")
def snapshot(
    bank: GraphSession, neo4j_server: TestServer, settings: Settings
) -> Iterator[tuple[AnalystReplica, Written]]:
    """The replica after its first refresh. Sealed and clear values also stand where none belong."""
    vault = test_vault()
    neo4j_server.run(
        "MATCH (p:Party {party_id: 'acme'}) SET p.industry = $sealed, p.quality_flags = [$sealed, 'OK']"
        " SET p.secret = $clear"
        " WITH p MATCH (q:Party {party_id: 'wei'}) SET q.name = $clear, q.region = $sealed"
        " SET q.birth_date = date('1985-03-07')"
        " WITH q MATCH (:Party {party_id: 'chen'})-[t:GUARANTEES]->() SET t.kind = $sealed, t.note = $clear",
        sealed=vault.seal(SealedKind.NAME, CANARY),
        clear=CANARY,
    )
    replica = AnalystReplica(settings)
    try:
        yield replica, replica.refresh(bank)
    finally:
        replica.down()


@pytest.fixture
def filled(snapshot: tuple[AnalystReplica, Written]) -> tuple[AnalystReplica, Written]:
    """The replica with its snapshot, up whatever the test before did to it."""
    replica, _ = snapshot
    replica.up()
    wait_until(lambda: _answers(replica), 60)
    return snapshot


@pytest.fixture
def analyst(bank: GraphSession, settings: Settings, filled: tuple[AnalystReplica, Written]) -> Iterator[TestClient]:
    """An analyst's client of a service that has the replica."""
    assert filled
    with open_console(settings, bank, memory_engine()) as console:
        door = Door(memory_engine())
        yield signed_in_client(app_on(Store(bank, test_vault()), door, console=console), door, "analyst")


def test_the_replica_has_the_graph_and_nobody_in_it(
    filled: tuple[AnalystReplica, Written], analyst: TestClient, bank: GraphSession, neo4j_server: TestServer
) -> None:
    replica, written = filled
    assert replica.is_alive
    assert bank.server_version()
    answer = analyst.post("/cypher", json={"query": "MATCH (n) RETURN labels(n), properties(n), n"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["ran_on"] == "replica"
    assert found["blanked_count"] == 0
    assert datetime.now(UTC) - datetime.fromisoformat(found["as_of"]) < timedelta(minutes=10)
    ties = analyst.post("/cypher", json={"query": "MATCH ()-[t]->() RETURN type(t), properties(t), t"})
    for text in (answer.text, ties.text):
        assert "gx1." not in text.lower()
        assert not [value for value in (*CLEAR, CANARY) if value in text]
        assert not [
            name for name in ("digest", "name_terms", "run_id", "birth_date", "secret", "note") if f'"{name}"' in text
        ]
    labels = {label for row in found["rows"] for label in row[0]}
    assert not labels & {"SourceRecord", "Identifier", "Run"}
    assert {"Person", "Customer", "Organization", "Account", "Touchpoint"} <= labels
    for label in ("Party", "Account", "Touchpoint"):
        count = f"MATCH (n:{label}) RETURN count(n) AS n"
        assert analyst.post("/cypher", json={"query": count}).json()["rows"] == [[neo4j_server.run(count)[0]["n"]]]
    assert ties.json()["row_count"] == written.ties
    typed = "MATCH (t:Touchpoint) RETURN t.occurred_at.year AS year, t.amount_minor + 1 AS n LIMIT 1"
    assert analyst.post("/cypher", json={"query": typed}).json()["rows"] == [[2026, 1235]]
    [run] = neo4j_server.run(
        "MATCH (r:Run {kind: 'REPLICA_REFRESH', state: 'COMPLETED'}) RETURN r.rows_accepted AS accepted"
    )
    assert run["accepted"] == written.nodes + written.ties


def test_no_file_of_the_replica_holds_a_personal_value(filled: tuple[AnalystReplica, Written]) -> None:
    replica, _ = filled
    wanted = [value.encode() for value in (*CLEAR, CANARY, "gx1.")]
    for path in (replica.home / "neo4j" / "data").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [value for value in wanted if value in content], path
    # Neither the files that it was made of nor the staging server are left behind.
    assert not list(replica.home.glob("tmp*"))
    assert not (replica.home / "staging").exists()


def test_it_cannot_be_written_to(filled: tuple[AnalystReplica, Written]) -> None:
    session = filled[0].connect()
    assert session is not None
    with (
        session,
        session.driver.session() as writing,
        pytest.raises(Exception, match=r"read-only|read only|access mode"),
    ):
        writing.run("CREATE (n:Evil)").consume()


def test_names_of_organisations_are_searched(analyst: TestClient) -> None:
    query = "CALL db.index.fulltext.queryNodes('organization_names', $q) YIELD node RETURN node.party_id"
    for text, party_id in (("长江贸易", "acme"), ("Beta", "beta")):
        answer = analyst.post("/cypher", json={"query": query, "parameters": {"q": text}})
        assert answer.json()["rows"] == [[party_id]], answer.text


def test_a_dead_replica_is_back_within_half_a_minute_and_the_primary_answers(
    filled: tuple[AnalystReplica, Written], bank: GraphSession
) -> None:
    replica, _ = filled
    with supervised(replica):
        replica.kill()
        assert not replica.is_alive
        assert bank.server_version()
        # Thirty seconds are meant; the machine of a test run is shared.
        wait_until(lambda: _answers(replica), 120)


def test_a_failed_refresh_leaves_the_old_snapshot_serving(
    filled: tuple[AnalystReplica, Written],
    bank: GraphSession,
    neo4j_server: TestServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    replica, _ = filled
    before = replica.as_of()
    monkeypatch.setattr(import_tool, "DATABASE", "no such name")
    with pytest.raises(ReplicaRefreshFailed):
        replica.refresh(bank)
    monkeypatch.undo()
    assert replica.as_of() == before
    states = neo4j_server.run("MATCH (r:Run {kind: 'REPLICA_REFRESH'}) RETURN r.state AS state ORDER BY r.started_at")
    assert states[-1] == {"state": "FAILED"}


def test_a_bomb_that_passes_the_gate_takes_down_only_the_replica(
    filled: tuple[AnalystReplica, Written], bank: GraphSession, settings: Settings
) -> None:
    assert filled
    with open_console(settings, bank, memory_engine()) as made:
        assert made.place == "replica", "this would end the Neo4j of all other tests"
        console = Console(made._server, RunLimits(timeout_seconds=2))
        statements = console._server.statements
        started = time.monotonic()
        bomb = "RETURN size([i IN range(1, 200000000) | toString(i)]) AS n"
        with (
            pytest.raises(GuanxiError),
            console._watched("bomb-0001", "u", 2),
            statements.run(bomb, {}, query_id="bomb-0001", user="u", timeout_seconds=2) as running,
        ):
            list(running.rows)
        assert time.monotonic() - started < 30
        assert bank.server_version()
        wait_until(lambda: _answers(filled[0]), 60)


def test_who_was_erased_after_the_snapshot_is_not_shown_from_it(
    filled: tuple[AnalystReplica, Written], bank: GraphSession, settings: Settings
) -> None:
    assert filled
    engine = memory_engine()
    erasures = Certificates(engine)
    with open_console(settings, bank, engine) as console:
        door = Door(memory_engine())
        analyst = signed_in_client(app_on(Store(bank, test_vault()), door, console=console), door, "analyst")
        refused = erasures.request("wei", "blind-1", "PERSON_ASKED", "one")
        erasures.refuse(refused.certificate_id, "two", done_at=now_text())
        assert analyst.post("/cypher", json={"query": "RETURN 1"}).status_code == 200
        asked = erasures.request("wei", "blind-1", "PERSON_ASKED", "one")
        held = erasures.approve(asked.certificate_id, "two")
        erasures.write(held, state="DONE", done_at=now_text())
        answer = analyst.post("/cypher", json={"query": "RETURN 1"})
    assert answer.status_code == 503
    assert "guanxi replica refresh" in answer.json()["detail"]


def _answers(replica: AnalystReplica) -> bool:
    try:
        return replica.as_of() is not None
    except Exception:  # noqa: BLE001 - any failure means not yet
        return False


def test_down_lets_it_be(filled: tuple[AnalystReplica, Written], settings: Settings, bank: GraphSession) -> None:
    replica, _ = filled
    assert replica.down().value in ("cleanly", "killed")
    assert not replica.revive()
    with open_console(settings, bank, memory_engine()) as console:
        assert console.place == "primary"
    assert Path(settings.home / "analyst-replica").is_dir()

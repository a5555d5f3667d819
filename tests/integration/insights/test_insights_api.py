"""The marketer's and the analyst's routes over a small bank with planted circles."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from algorithms.catalogue import algorithm_named
from algorithms.job import project
from algorithms.refusal import CannotRun
from algorithms.run import Request, run
from api.app import PREFIX
from api.security import current_caller
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.errors import RunConflict, RunNotFound
from graph.migrations import migrate
from graph.projections import Projections
from graph.scope import Scope
from graph.store import Store
from insights.background import BackgroundRuns, RunState, forget_runs
from insights.community_detection import CommunityDetection
from insights.scoreboards import Scoreboards
from tests.integration.insights.planted import plant
from tests.support.app import app_on, caller_in, memory_engine
from tests.support.server import TestServer, delete_everything
from tests.support.vault import test_vault

_FACT = "source: 's', status: 'ASSERTED', confidence: 1.0, recorded_at: datetime('2024-01-01T00:00:00Z')"
_SEGMENTS = "MATCH (p:Customer) SET p.segment = CASE WHEN p.region = 'a' THEN 'GOLD' ELSE 'MASS' END"
_CONSENTS = """
MATCH (p:Customer) WHERE p.party_id <> 'b00'
CREATE (p)-[:GAVE {tie_id: 'g' + p.party_id, %s}]->(:Consent {
  consent_id: 'k' + p.party_id, purpose: 'MARKETING', channel: 'SMS', state: 'GRANTED', stated_by: p.party_id,
  decided_on: date('2024-01-01')
})
"""
_REFUSAL = """
MATCH (p:Customer {party_id: 'c08'})
CREATE (p)-[:GAVE {tie_id: 'r' + p.party_id, %s}]->(:Consent {
  consent_id: 'q' + p.party_id, purpose: 'PROFILING', channel: 'ANY', state: 'REFUSED', stated_by: p.party_id,
  decided_on: date('2024-01-01')
})
"""
_HOUSEHOLD = """
CREATE (h:Household {household_id: 'h1'})
WITH h
MATCH (p:Customer) WHERE p.party_id IN ['a01', 'a02']
CREATE (p)-[:IN_HOUSEHOLD {tie_id: 'h' + p.party_id, %s}]->(h)
"""
_COMPLAINT = """
MATCH (p:Customer {party_id: 'a00'})
CREATE (p)-[:INTERACTED {tie_id: 't1', %s}]->(:Touchpoint {
  touchpoint_id: 't', kind: 'COMPLAINT', occurred_at: datetime() - duration('P3D')
})
"""
_PRODUCT = """
CREATE (product:Product {product_id: 'N001', name: 'Cloud', category: 'DEPOSIT'})
WITH product
MATCH (p:Customer) WHERE p.party_id IN ['d00', 'd01', 'd02']
CREATE (p)-[:HOLDS {tie_id: 'o' + p.party_id, role: 'PRIMARY', %s}]->(account:Account {
  account_id: p.party_id, kind: 'DEPOSIT', opened_on: date('2025-01-01')
})-[:OF_PRODUCT {tie_id: 'f' + p.party_id, %s}]->(product)
"""
_MORE = (_SEGMENTS, _CONSENTS, _REFUSAL, _HOUSEHOLD, _COMPLAINT, _PRODUCT)


@pytest.fixture(name="client", scope="module")
def _client(neo4j_server: TestServer) -> Iterator[TestClient]:
    with neo4j_server.connect() as session:
        delete_everything(neo4j_server)
        migrate(session)
        plant(neo4j_server, {"a": 12, "b": 10, "c": 9, "d": 8})
        for statement in _MORE:
            neo4j_server.run(statement.replace("%s", _FACT))
        CommunityDetection(session, test_vault()).detect(AsOf(date(2026, 1, 1), datetime.now(UTC)))
        app = app_on(Store(session, test_vault()))
        app.dependency_overrides[current_caller] = lambda: replace(LOCAL_CALLER, name="tester")
        yield TestClient(app, base_url=f"http://testserver{PREFIX}")


def _ended(client: TestClient, path: str) -> dict[str, Any]:
    until = time.monotonic() + 60
    while (found := client.get(path).json())["state"] in ("WAITING", "RUNNING"):
        assert time.monotonic() < until
        time.sleep(0.05)
    return dict(found)


def _planned(client: TestClient, **wanted: Any) -> dict[str, Any]:
    started = client.post("/influence/plans", json=wanted)
    assert started.status_code == 202, started.text
    return _ended(client, f"/influence/plans/{started.json()['run_id']}")


def test_communities_are_listed_shown_and_followed(client: TestClient) -> None:
    views = client.get("/community-views").json()["views"]
    assert [view["view_id"] for view in views] == ["social/team-size"]
    first = client.get("/communities", params={"limit": 2}).json()
    second = client.get("/communities", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [one["size"] for one in (*first["communities"], *second["communities"])] == [12, 10, 9, 8]
    one = first["communities"][0]
    assert one["words"]["zh"].startswith("共12名成员。")
    assert client.get(f"/communities/{one['community_id']}").json() == one
    members = client.get(f"/communities/{one['community_id']}/members", params={"limit": 3}).json()["members"]
    assert [member["rank"] for member in members] == [1, 2, 3]
    events = client.get(f"/communities/{one['community_id']}/lineage").json()["events"]
    assert [event["change"] for event in events] == ["BIRTH"]
    assert client.get("/communities/none").status_code == 404


def test_a_customer_shows_own_influence_to_those_who_see_all(client: TestClient, neo4j_server: TestServer) -> None:
    ranking, as_of = algorithm_named("pagerank"), AsOf(date(2026, 1, 1), datetime.now(UTC))
    request = Request(ranking, ranking.given({}), weighted=True)
    with neo4j_server.connect() as session:
        ties = project(Projections(session, test_vault()), "social", LOCAL_CALLER, as_of).projection
        boards = Scoreboards(session)
        for _ in range(2):
            boards.write(run(ties, request), "social", as_of)
        parts = algorithm_named("components")
        of_parts = run(ties, Request(parts, parts.given({})))
        with pytest.raises(CannotRun, match="communities detect"):
            boards.write(of_parts, "social", as_of)
        manager = caller_in(Scope(employee_ids=("e1",)))
        assert boards.standing("a00", manager) is None
    standing = client.get("/customers/a00").json()["standing"]
    assert [(one["board_id"], one["parties"]) for one in standing["scores"]] == [("pagerank/social", 39)]
    assert standing["communities"][0]["view_id"] == "social/team-size"
    assert standing["communities"][0]["rank"] == 1
    derived = client.get("/customers/a00/access-report").json()["statements"]["derived"]
    assert {"SCORED", "IN_COMMUNITY"} <= {one["kind"] for one in derived}
    assert client.get("/customers/a00/erasure").status_code == 200
    kept = neo4j_server.run("MATCH (:Party)-[tie:SCORED]->(:Scoreboard) RETURN count(tie) AS ties")
    assert kept == [{"ties": 39}]


def test_a_plan_keeps_every_limit_and_says_why(client: TestClient) -> None:
    found = _planned(client, count=4, product_id="N001", channel="SMS", must_include=["a01"], exclude=["c00"])
    assert found["state"] == "COMPLETED", found
    plan = found["plan"]
    chosen = [one["party_id"] for one in plan["chosen"]]
    assert len(chosen) == 4
    assert "a01" in chosen
    assert not set(chosen) & {"a00", "a02", "b00", "c00", "c08", "d00", "d01", "d02"}
    expected = {"NO_CONSENT": 1, "OPEN_COMPLAINT": 1, "HAS_PRODUCT": 3, "NO_CUSTOMER": 0, "EXCLUDED": 1}
    assert plan["blocked"] == expected
    assert plan["left_out"] == 1
    reach = plan["reach"]
    assert reach["lower"] <= reach["simulated"] + 3 * reach["simulated_standard_error"]
    assert reach["audience"] == 35
    assert reach["interval"]["low"] <= reach["interval"]["median"] <= reach["interval"]["high"]
    assert plan["curve"] == sorted(plan["curve"])
    assert sum(plan["by_segment"].values()) == pytest.approx(reach["simulated"])
    assert plan["chances"]["basis"] == "WEIGHTED_CASCADE"
    assert plan["chosen"][0]["name"] == plan["chosen"][0]["party_id"]
    assert plan["chosen"][0]["reason"]["neighbours"][0]["name"]


def test_a_plan_for_a_budget_and_a_segment_stays_within_it(client: TestClient) -> None:
    found = _planned(client, budget=5, segments=["GOLD"], cost=2, cost_of_segment={"GOLD": 3})
    plan = found["plan"]
    assert plan["cost"] <= 5
    assert plan["reach"]["audience"] == 12
    assert set(plan["by_segment"]) == {"GOLD", "MASS"}
    assert plan["by_segment"]["MASS"] == 0


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"count": 2, "must_include": ["b00"]}, "b00 must be included, but may not be chosen: NO_CONSENT"),
        ({"count": 2, "must_include": ["c08"]}, "no part of the network"),
        ({"count": 2, "must_include": ["a01", "a02"]}, "one household"),
        ({"count": 2, "segments": ["NONE"]}, "there are GOLD, MASS"),
        ({"count": 2, "channel": "PIGEON"}, "Nobody may be chosen"),
    ],
)
def test_a_plan_that_cannot_be_made_says_why(client: TestClient, wanted: dict[str, Any], sentence: str) -> None:
    found = _planned(client, **wanted)
    assert (found["state"], found["plan"]) == ("FAILED", None)
    assert sentence in found["reason"]


def test_a_plan_for_a_product_that_is_not_there_is_refused(client: TestClient) -> None:
    answer = client.post("/influence/plans", json={"count": 2, "product_id": "X"})
    assert answer.status_code == 404
    assert "there are N001" in answer.json()["detail"]


def test_a_plan_without_an_end_is_refused(client: TestClient) -> None:
    answer = client.post("/influence/plans", json={"channel": "SMS"})
    assert answer.status_code == 422
    assert "give a count, a budget, or both" in answer.json()["detail"]


def test_influencers_are_ranked_with_reasons_and_consent(client: TestClient) -> None:
    found = client.get("/influencers", params={"limit": 39}).json()
    ranked = found["influencers"]
    assert [one["rank"] for one in ranked] == list(range(1, 39))
    assert [one["reach"] for one in ranked] == sorted((one["reach"] for one in ranked), reverse=True)
    by_id = {one["party_id"]: one for one in ranked}
    assert (by_id["b00"]["may_be_contacted"], by_id["b01"]["may_be_contacted"]) == (False, True)
    assert by_id["a00"]["has_open_complaint"]
    assert "c08" not in by_id
    gold = client.get("/influencers", params={"segment": "GOLD"}).json()["influencers"]
    assert {one["segment"] for one in gold} == {"GOLD"}
    assert client.get("/influencers", params={"product": "X"}).status_code == 404


def test_an_algorithm_runs_in_the_background_and_two_runs_are_compared(client: TestClient) -> None:
    estimate = client.get("/algorithms/leiden/estimate", params={"projection": "social"}).json()
    assert (estimate["nodes"], estimate["ties"]) == (41, 66 + 45 + 36 + 28 + 3)
    runs = []
    for resolution in (0.001, 1.0):
        wanted = {"projection": "social", "weighted": True, "parameters": {"resolution": resolution}}
        started = client.post("/algorithms/leiden/runs", json=wanted)
        assert started.status_code == 202
        runs.append(started.json()["run_id"])
    ended = [_ended(client, f"/algorithm-runs/{one}") for one in runs]
    assert [one["state"] for one in ended] == ["COMPLETED", "COMPLETED"]
    assert ended[1]["summary"]["stats"]["communities"] == 4
    rows = client.get(f"/algorithm-runs/{runs[1]}/rows", params={"limit": 5, "offset": 2}).json()
    assert (len(rows["rows"]), rows["total"]) == (5, 39)
    compared = client.get(f"/algorithm-runs/{runs[0]}/comparison", params={"other": runs[1]}).json()
    assert (compared["same_input"], compared["same_answer"]) == (True, False)
    assert "resolution" in {one["name"] for one in compared["differences"]}
    listed = client.get("/algorithm-runs").json()["runs"]
    assert {one["run_id"] for one in listed} >= set(runs)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("none", {"projection": "social"}),
        ("leiden", {"projection": "none"}),
        ("leiden", {"projection": "social", "parameters": {"speed": 1}}),
    ],
)
def test_a_run_of_what_is_not_there_is_refused(client: TestClient, name: str, wanted: dict[str, Any]) -> None:
    assert client.post(f"/algorithms/{name}/runs", json=wanted).status_code == 422


def test_runs_of_others_are_not_there(client: TestClient) -> None:
    assert client.get("/algorithm-runs/algorithm-0").status_code == 404
    assert client.get("/influence/plans/influence-0").status_code == 404


def test_a_run_that_is_cancelled_ends_at_its_next_step_and_one_that_failed_says_why() -> None:
    engine = memory_engine()
    background = BackgroundRuns(engine)

    def endless(heard: Any) -> dict[str, Any]:
        while True:
            heard("working", 1, 2)
            time.sleep(0.01)

    def broken(_: Any) -> dict[str, Any]:
        raise RuntimeError("personal data in here")

    run = background.start("test", "me", {}, endless)
    failed = background.start("test", "me", {}, broken)
    background.cancel(run.run_id, "me")
    assert background.wait(run.run_id, "me", 10).state is RunState.CANCELLED
    ended = background.wait(failed.run_id, "me", 10)
    assert (ended.state, "personal" in (ended.reason or "")) == (RunState.FAILED, False)
    waiting = background.start("test", "me", {}, endless)
    background.close()
    assert background.get(waiting.run_id, "me").state is RunState.CANCELLED


def test_when_somebody_is_forgotten_no_answer_is_left_and_what_runs_gives_none() -> None:
    engine = memory_engine()
    background = BackgroundRuns(engine)
    began, go_on = threading.Event(), threading.Event()

    def held(_: Any) -> dict[str, Any]:
        began.set()
        go_on.wait(10)
        return {"person": "p1"}

    ended = background.start("test", "me", {}, lambda _: {"person": "p1"})
    background.wait(ended.run_id, "me", 10)
    running = background.start("test", "me", {}, held)
    began.wait(10)
    forget_runs(engine)
    go_on.set()
    background.close()
    with pytest.raises(RunNotFound):
        background.answer(ended.run_id, "me")
    with pytest.raises(RunConflict, match="CANCELLED"):
        background.answer(running.run_id, "me")


def test_what_a_stopped_service_left_is_failed_at_the_next_start() -> None:
    engine = memory_engine()
    first = BackgroundRuns(engine)

    def slow(_: Any) -> dict[str, Any]:
        time.sleep(0.3)
        return {}

    run = first.start("test", "me", {}, slow)
    again = BackgroundRuns(engine)
    found = again.get(run.run_id, "me")
    assert (found.state, "stopped" in (found.reason or "")) == (RunState.FAILED, True)
    first.close()

"""Erasure over the API: who asks and who decides, what goes and what stays, and that the counts are true."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from access.door import Door
from graph.migrations import migrate
from graph.session import GraphSession
from graph.store import Store
from tests.integration.api.bank import build_bank
from tests.integration.privacy.people import LATELY, LONG_AGO, MET, Former, write_former
from tests.support.app import app_on, memory_engine, signed_in_client
from tests.support.server import TestServer
from tests.support.vault import test_vault

As = Callable[[str], TestClient]
Counts = dict[str, Counter[str]]


@pytest.fixture
def signed_in(session: GraphSession) -> As:
    """Sign somebody in, in some role, to a bank that this test may change."""
    migrate(session)
    build_bank(session)
    for person in (Former("gone", LONG_AGO), Former("left", LATELY)):
        write_former(session, test_vault(), person)
    door = Door(memory_engine())
    app = app_on(Store(session, test_vault()), door)
    return lambda role: signed_in_client(app, door, role)


def in_the_graph(server: TestServer) -> Counter[str]:
    """Count nodes by label and ties by type, past the product."""
    nodes = server.run("MATCH (n) RETURN CASE WHEN n:Party THEN 'Party' ELSE head(labels(n)) END AS kind")
    ties = server.run("MATCH ()-[t]->() RETURN type(t) AS kind")
    return Counter(row["kind"] for row in (*nodes, *ties))


def totals(analyst: TestClient, server: TestServer) -> dict[str, Any]:
    found = {
        name: analyst.get(f"/queries/{name}", params=params).json()["rows"]
        for name, params in {
            "touchpoints_by_channel_and_month": {"from_day": "2026-01-01", "until_day": "2027-01-01"},
            "customers_by_tier": {},
            "holdings_by_product": {},
            "holdings_by_role": {},
        }.items()
    }
    found["campaign"] = server.run(
        "MATCH (c:Campaign)-[:TARGETS]->(:Segment)<-[:IN_SEGMENT]-(who) RETURN c.name AS name, count(DISTINCT who) AS n"
    )
    return found


def erase(signed_in: As, party_id: str) -> dict[str, Any]:
    asked = signed_in("steward").post(f"/customers/{party_id}/erasure", json={"ground": "PERSON_ASKED"})
    assert asked.status_code == 201
    path = f"/erasures/{asked.json()['certificate_id']}/decision"
    decided = signed_in("compliance").post(path, json={"approve": True})
    assert decided.status_code == 200, decided.text
    certificate: dict[str, Any] = decided.json()
    return certificate


@pytest.mark.parametrize(("party_id", "outcome"), [("gone", "DONE"), ("left", "LOCKED")])
def test_the_certificate_counts_what_the_graph_has_lost_and_totals_stay(
    signed_in: As, neo4j_server: TestServer, party_id: str, outcome: str
) -> None:
    analyst, compliance = signed_in("analyst"), signed_in("compliance")
    before, totals_before = in_the_graph(neo4j_server), totals(analyst, neo4j_server)
    plan = compliance.get(f"/customers/{party_id}/erasure").json()
    assert plan["outcome"] == outcome
    assert in_the_graph(neo4j_server) == before
    certificate = erase(signed_in, party_id)
    assert (certificate["state"], certificate["party_id"]) == (outcome, None)
    lost = before - in_the_graph(neo4j_server)
    went = certificate["counts"]["locked" if outcome == "LOCKED" else "deleted"]
    assert {kind: count for kind, count in went.items() if kind != "refused rows"} == dict(lost)
    assert went["Phone"] == 1
    assert went["ON_ACCOUNT"] == MET
    stays = {"HOLDS": 1, "IN_SEGMENT": 1, "INTERACTED": MET, "Touchpoint": MET}
    assert certificate["counts"]["anonymised"] == stays
    assert {**plan["counts"], "deleted": {}, "locked": {}} == {**certificate["counts"], "deleted": {}, "locked": {}}
    assert totals(analyst, neo4j_server) == totals_before
    assert signed_in("steward").get(f"/erasures/{certificate['certificate_id']}").json() == certificate
    assert party_id not in json.dumps(certificate)
    assert compliance.get(f"/customers/{party_id}").status_code == 404


def test_what_is_left_has_no_value_but_what_totals_need(signed_in: As, neo4j_server: TestServer) -> None:
    erase(signed_in, "gone")
    (left,) = neo4j_server.run("MATCH (e:Erased) RETURN properties(e) AS kept, labels(e) AS labels")
    assert left["labels"] == ["Erased"]
    assert set(left["kept"]) == {"erased_id", "was_customer"}
    for row in neo4j_server.run("MATCH (:Erased)-[:INTERACTED]->(t) RETURN properties(t) AS kept"):
        assert set(row["kept"]) == {"touchpoint_id", "kind", "occurred_at", "amount_minor", "run_id", "recorded_at"}
    compliance = signed_in("compliance")
    for path in ("/customers/na/related-parties?depth=3", "/customers/na", "/customers/P1"):
        assert "erased" not in compliance.get(path).text


def test_a_relationship_that_goes_on_keeps_a_customer(signed_in: As, neo4j_server: TestServer) -> None:
    before = in_the_graph(neo4j_server)
    plan = signed_in("steward").get("/customers/wei/erasure").json()
    assert (plan["outcome"], plan["basis"]) == ("REFUSED", "RELATIONSHIP_GOES_ON")
    certificate = erase(signed_in, "wei")
    assert (certificate["state"], certificate["basis"]) == ("REFUSED", "RELATIONSHIP_GOES_ON")
    assert in_the_graph(neo4j_server) == before


def test_somebody_who_never_was_a_customer_leaves_whole(signed_in: As) -> None:
    certificate = erase(signed_in, "landlord")
    assert (certificate["state"], certificate["basis"]) == ("DONE", "NO_RELATIONSHIP")
    assert certificate["counts"]["deleted"] == {
        "DESCRIBES": 1, "Party": 1, "SourceRecord": 1, "TRANSFERS_TO": 3, "refused rows": 0,
    }  # fmt: skip


PARTS = {
    "owner": ("(p)-[:OWNS $tie]->(acme)", "REFUSED"),
    "controller": ("(p)-[:CONTROLS_ASSERTED $tie]->(acme)", "REFUSED"),
    "officer": ("(p)-[:HOLDS_POSITION $tie]->(acme)", "REFUSED"),
    "owner through another": ("(p)-[:OWNS $tie]->(gamma)-[:CONTROLS_ASSERTED {status: 'ASSERTED'}]->(acme)", "REFUSED"),
    "owner through a rejected tie": ("(p)-[:OWNS $tie]->(gamma)-[:OWNS {status: 'REJECTED'}]->(acme)", "DONE"),
    "owner of what is no customer": ("(p)-[:OWNS $tie]->(gamma)", "DONE"),
}
"""What is written of the landlord, who has no account; acme is a customer and gamma is none."""


@pytest.mark.parametrize("part", PARTS)
def test_who_owns_controls_or_runs_a_customer_stays(signed_in: As, neo4j_server: TestServer, part: str) -> None:
    path, outcome = PARTS[part]
    neo4j_server.run(
        "MATCH (p {party_id: 'landlord'}), (acme {party_id: 'acme'}), (gamma {party_id: 'gamma'}) CREATE "
        + path.replace("$tie", "{tie_id: 'part-1', status: 'ASSERTED'}")
    )
    plan = signed_in("steward").get("/customers/landlord/erasure").json()
    certificate = erase(signed_in, "landlord")
    assert plan["outcome"] == certificate["state"] == outcome
    if outcome == "REFUSED":
        assert certificate["basis"] == "ROLE_GOES_ON"
        assert neo4j_server.run("MATCH (p {party_id: 'landlord'}) RETURN count(*) AS n") == [{"n": 1}]


def test_a_part_in_a_customer_that_ended_is_kept_for_its_period(signed_in: As) -> None:
    plan = signed_in("steward").get("/customers/wei2/erasure").json()
    assert (plan["outcome"], plan["basis"]) == ("LOCKED", "RETENTION_HOLDS")
    assert (plan["relationship_ended_on"], plan["kept_until"]) == ("2020-01-01", "2030-01-01")


@pytest.mark.parametrize("party_id", ["acme", "gamma", "state"])
def test_only_a_person_is_erased(signed_in: As, party_id: str) -> None:
    steward = signed_in("steward")
    path = f"/customers/{party_id}/erasure"
    for answer in (steward.get(path), steward.post(path, json={"ground": "PERSON_ASKED"})):
        assert answer.status_code == 422
        assert answer.json()["type"] == "urn:guanxi:problem:invalid-parameters"
    assert steward.get("/erasures").json() == {"erasures": []}


def test_it_takes_two_persons_and_happens_once(signed_in: As) -> None:
    compliance = signed_in("compliance")
    asked = compliance.post("/customers/gone/erasure", json={"ground": "PERIOD_OVER"})
    assert asked.json()["state"] == "REQUESTED"
    assert compliance.post("/customers/gone/erasure", json={"ground": "PERIOD_OVER"}).status_code == 409
    path = f"/erasures/{asked.json()['certificate_id']}/decision"
    assert compliance.post(path, json={"approve": True}).status_code == 409
    assert signed_in("steward").post(path, json={"approve": True}).status_code == 403
    other = signed_in("compliance")
    assert other.post(path, json={"approve": False}).json()["state"] == "REFUSED"
    assert other.post(path, json={"approve": True}).status_code == 409
    assert compliance.get("/customers/gone").status_code == 200


def test_what_the_law_keeps_is_read_by_compliance_for_a_reason_and_by_nobody_else(signed_in: As) -> None:
    certificate = erase(signed_in, "left")
    assert certificate["kept_until"] == "2034-03-02"
    path = f"/erasures/{certificate['certificate_id']}/locked"
    reason = {"reason": "COURT_ORDER"}
    content = signed_in("compliance").post(path, json=reason).json()["content"]
    (party,) = [node for node in content["nodes"] if node["label"] == "Party"]
    assert party["properties"]["name"].startswith("CANARY-")
    assert {tie["type"] for tie in content["kept_ties"]} == {"HOLDS", "IN_SEGMENT", "INTERACTED"}
    assert len(content["touchpoints"]) == MET
    assert signed_in("compliance").post(path, json={}).status_code == 422
    for role in ("steward", "analyst", "relationship_manager", "marketer", "admin"):
        assert signed_in(role).post(path, json=reason).status_code == 403

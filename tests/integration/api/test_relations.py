"""What is derived in the request: ownership, control, beneficial owners, groups, households, guarantees."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import PREFIX
from api.security import current_caller
from graph.migrations import migrate
from graph.scope import WHOLE_BANK, Scope
from graph.session import GraphSession
from graph.store import Store
from graph.writer import GraphWriter
from tests.integration.api.companies import BANK_CAPITAL, DAY, write_companies
from tests.support.app import app_on, caller_in
from tests.support.server import TestServer, delete_everything
from tests.support.vault import test_vault


@pytest.fixture(scope="module")
def group(neo4j_server: TestServer) -> Iterator[GraphSession]:
    """A graph with a small group of companies and the family above it."""
    with neo4j_server.connect() as session:
        delete_everything(neo4j_server)
        migrate(session)
        write_companies(GraphWriter(session, "run-1", datetime(2026, 1, 10, tzinfo=UTC), test_vault()))
        yield session


def _client(session: GraphSession, scope: Scope = WHOLE_BANK) -> TestClient:
    app = app_on(Store(session, test_vault()), capital=BANK_CAPITAL)
    app.dependency_overrides[current_caller] = lambda: caller_in(scope)
    return TestClient(app, base_url=f"http://testserver{PREFIX}")


def _get(session: GraphSession, path: str, scope: Scope = WHOLE_BANK) -> dict[str, Any]:
    response = _client(session, scope).get(f"/customers/{path}{'&' if '?' in path else '?'}valid_at={DAY}")
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def _ids(parties: list[dict[str, Any]]) -> list[str]:
    return [party["party_id"] for party in parties]


def test_the_chart_adds_up_all_ways_and_puts_nominees_in_their_place(group: GraphSession) -> None:
    answer = _get(group, "shop/ownership")
    totals = {share["party"]["party_id"]: share["total"] for share in answer["owners"]}
    assert totals == {"works": "100", "hold": "75", "ren": "45", "lu": "30", "zhu": "25"}
    assert {(tie["holder"]["party_id"], tie["held"]["party_id"]): tie["equity"] for tie in answer["up"]} == {
        ("ren", "hold"): "60", ("lu", "hold"): "40", ("hold", "works"): "75", ("zhu", "works"): "25",
        ("works", "shop"): "100",
    }  # fmt: skip
    assert answer["unidentified"] == "0"
    below = _get(group, "ren/ownership")["owned"]
    assert [(share["party"]["party_id"], share["direct"], share["total"]) for share in below] == [
        ("hold", "60", "60"), ("shop", None, "45"), ("works", None, "45"),
    ]  # fmt: skip


def test_an_earlier_day_has_the_shares_of_that_day(group: GraphSession) -> None:
    answer = _client(group).get("/customers/shop/ownership?valid_at=2024-06-30").json()
    assert answer["above_one"] == [
        {"party": {"party_id": "shop", "name": "Shop", "kind": "ORGANIZATION"}, "total": "120"}
    ]
    before_it_was_known = _client(group).get("/customers/shop/ownership?known_at=2025-01-01T00:00:00Z").json()
    assert before_it_was_known["owners"] == []
    assert before_it_was_known["unidentified"] == "100"


def test_control_is_explained_step_by_step_in_both_languages(group: GraphSession) -> None:
    answer = _get(group, "shop/controllers?explain=true")
    ultimate = [one for one in answer["controllers"] if one["is_ultimate"]]
    assert [one["party"]["party_id"] for one in ultimate] == ["ren"]
    assert [step["company"]["party_id"] for step in ultimate[0]["steps"]] == ["hold", "works", "shop"]
    last = ultimate[0]["steps"][-1]["words"]
    assert last["en"].startswith("任先生 controls Shop: through Works (controlled with 75%) 100%: 100% >= 50% (")
    assert last["zh"].startswith("任先生控制Shop：通过Works（以75%控制）持有100%：合计100% >= 50%（")
    assert _get(group, "shop/controllers")["controllers"][0]["steps"][0]["words"] is None


def test_beneficial_owners_by_standard_with_the_rule_and_since_when(group: GraphSession) -> None:
    answer = _get(group, "works/beneficial-owners?explain=true")
    assert answer["outcome"] == "IDENTIFIED"
    proven = {(one["person"]["party_id"], one["standard"]): one for one in answer["owners"] if one["verdict"] == "TRUE"}
    assert set(proven) == {("ren", 1), ("ren", 2), ("ren", 3), ("lu", 1), ("lu", 2), ("zhu", 1), ("zhu", 2)}
    assert proven["zhu", 1]["rule"]["id"] == "CN-BO-STD1"
    assert proven["zhu", 1]["lower"] == proven["zhu", 1]["upper"] == "25"
    assert "朱先生拥有works25%的股权，达到25%" in proven["zhu", 1]["words"]["zh"].replace("Works", "works")
    assert answer["fallback"] == "FALSE"
    assert _ids(answer["senior_managers"]) == ["lin"]


def test_a_group_has_chains_and_counts_a_joint_loan_once(group: GraphSession) -> None:
    answer = _get(group, "works/groups?explain=true")
    (found,) = [one for one in answer["groups"] if _ids(one["heads"]) == ["ren"]]
    members = {member["party"]["party_id"]: member for member in found["members"]}
    assert set(members) == {"ren", "hold", "works", "shop"}
    assert [link["reached"]["party_id"] for link in members["shop"]["chain"]] == ["shop"]
    assert members["works"]["chain"][0]["rule_id"] == "CN-GRP-1"
    assert members["works"]["exposure"]["amount"] == "2500.00"
    assert members["ren"]["exposure"]["amount"] == "1500.00"
    assert found["exposures"] == [{"amount": "2500.00", "currency": "CNY"}]
    limits = {limit["rule"]["id"]: (limit["ratio"], limit["reached"]) for limit in found["limits"]}
    assert limits["CN-LE-20"] == ("25", "TRUE")
    assert limits["CN-GRP-12"] == (None, "UNKNOWN")


def test_what_the_evidence_does_not_decide_is_said(group: GraphSession) -> None:
    answer = _get(group, "works/groups")
    open_ones = {(one["dependent"]["party_id"], one["on"]["party_id"]) for one in answer["open_dependencies"]}
    assert open_ones == {("works", "depot"), ("depot", "works")}


def test_guarantees_that_come_back(group: GraphSession) -> None:
    answer = _get(group, "depot/guarantee-circles")
    assert _ids(answer["ring"]) == ["depot", "works"]
    assert (answer["ring_amount"], answer["currency"]) == ("8", "CNY")
    assert answer["mutual"] == [{"party": {"party_id": "works", "name": "Works", "kind": "ORGANIZATION"}, "net": "-2"}]
    assert _ids(answer["network"]) == ["depot", "mill", "works"]


def test_a_household_is_the_couple_and_its_child_and_joint_money_a_lead(group: GraphSession) -> None:
    answer = _get(group, "ren/household")
    assert {one["party"]["party_id"]: one["reason"] for one in answer["members"]} == {
        "lin": "spouse", "xiao": "minor_child",
    }  # fmt: skip
    assert {one["party"]["party_id"]: one["reason"] for one in answer["leads"]} == {"works": "joint_account"}


def test_a_household_counts_a_joint_account_once_and_each_member_whole(group: GraphSession) -> None:
    (total,) = _get(group, "ren/household")["totals"]
    assert (total["currency"], total["assets"]["amount"], total["debts"]["amount"]) == ("CNY", "1000050.00", "1500.00")
    assert {one["party"]["party_id"]: one["assets"]["amount"] for one in total["members"]} == {
        "ren": "1000000.00", "lin": "1000050.00", "xiao": "0.00",
    }  # fmt: skip


def test_four_hierarchies_of_the_same_party(group: GraphSession) -> None:
    answer = _get(group, "works/hierarchies")
    assert [place["party"]["party_id"] for place in answer["legal"] if place["by"] == "owner"] == ["hold", "ren"]
    assert [place["party"]["party_id"] for place in answer["control"] if place["by"] == "controlled"] == ["shop"]
    assert {place["party"]["party_id"] for place in answer["sales"]} == {"rm1", "rm2"}


def test_a_hidden_holder_is_an_unidentified_share(group: GraphSession) -> None:
    """`rm1` does not see the customer ren: what ren holds is as if nobody knew whose it is."""
    scope = Scope(employee_ids=("rm1",))
    answer = _get(group, "works/ownership", scope)
    assert "ren" not in {share["party"]["party_id"] for share in answer["owners"]}
    assert answer["unidentified"] == "45"
    owners = _get(group, "works/beneficial-owners", scope)
    assert {one["verdict"] for one in owners["owners"] if one["person"]["party_id"] == "lu"} == {"TRUE", "UNKNOWN"}
    assert "ren" not in {
        member["party"]["party_id"] for one in _get(group, "works/groups", scope)["groups"] for member in one["members"]
    }


def test_a_wrong_pack_or_party_is_a_problem(group: GraphSession) -> None:
    http = _client(group)
    assert http.get("/customers/works/groups?rule_pack=us").status_code == 404
    assert http.get("/customers/nobody/ownership").status_code == 404
    assert http.get("/customers/works/groups?pack=cn").status_code == 422

from typing import Any

import pytest

from api.schemas.related_parties import RelatedPartiesShape
from graph.customers import WalkLimits
from graph.scope import Scope
from tests.integration.api.conftest import Client


def related(client: Client, party_id: str, scope: Scope | None = None, **parameters: Any) -> dict[str, Any]:
    http = client() if scope is None else client(scope)
    response = http.get(f"/customers/{party_id}/related-parties", params=parameters)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    # The answer is written past its shape; each one has to be of it all the same.
    RelatedPartiesShape.model_validate(answer)
    return answer


def distances(answer: dict[str, Any]) -> dict[str, int]:
    return {party["party_id"]: party["distance"] for party in answer["parties"]}


def ties(answer: dict[str, Any], party_id: str) -> list[dict[str, Any]]:
    (party,) = [one for one in answer["parties"] if one["party_id"] == party_id]
    last: list[dict[str, Any]] = party["path"][-1]["ties"]
    return last


def test_everyone_is_found_once_at_the_shortest_distance(client: Client) -> None:
    assert distances(related(client, "wei", depth=4)) == {
        "na": 1, "child": 1, "acme": 1, "landlord": 1, "chen": 2, "beta": 2, "state": 3,
    }  # fmt: skip


def test_shared_things_are_folded_into_the_step(client: Client) -> None:
    found = {tie["kind"]: tie for tie in ties(related(client, "wei", depth=1), "na")}
    assert set(found) == {"SPOUSE_OF", "HOLDS", "IN_HOUSEHOLD"}
    assert found["HOLDS"]["through"] == {"label": "Account", "id": "A1", "name": "6222000000000001", "degree": 2}
    assert found["HOLDS"]["evidence"][0]["properties"] == {"role": "PRIMARY"}
    assert found["HOLDS"]["other_evidence"][0]["properties"] == {"role": "JOINT"}
    assert found["SPOUSE_OF"]["direction"] == "BOTH"
    assert found["SPOUSE_OF"]["evidence"][0]["valid_from"] == "2010-05-01"


def test_directions_are_those_of_the_walk(client: Client) -> None:
    answer = related(client, "acme", depth=1)
    assert [tie["direction"] for tie in ties(answer, "wei")] == ["IN"]
    assert [tie["direction"] for tie in ties(answer, "beta")] == ["OUT"]


def test_the_months_of_transfers_are_added_up(client: Client) -> None:
    (tie,) = ties(related(client, "wei", depth=1), "landlord")
    (evidence,) = tie["evidence"]
    assert evidence["properties"] == {
        "amount": {"amount": "9000.00", "currency": "CNY"},
        "currency": "CNY",
        "count": 3,
        "months": 3,
        "first_month": "2026-01",
        "last_month": "2026-03",
    }


def test_a_hub_is_said_and_not_walked_through(client: Client) -> None:
    answer = related(client, "wei", depth=2)
    dorm = {
        "label": "Address",
        "id": "DORM",
        "name": "学生宿舍1号",
        "degree": 21,
        "is_at_least": False,
        "met_at": "wei",
    }
    assert answer["hubs"] == [dorm]
    assert not any(party_id.startswith("lodger") for party_id in distances(answer))


@pytest.mark.parametrize(("count_max", "counted"), [(15, (15, True)), (22, (21, False)), (1, (11, True))])
def test_the_sharers_of_a_hub_are_counted_up_to_a_limit(
    client: Client, count_max: int, counted: tuple[int, bool]
) -> None:
    answer = client(limits=WalkLimits(hub_count_max=count_max)).get("/customers/wei/related-parties").json()
    assert [(hub["degree"], hub["is_at_least"]) for hub in answer["hubs"]] == [counted]


def test_the_same_thing_is_walked_through_when_the_limit_is_higher(client: Client) -> None:
    http = client(limits=WalkLimits(hub_degree_max=21))
    answer = http.get("/customers/wei/related-parties?depth=1").json()
    assert answer["hubs"] == []
    assert sum(party["party_id"].startswith("lodger") for party in answer["parties"]) == 20


def test_a_state_body_is_shown_and_not_walked_through(client: Client) -> None:
    answer = related(client, "acme", depth=4)
    assert distances(answer)["state"] == 2
    assert "gamma" not in distances(answer)
    assert ("Party", "state", False) in {(hub["label"], hub["id"], hub["is_at_least"]) for hub in answer["hubs"]}


def test_a_party_with_too_many_ties_is_shown_and_not_walked_through(client: Client) -> None:
    answer = client(limits=WalkLimits(fan_out_max=3)).get("/customers/na/related-parties?depth=2").json()
    found = {(hub["label"], hub["id"], hub["degree"], hub["is_at_least"]) for hub in answer["hubs"]}
    assert ("Party", "wei", 4, True) in found
    assert "landlord" not in distances(answer)


def test_the_party_asked_about_is_walked_through_up_to_the_limit(client: Client) -> None:
    answer = client(limits=WalkLimits(fan_out_max=2)).get("/customers/wei/related-parties?depth=1").json()
    assert len(answer["parties"]) == 2
    assert answer["truncated"]


def test_a_full_answer_is_said_to_be_truncated(client: Client) -> None:
    answer = client(limits=WalkLimits(parties_max=3)).get("/customers/wei/related-parties?depth=2").json()
    assert [party["distance"] for party in answer["parties"]] == [1, 1, 1]
    assert answer["truncated"]
    assert not related(client, "wei", depth=2)["truncated"]


def test_kinds_narrow_the_walk(client: Client) -> None:
    assert distances(related(client, "wei", depth=3, kinds=["OWNS"])) == {"acme": 1, "beta": 2, "state": 3}
    assert distances(related(client, "wei", depth=2, kinds=["IN_HOUSEHOLD", "HAS_PHONE"])) == {
        "na": 1, "child": 1, "chen": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("valid_at", "owners"), [("2014-12-31", {"wei"}), ("2015-01-01", {"wei", "wei2"}), ("2020-01-01", {"wei"})]
)
def test_a_tie_holds_from_its_first_day_to_the_day_before_its_last(
    client: Client, valid_at: str, owners: set[str]
) -> None:
    answer = related(client, "acme", depth=1, valid_at=valid_at)
    assert {party["party_id"] for party in answer["parties"]} - {"chen", "beta"} == owners


@pytest.mark.parametrize(("known_at", "share"), [("2026-02-01T00:00:00Z", "55"), ("2026-03-02T00:00:00Z", "60")])
def test_a_correction_counts_from_when_it_was_known(client: Client, known_at: str, share: str) -> None:
    (tie,) = ties(related(client, "wei", depth=1, known_at=known_at, valid_at="2026-06-30"), "acme")
    assert [item["properties"]["equity_share_percent"] for item in tie["evidence"]] == [share]


def test_before_anything_was_recorded_nobody_was_related(client: Client) -> None:
    assert related(client, "wei", known_at="2026-01-01T00:00:00Z")["parties"] == []


def test_customers_outside_the_scope_are_counted_and_not_walked_through(client: Client) -> None:
    rm1 = Scope(employee_ids=("rm1",))
    answer = related(client, "wei", rm1, depth=3)
    # acme is a customer of branch b1 only: it hides beta behind it; chen is the other manager's.
    assert distances(answer) == {"na": 1, "child": 1, "landlord": 1}
    assert answer["omitted"] == [{"section": "related_parties", "reason": "OUT_OF_SCOPE", "count": 2, "kinds": []}]
    assert "acme" not in str(answer)


def test_scopes_add_up(client: Client) -> None:
    answer = related(client, "wei", Scope(employee_ids=("rm1",), branch_ids=("b1",)), depth=2)
    assert {"acme", "beta"} <= set(distances(answer))


def test_rejected_ties_are_no_ties(client: Client) -> None:
    assert "smith" not in distances(related(client, "wei"))
    assert related(client, "smith")["parties"] == []


def test_strength_is_the_product_of_the_steps(client: Client) -> None:
    answer = related(client, "wei", depth=2)
    for party in answer["parties"]:
        product = 1.0
        for step in party["path"]:
            product *= step["strength"]
        assert party["strength"] == pytest.approx(product, abs=1e-5)

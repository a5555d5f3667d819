from typing import Any

import pytest

from graph.scope import Scope
from tests.integration.api.bank import TOUCHPOINTS
from tests.integration.api.conftest import Client


@pytest.fixture
def profile(client: Client) -> dict[str, Any]:
    answer: dict[str, Any] = client().get("/customers/wei").json()
    return answer


def test_identity_has_names_numbers_and_sources(profile: dict[str, Any]) -> None:
    identity = profile["identity"]
    assert (identity["kind"], identity["is_customer"], identity["name"]) == ("PERSON", True, "张伟")
    assert [one["scheme"] for one in identity["identifiers"]] == ["ID_NUMBER", "customer_no"]
    assert [(one["source"], one["title"], one["records"]) for one in profile["sources"]] == [
        ("core", "Core banking", 1)
    ]


def test_holdings_have_exact_amounts_and_joint_parts(profile: dict[str, Any]) -> None:
    current, second, loan = profile["holdings"]
    assert current["balance"] == {"amount": "200000.01", "currency": "CNY"}
    assert (current["owners"], current["owned_part"], current["product"]["name"]) == (2, "1/2", "活期")
    assert current["standing_orders"][0]["amount"] == {"amount": "1000.50", "currency": "CNY"}
    assert current["standing_orders"][0]["payee_bank"] == "ICBC"
    assert (second["owned_part"], loan["owned_part"], loan["roles"]) == ("1", "0", ["BORROWER"])


def test_the_tier_says_what_it_rests_on(profile: dict[str, Any]) -> None:
    assert profile["tier"] == {
        "tier": "T2",
        "total": {"amount": "200000.00", "currency": "CNY"},
        "oldest_balance_on": "2026-06-30",
        "newest_balance_on": "2026-06-30",
        "reason": None,
    }


def test_exposure_counts_loans_and_guarantees(client: Client, profile: dict[str, Any]) -> None:
    assert profile["exposures"][0]["loans"] == {"amount": "75000.00", "currency": "CNY"}
    acme = client().get("/customers/acme").json()
    assert acme["exposures"][0]["guarantees_received"] == {"amount": "50000.00", "currency": "CNY"}


def test_ties_contacts_and_people_around(profile: dict[str, Any]) -> None:
    assert {one["kind"]: one["parties"] for one in profile["ties"]} == {
        "OWNS": 1, "PARENT_OF": 1, "SPOUSE_OF": 1, "TRANSFERS_TO": 1,
    }  # fmt: skip
    assert profile["contacts"][0]["value"] == "学生宿舍1号"
    assert profile["households"] == [{"household_id": "H1", "name": "张家", "role": None, "members": 3}]
    assert profile["consents"][0]["state"] == "GRANTED"
    assert [one["employee_id"] for one in profile["managers"]] == ["rm1"]
    assert [one["branch_id"] for one in profile["branches"]] == ["b1"]


def test_ties_to_withheld_customers_are_counted_as_omitted(client: Client) -> None:
    answer = client(Scope(employee_ids=("rm2",))).get("/customers/chen").json()
    assert answer["ties"] == []
    assert [(one["section"], one["reason"], one["count"]) for one in answer["omitted"]] == [
        ("ties", "OUT_OF_SCOPE", 1),
        ("exposures", "OUT_OF_SCOPE", 1),
    ]
    assert answer["exposures"] == []


@pytest.mark.parametrize("path", ["", "/timeline", "/related-parties", "/ownership", "/groups", "/household"])
def test_a_customer_outside_the_scope_is_as_absent_as_one_that_is_not_there(client: Client, path: str) -> None:
    http = client(Scope(employee_ids=("rm2",)))
    hidden, absent = http.get(f"/customers/wei{path}"), http.get(f"/customers/nobody{path}")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json()["detail"].replace("wei", "nobody") == absent.json()["detail"]


def test_a_manager_whose_time_is_over_no_longer_sees_the_customer(client: Client) -> None:
    past = "/customers/na?valid_at=2020-06-30"
    managers = client(Scope(employee_ids=("rm1",))).get(past).json()["managers"]
    assert {one["employee_id"] for one in managers} == {"rm1", "rm3"}
    assert client(Scope(employee_ids=("rm3",))).get(past).status_code == 404


@pytest.mark.parametrize("limit", [1, 2, 7, 24, 25, 26])
def test_the_timeline_goes_on_without_gap_or_repeat(client: Client, limit: int) -> None:
    http = client()
    seen: list[dict[str, Any]] = []
    cursor = None
    while cursor is not None or not seen:
        parameters: dict[str, Any] = {"limit": limit, **({"cursor": cursor} if cursor else {})}
        answer = http.get("/customers/wei/timeline", params=parameters).json()
        seen += answer["touchpoints"]
        cursor = answer["next_cursor"]
    assert len(seen) == TOUCHPOINTS
    order = [(one["occurred_at"], one["touchpoint_id"]) for one in seen]
    assert order == sorted(order, key=lambda one: (one[0], [-ord(letter) for letter in one[1]]), reverse=True)
    assert len(set(order)) == TOUCHPOINTS


def test_the_timeline_can_be_narrowed_to_a_channel_and_a_kind(client: Client) -> None:
    http = client()
    branch = http.get("/customers/wei/timeline?channel=branch&limit=200").json()["touchpoints"]
    assert len(branch) == 5
    assert {one["channel"] for one in branch} == {"Branch"}
    logins = http.get("/customers/wei/timeline?kind=LOGIN&limit=200").json()["touchpoints"]
    assert len(logins) == 12
    assert http.get("/customers/wei/timeline?channel=carrier-pigeon").json()["touchpoints"] == []


def test_the_timeline_ends_with_the_day_asked_about(client: Client) -> None:
    http = client()
    assert http.get("/customers/wei/timeline?valid_at=2026-05-31").json()["touchpoints"] == []
    assert len(http.get("/customers/wei/timeline?valid_at=2026-06-01&limit=50").json()["touchpoints"]) == 25


def test_what_was_not_yet_recorded_was_not_yet_known(client: Client) -> None:
    known_at = {"known_at": "2026-01-01T00:00:00Z"}
    answer = client().get("/customers/wei", params=known_at).json()
    assert answer["holdings"] == []
    assert answer["timeline"]["touchpoints"] == []


def test_a_party_that_is_no_customer_has_a_profile_too(client: Client) -> None:
    answer = client(Scope()).get("/customers/beta").json()
    assert answer["identity"]["is_customer"] is False
    assert answer["tier"]["reason"] == "NOT_A_CUSTOMER"

from typing import Any

import pytest

from cypher import load_catalogue
from graph.named_queries import FOLDER
from graph.scope import Scope
from tests.integration.api.conftest import Client

PARAMETERS: dict[str, dict[str, str]] = {
    "largest_exposures": {"currency": "CNY"},
    "shared_contacts": {"sharers_min": "2"},
    "touchpoints_by_channel_and_month": {"from_day": "2026-01-01", "until_day": "2026-07-01"},
    "customers_of_manager": {"employee_id": "rm1"},
}
QUESTIONS = sorted(name.removeprefix(FOLDER) for name in load_catalogue() if name.startswith(FOLDER))


def rows(client: Client, name: str, scope: Scope | None = None, **parameters: str) -> list[dict[str, Any]]:
    http = client() if scope is None else client(scope)
    response = http.get(f"/queries/{name}", params=PARAMETERS.get(name, {}) | parameters)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["rows"]
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_is_answered(client: Client, name: str) -> None:
    rows(client, name)


BANK_WIDE = {"data_freshness", "runs"}


@pytest.mark.parametrize("name", sorted(BANK_WIDE))
def test_figures_of_the_whole_bank_are_there_for_those_who_see_it_whole(client: Client, name: str) -> None:
    http = client(Scope(employee_ids=("rm1",)))
    assert http.get(f"/queries/{name}").status_code == 404
    assert name not in {query["name"] for query in http.get("/queries").json()["queries"]}


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - BANK_WIDE))
def test_a_caller_who_may_see_nobody_gets_no_customer(client: Client, name: str) -> None:
    answer = str(rows(client, name, Scope()))
    assert not any(customer in answer for customer in ("'wei'", "'na'", "'chen'", "'acme'"))


def test_tiers_are_those_of_the_profiles(client: Client) -> None:
    tiers = {row["tier"]: row["customers"] for row in rows(client, "customers_by_tier")}
    assert tiers == {"T2": 1, "T1": 1, "T0": 4}
    assert client().get("/customers/na").json()["tier"]["tier"] == "T1"


def test_roles_products_and_loans_are_counted(client: Client) -> None:
    roles = [(row["kind"], row["role"], row["holdings"]) for row in rows(client, "holdings_by_role")]
    assert roles == [("CURRENT", "JOINT", 1), ("CURRENT", "PRIMARY", 2), ("LOAN", "BORROWER", 1)]
    (product,) = rows(client, "holdings_by_product")
    assert (product["product_id"], product["accounts"], product["customers"]) == ("cur", 1, 2)
    (exposure,) = rows(client, "largest_exposures")
    assert (exposure["party_id"], exposure["owed_minor"]) == ("wei", 7_500_000)


def test_the_most_shared_contact_comes_first(client: Client) -> None:
    found = [(row["id"], row["sharers"]) for row in rows(client, "shared_contacts")]
    assert found == [("DORM", 21), ("P1", 2)]


def test_a_manager_sees_who_is_looked_after(client: Client) -> None:
    assert {row["party_id"] for row in rows(client, "customers_of_manager")} == {"wei", "na"}
    assert rows(client, "customers_of_manager", Scope(employee_ids=("rm2",))) == []


def test_touchpoints_are_counted_by_channel_and_month(client: Client) -> None:
    found = [
        (row["month"], row["channel"], row["touchpoints"]) for row in rows(client, "touchpoints_by_channel_and_month")
    ]
    assert found == [("2026-06", "App", 20), ("2026-06", "Branch", 5)]


def test_freshness_names_each_source(client: Client) -> None:
    (source,) = rows(client, "data_freshness")
    assert (source["source_id"], source["records"]) == ("core", 31)
    assert source["last_recorded_at"].startswith("2026-01-10")

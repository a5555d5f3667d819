"""What a person is told on request, and how what is wrong about a person is put right."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from access.door import Door
from graph.migrations import migrate
from graph.nodes import PartyRecord
from graph.session import GraphSession
from graph.store import Store
from graph.writer import GraphWriter, PartyRow
from ingest.names import search_forms
from tests.integration.api.bank import TOUCHPOINTS, build_bank
from tests.support.app import app_on, memory_engine, signed_in_client
from tests.support.vault import test_vault

As = Callable[[str], TestClient]
GROUNDS = {"evidence": "Household register seen", "reason": "Typing error"}


@pytest.fixture
def signed_in(session: GraphSession) -> As:
    """Sign somebody in, in some role, to a bank that this test may change."""
    migrate(session)
    build_bank(session)
    door = Door(memory_engine())
    app = app_on(Store(session, test_vault()), door)
    return lambda role: signed_in_client(app, door, role)


@pytest.fixture
def report(signed_in: As) -> dict[str, Any]:
    answer = signed_in("steward").get("/customers/wei/access-report")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_the_report_opens_what_is_said_of_the_person_with_its_source(report: dict[str, Any]) -> None:
    assert report["golden_record"]["name"] == "张伟"
    assert report["golden_record"]["id_number"] == "110101198503071231"
    (record,) = report["statements"]["records"]
    assert (record["source"], record["run_id"], record["values"]["name"]) == ("core", "run-1", "张伟")
    assert record["recorded_at"].startswith("2026-01-10")
    numbers = {one["values"]["scheme"]: one["values"]["value"] for one in report["statements"]["identifiers"]}
    assert numbers["ID_NUMBER"] == "110101198503071231"
    assert len(report["statements"]["touchpoints"]) == TOUCHPOINTS
    assert {one["channel"] for one in report["statements"]["touchpoints"]} == {"app", "branch"}
    accounts = {one["values"]["account_id"]: one for one in report["statements"]["accounts"]}
    assert accounts["A1"]["values"]["number"] == "6222000000000001"
    assert accounts["A1"]["shared_with"] == 1
    assert report["statements"]["contacts"][0]["values"]["text"] == "学生宿舍1号"
    assert report["statements"]["consents"][0]["values"]["state"] == "GRANTED"
    assert [one["employee_id"] for one in _values(report, "organisation") if "employee_id" in one] == ["rm1"]


def test_ties_run_in_both_directions_and_have_all_versions(report: dict[str, Any]) -> None:
    owned = [one for one in report["statements"]["ties"] if one["kind"] == "OWNS"]
    assert sorted(one["provenance"]["equity_share_ppb"] for one in owned) == [550_000_000, 600_000_000]
    assert {one["kind"] for one in report["statements"]["ties"]} >= {"SPOUSE_OF", "PARENT_OF", "TRANSFERS_TO"}


def test_other_people_stay_masked_in_it(report: dict[str, Any]) -> None:
    spouse = next(one for one in report["statements"]["ties"] if one["kind"] == "SPOUSE_OF")
    assert spouse["values"] == {"party_id": "na", "party_kind": "PERSON", "name": "李*"}
    told = json.dumps(report, ensure_ascii=False)
    for hidden in ("李娜", "张小雨", "周房东", "11010119860512124X"):
        assert hidden not in told
    assert "长江贸易有限公司" in told
    assert "gx1." not in told


def test_the_report_says_what_for_and_how_long(report: dict[str, Any]) -> None:
    assert {one["purpose"] for one in report["purposes"]} >= {"SERVICE", "AML", "MARKETING"}
    kept = {one["name"]: one for one in report["retention"]}
    assert kept["customer_records"]["days"] == 3653
    assert "Art. 34" in kept["customer_records"]["citation"]


def test_the_report_says_who_has_looked(signed_in: As) -> None:
    signed_in("analyst").get("/customers/wei")
    (view,) = signed_in("steward").get("/customers/wei/access-report").json()["viewed"]
    assert (view["operation"], view["purpose"]) == ("customer_profile", "ANALYTICS")
    assert view["user"].startswith("analyst-")


def test_a_correction_shows_at_once_and_no_later_delivery_overwrites_it(signed_in: As, session: GraphSession) -> None:
    steward = signed_in("steward")
    wanted = {"field": "name", "value": "张维", **GROUNDS}
    answer = steward.post("/customers/wei/corrections", json=wanted)
    assert answer.status_code == 201
    assert "张维" not in answer.text
    assert steward.get("/customers/wei").json()["identity"]["name"] == "张维"
    assert "wei" in {one["party_id"] for one in steward.get("/customers?q=张维").json()["customers"]}
    delivered = PartyRecord(name="张伟", name_search=search_forms("张伟"), occupation="TEACHER")
    writer = GraphWriter(session, "run-9", datetime.now(UTC), test_vault())
    writer.parties([PartyRow("wei", "core:wei", "core", 1, ("Person", "Customer"), delivered)])
    steward.post("/customers/wei/corrections", json={**wanted, "value": "张威"})
    report = steward.get("/customers/wei/access-report").json()
    assert (report["golden_record"]["name"], report["golden_record"]["occupation"]) == ("张威", "TEACHER")
    records = report["statements"]["records"]
    assert sorted(one["values"]["name"] for one in records) == ["张伟", "张威", "张维"]
    made = [one["values"] for one in records if one["source"] == "correction"]
    assert {one["record_evidence"] for one in made} == {"Household register seen"}
    assert all(one["record_made_by"].startswith("steward-") for one in made)


def test_what_does_not_fit_is_refused_without_repeating_it(signed_in: As) -> None:
    steward = signed_in("steward")
    for party, field, value in (("wei", "birth_date", "seventh of March"), ("acme", "name", "Acme")):
        answer = steward.post(f"/customers/{party}/corrections", json={"field": field, "value": value, **GROUNDS})
        assert answer.status_code == 422
        assert value not in answer.text
    assert steward.get("/customers/nobody/access-report").status_code == 404


def _values(report: dict[str, Any], section: str) -> list[dict[str, Any]]:
    return [one["values"] for one in report["statements"][section]]

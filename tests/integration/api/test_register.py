"""The register of related parties over the API: entries, hash, differences, limits, and who may read it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from access.door import Door
from graph.as_of import AsOf
from graph.migrations import migrate
from graph.model import PartyRecord
from graph.session import GraphSession
from graph.store import Store
from graph.values import SHARE_ONE
from graph.writer import GraphWriter, PartyRow
from rules.derivation_runs import Derivations
from rules.group_answers import BankCapital
from rules.pack import load_pack
from tests.integration.api.companies import BANK_CAPITAL, tie, write_companies
from tests.support.app import app_on, memory_engine, signed_in_client
from tests.support.server import TestServer, delete_everything
from tests.support.vault import test_vault

CAPITAL = BankCapital(BANK_CAPITAL.own_funds, "CNY", "bank")
EARLIER, LATER = "2026-06-29", "2026-06-30"


@pytest.fixture(scope="module")
def registered(neo4j_server: TestServer) -> Iterator[GraphSession]:
    """The companies, of whom hold owns a tenth of the bank from one day on, derived for that day and the one before."""
    with neo4j_server.connect() as session:
        delete_everything(neo4j_server)
        migrate(session)
        writer = GraphWriter(session, "run-1", datetime(2026, 1, 10, tzinfo=UTC), test_vault())
        write_companies(writer)
        record = PartyRecord.model_validate({"name": "本行", "legal_form": "BANK"})
        writer.parties([PartyRow("bank", "core:bank", "core", 1, ("Organization",), record, ())])
        share = {"equity_share_ppb": SHARE_ONE // 10, "valid_from": date(2026, 6, 30)}
        writer.ties("OWNS", [tie("hold", "bank", "own-bank", "Owns", **share)])
        derivations = Derivations(session, test_vault(), "bank")
        for day in (EARLIER, LATER):
            derivations.derive(load_pack("cn"), AsOf.given(date.fromisoformat(day)))
        yield session


def _client(session: GraphSession, role: str = "compliance") -> TestClient:
    door = Door(memory_engine())
    return signed_in_client(app_on(Store(session, test_vault()), door, capital=CAPITAL), door, role, employee_id="rm1")


def _get(session: GraphSession, path: str, **query: Any) -> dict[str, Any]:
    response = _client(session).get(path, params=query)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_entries_come_page_by_page_with_rule_status_and_ways(registered: GraphSession) -> None:
    first = _get(registered, "/related-party-register", valid_at=LATER, limit=7)
    assert first["view"]["rule_pack"] == "cn"
    assert len(first["view"]["digest"]) == 64
    assert first["is_whole"]
    entries, cursor = list(first["entries"]), first["next_cursor"]
    while cursor:
        page = _get(registered, "/related-party-register", valid_at=LATER, limit=7, cursor=cursor)
        entries += page["entries"]
        cursor = page["next_cursor"]
    assert len(entries) == first["view"]["entries"] == sum(one["entries"] for one in first["counts"])
    control = next(
        one for one in entries if (one["kind"], one["start"]["party_id"]) == ("CONTROLS", "ren")
        and one["end"]["party_id"] == "shop"
    )  # fmt: skip
    assert control["rule"]["id"] == "CN-GRP-1"
    assert control["start"]["name"] == "任先生"
    assert control["paths"] == [["own-0", "nom-1", "own-3", "own-5"], ["own-0", "own-2", "own-5"]] or control["paths"]


def test_entries_of_one_kind_or_party(registered: GraphSession) -> None:
    of_kind = _get(registered, "/related-party-register", valid_at=LATER, kind="DEPENDS_ON", status="UNKNOWN")
    assert {(one["start"]["party_id"], one["end"]["party_id"]) for one in of_kind["entries"]} == {
        ("works", "depot"), ("depot", "works"), ("mill", "depot"),
    }  # fmt: skip
    of_party = _get(registered, "/related-party-register", valid_at=LATER, party_id="zhu")
    assert {one["start"]["party_id"] for one in of_party["entries"]} == {"zhu"}


def test_the_banks_own_related_parties_and_what_they_owe(registered: GraphSession) -> None:
    answer = _get(registered, "/related-party-register", valid_at=LATER, kind="RELATED_TO")
    related = {(one["start"]["party_id"], one["rule_id"]) for one in answer["entries"]}
    assert {("hold", "CN-RP-6-2"), ("ren", "CN-RP-6-2"), ("works", "CN-RP-7-3"), ("shop", "CN-RP-7-3")} <= related
    assert {one["end"]["name"] for one in answer["entries"]} == {"本行"}
    (whole,) = [one for one in answer["limits"] if one["party"] is None]
    assert (whole["rule"]["id"], whole["exposure"], whole["reached"]) == ("CN-RP-16-ALL", "2500", "UNKNOWN")
    largest = [one["party"]["party_id"] for one in answer["limits"] if one["party"]]
    assert largest == ["works", "ren"]
    assert _get(registered, "/related-party-register", valid_at=EARLIER, kind="RELATED_TO")["entries"] == []


def test_what_has_changed_between_two_days(registered: GraphSession) -> None:
    found = _get(registered, "/related-party-register/diff", earlier=EARLIER, later=LATER)
    assert {(one["kind"], one["status"]) for one in found["added"]} == {
        ("RELATED_TO", "TRUE"), ("BENEFICIAL_OWNER_OF", "UNKNOWN"),
    }  # fmt: skip
    assert (found["removed"], found["changed"]) == ([], [])
    assert found["added_count"] == len(found["added"])
    assert found["earlier"]["digest"] != found["later"]["digest"]
    back = _get(registered, "/related-party-register/diff", earlier=LATER, later=EARLIER)
    assert (back["added_count"], back["removed_count"]) == (0, found["added_count"])


def test_the_registers_there_are_and_a_day_without_one(registered: GraphSession) -> None:
    assert [one["valid_at"] for one in _get(registered, "/related-party-registers")["registers"]] == [LATER, EARLIER]
    missing = _client(registered).get("/related-party-register?valid_at=2020-01-01")
    assert missing.status_code == 404
    assert "days that were: 2026-06-30, 2026-06-29" in missing.json()["detail"]


def test_a_register_that_lost_a_person_says_so(registered: GraphSession, neo4j_server: TestServer) -> None:
    derivations = Derivations(registered, test_vault(), "bank")
    as_of = AsOf.given(date(2026, 6, 28))
    derivations.derive(load_pack("cn"), as_of)
    assert _get(registered, "/related-party-register", valid_at="2026-06-28")["is_whole"]
    neo4j_server.run(
        "MATCH (:Party {party_id: 'zhu'})-[tie:BENEFICIAL_OWNER_OF {view_id: 'cn@2026-06-28'}]->() DELETE tie"
    )
    assert not _get(registered, "/related-party-register", valid_at="2026-06-28")["is_whole"]
    derivations.drop("cn", as_of)


@pytest.mark.parametrize("role", ["relationship_manager", "marketer", "analyst", "admin"])
def test_others_may_not_read_it(registered: GraphSession, role: str) -> None:
    assert _client(registered, role).get(f"/related-party-register?valid_at={LATER}").status_code == 403

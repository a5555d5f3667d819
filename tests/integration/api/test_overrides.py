"""Overrides: proposed with evidence, approved by a second person, and seen in every later answer."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from access.door import Door
from graph.as_of import AsOf
from graph.session import GraphSession
from graph.store import Store
from graph.writer import GraphWriter
from rules.derivation_runs import Derivations
from rules.derived import DerivedKind
from rules.pack import load_pack
from tests.integration.api.companies import BANK_CAPITAL, DAY, write_companies
from tests.support.app import app_on, memory_engine, signed_in_client
from tests.support.vault import test_vault

WORDS = {"reason": "No director is appointed by hold.", "evidence": "Legal opinion 2026-118"}


@pytest.fixture
def desk(session: GraphSession) -> "Desk":
    write_companies(GraphWriter(session, "run-1", datetime(2026, 1, 10, tzinfo=UTC), test_vault()))
    return Desk(session)


class Desk:
    """The people who judge, each signed in."""

    def __init__(self, session: GraphSession) -> None:
        self.session = session
        door = Door(memory_engine())
        app = app_on(Store(session, test_vault()), door, capital=BANK_CAPITAL)
        self._clients = {
            name: signed_in_client(app, door, role, employee_id=employee, name=name)
            for name, role, employee in (
                ("rm", "relationship_manager", "rm2"), ("other-rm", "relationship_manager", "rm1"),
                ("compliance", "compliance", None), ("second", "compliance", None),
            )
        }  # fmt: skip

    def __getitem__(self, name: str) -> TestClient:
        return self._clients[name]

    def propose(self, name: str, party: str, **wanted: Any) -> Any:
        body = {"rule_pack": "cn", **WORDS, **wanted}
        return self[name].post(f"/customers/{party}/overrides", json=body)

    def approved(self, party: str, by: str = "rm", **wanted: Any) -> str:
        made = self.propose(by, party, **wanted)
        assert made.status_code == 201, made.text
        override_id = str(made.json()["override_id"])
        decided = self["compliance"].post(f"/overrides/{override_id}/decision", json={"approve": True})
        assert decided.json()["state"] == "APPROVED"
        return override_id

    def get(self, path: str, name: str = "compliance") -> Any:
        return self[name].get(f"{path}{'&' if '?' in path else '?'}valid_at={DAY}").json()


def _controllers(answer: Any) -> set[str]:
    return {one["party"]["party_id"] for one in answer["controllers"]}


def test_rebutted_control_is_gone_from_every_answer_and_said(desk: Desk) -> None:
    assert _controllers(desk.get("/customers/shop/controllers")) == {"ren", "hold", "works"}
    before = datetime.now(UTC).isoformat()
    override_id = desk.approved("works", relation="CONTROLS", other_party_id="hold", decision="REBUTTED")
    desk.approved("works", relation="CONTROLS", other_party_id="ren", decision="REBUTTED")

    answer = desk.get("/customers/shop/controllers")
    assert _controllers(answer) == {"works"}
    told = next(one for one in answer["overrides"] if one["override_id"] == override_id)
    assert (told["start"]["party_id"], told["end"]["party_id"], told["decision"]) == ("hold", "works", "REBUTTED")
    assert (told["evidence"], told["approved_by"]) == (WORDS["evidence"], "compliance")
    groups = desk.get("/customers/works/groups")
    assert [{one["party"]["party_id"] for one in group["members"]} for group in groups["groups"]] == [{"works", "shop"}]
    assert len(groups["overrides"]) == 2

    earlier = desk["compliance"].get("/customers/shop/controllers", params={"valid_at": DAY, "known_at": before}).json()
    assert (_controllers(earlier), earlier["overrides"]) == ({"ren", "hold", "works"}, [])
    assert _controllers(desk.get("/customers/shop/controllers?rule_pack=eu")) == {"ren", "hold", "works"}

    withdrawn = desk["compliance"].post(f"/overrides/{override_id}/withdrawal")
    assert (withdrawn.json()["state"], withdrawn.json()["withdrawn_by"]) == ("WITHDRAWN", "compliance")
    assert _controllers(desk.get("/customers/shop/controllers")) == {"hold", "works"}


def test_a_confirmed_dependency_joins_a_group_also_in_the_batch(desk: Desk) -> None:
    wanted = {"relation": "DEPENDS_ON", "other_party_id": "works", "decision": "CONFIRMED"}
    assert desk.get("/customers/depot/groups")["groups"] == []
    derivations = Derivations(desk.session, test_vault())
    as_of = AsOf.given(date.fromisoformat(DAY))
    derivations.derive(load_pack("cn"), as_of)
    desk.approved("depot", "other-rm", **wanted)
    (group,) = [one for one in desk.get("/customers/depot/groups")["groups"] if one["heads"][0]["party_id"] == "ren"]
    members = {one["party"]["party_id"] for one in group["members"]}
    assert members == {"ren", "hold", "works", "shop", "depot"}
    derivations.derive(load_pack("cn"), AsOf.given(as_of.valid_at))
    ties = derivations.ties(derivations.view("cn", as_of))
    assert "depot" in {tie.start for tie in ties if tie.kind is DerivedKind.IN_RELATED_GROUP}


def test_a_rebutted_beneficial_owner_is_disproven(desk: Desk) -> None:
    desk.approved("works", relation="BENEFICIAL_OWNER_OF", other_party_id="zhu", decision="REBUTTED")
    answer = desk.get("/customers/works/beneficial-owners")
    assert {one["verdict"] for one in answer["owners"] if one["person"]["party_id"] == "zhu"} == {"FALSE"}
    assert [one["relation"] for one in answer["overrides"]] == ["BENEFICIAL_OWNER_OF"]


def test_it_takes_a_second_person_and_the_right_state(desk: Desk) -> None:
    wanted = {"relation": "CONTROLS", "other_party_id": "hold", "decision": "REBUTTED"}
    mine = desk.propose("compliance", "works", **wanted).json()
    decision = f"/overrides/{mine['override_id']}/decision"
    own = desk["compliance"].post(decision, json={"approve": True})
    assert (own.status_code, own.json()["title"]) == (409, "Override conflict")
    assert desk["rm"].post(decision, json={"approve": True}).status_code == 403
    assert desk["second"].post(decision, json={"approve": False}).json()["state"] == "REFUSED"
    assert desk["second"].post(decision, json={"approve": True}).status_code == 409
    assert desk["second"].post(f"/overrides/{mine['override_id']}/withdrawal").status_code == 409
    assert _controllers(desk.get("/customers/works/controllers")) == {"ren", "hold"}
    listed = desk["rm"].get("/customers/works/overrides").json()["overrides"]
    assert [(one["state"], one["decided_by"]) for one in listed] == [("REFUSED", "second")]


def test_only_about_parties_that_one_sees(desk: Desk) -> None:
    """`other-rm` does not see the customer ren."""
    wanted = {"relation": "CONTROLS", "other_party_id": "ren", "decision": "REBUTTED"}
    assert desk.propose("other-rm", "works", **wanted).status_code == 404
    desk.approved("works", **wanted)
    assert desk["other-rm"].get("/customers/works/overrides").json()["overrides"] == []
    assert len(desk["rm"].get("/customers/works/overrides").json()["overrides"]) == 1
    assert desk.get("/customers/works/controllers", "other-rm")["overrides"] == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"other_party_id": "works"}, 422), ({"other_party_id": "nobody"}, 404), ({"rule_pack": "us"}, 404),
        ({"reason": " "}, 422), ({"evidence": "x" * 501}, 422), ({"decision": "MAYBE"}, 422),
    ],
)  # fmt: skip
def test_a_proposal_that_cannot_be_is_refused(desk: Desk, change: dict[str, str], status: int) -> None:
    wanted = {"relation": "CONTROLS", "other_party_id": "hold", "decision": "REBUTTED"} | change
    assert desk.propose("rm", "works", **wanted).status_code == status

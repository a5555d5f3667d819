"""Consent over the API: recorded, objected to, asked about by marketers, seen at once and as of earlier."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from access.door import Door
from graph.migrations import migrate
from graph.session import GraphSession
from graph.store import Store
from tests.integration.api.bank import build_bank
from tests.support.app import app_on, memory_engine, signed_in_client
from tests.support.vault import test_vault

As = Callable[[str], TestClient]
GRANT = {"purpose": "MARKETING", "channel": "SMS", "state": "GRANTED", "obtained_by": "BRANCH"}


@pytest.fixture
def signed_in(session: GraphSession) -> As:
    """Sign somebody in, in some role, to a bank that this test may change."""
    migrate(session)
    build_bank(session)
    door = Door(memory_engine())
    app = app_on(Store(session, test_vault()), door)
    return lambda role: signed_in_client(app, door, role, employee_id="rm1")


def _state(answer: dict[str, Any], purpose: str = "MARKETING", channel: str = "SMS") -> tuple[str, bool]:
    (found,) = [one for one in answer["effective"] if (one["purpose"], one["channel"]) == (purpose, channel)]
    return found["state"], found["is_allowed"]


def test_what_a_source_delivered_and_what_the_desk_heard_stand_side_by_side(signed_in: As) -> None:
    manager = signed_in("relationship_manager")
    before = manager.get("/customers/wei/consents").json()
    assert _state(before) == ("GRANTED", True)
    assert _state(before, channel="PHONE") == ("UNKNOWN", False)
    told = {**GRANT, "state": "WITHDRAWN", "text_version": "2026-03", "decided_at": "2026-02-03T10:00:00+08:00"}
    answer = manager.post("/customers/wei/consents", json=told)
    assert answer.status_code == 201
    after = answer.json()
    assert _state(after) == ("WITHDRAWN", False)
    assert [one["state"] for one in after["history"]] == ["GRANTED", "WITHDRAWN"]
    recorded = after["history"][-1]
    assert recorded["recorded_by"].startswith("relationship_manager-")
    assert (recorded["source"], recorded["obtained_by"]) == ("consent-desk", "BRANCH")
    assert recorded["text_version"] == "2026-03"
    assert _state(manager.get("/customers/wei/consents?valid_at=2026-01-31").json()) == ("GRANTED", True)
    earlier = manager.get("/customers/wei/consents", params={"known_at": "2026-02-10T00:00:00Z"}).json()
    assert _state(earlier) == ("GRANTED", True)


def test_a_marketer_loses_a_customer_with_the_request_after_the_withdrawal(signed_in: As) -> None:
    marketer, manager = signed_in("marketer"), signed_in("relationship_manager")
    asked = {"party_id": ["wei", "na", "wei", "nobody"], "channel": "SMS"}
    assert marketer.get("/contactable-customers", params=asked).json()["party_ids"] == ["wei"]
    manager.post("/customers/na/consents", json=GRANT)
    assert marketer.get("/contactable-customers", params=asked).json()["party_ids"] == ["wei", "na"]
    manager.post("/customers/wei/consents", json={**GRANT, "state": "WITHDRAWN"})
    assert marketer.get("/contactable-customers", params=asked).json()["party_ids"] == ["na"]


def test_an_objection_is_absolute_until_revoked(signed_in: As) -> None:
    manager = signed_in("relationship_manager")
    for channel in ("SMS", "PHONE"):
        manager.post("/customers/na/consents", json={**GRANT, "channel": channel})
    manager.post("/customers/na/consents", json={**GRANT, "purpose": "PROFILING", "channel": "ANY"})
    answer = manager.post("/customers/na/objection", json={"obtained_by": "LETTER"})
    assert answer.status_code == 201
    objected = {one["state"] for one in answer.json()["effective"] if one["purpose"] in ("MARKETING", "PROFILING")}
    assert objected == {"OBJECTED"}
    # Another consent does not undo an objection; revoking it does, and then consent has to be given anew.
    assert _state(manager.post("/customers/na/consents", json=GRANT).json()) == ("OBJECTED", False)
    revoke = {**GRANT, "channel": "ANY", "state": "OBJECTION_REVOKED"}
    assert _state(manager.post("/customers/na/consents", json=revoke).json())[0] == "GRANTED"
    assert _state(manager.get("/customers/na/consents").json(), channel="PHONE") == ("WITHDRAWN", False)


def test_a_child_is_spoken_for_by_a_parent(signed_in: As) -> None:
    steward = signed_in("steward")
    assert steward.post("/customers/child/consents", json={**GRANT, "guardian_id": "na"}).status_code == 422
    answer = steward.post("/customers/child/consents", json={**GRANT, "guardian_id": "wei"}).json()
    assert answer["history"][-1]["by_guardian"] is True


def test_only_decisions_that_were_made_about_customers_in_scope_are_recorded(signed_in: As) -> None:
    manager = signed_in("relationship_manager")
    assert manager.post("/customers/chen/consents", json=GRANT).status_code == 404
    for wrong in (
        {"decided_at": "2999-01-01T00:00:00Z"},
        {"decided_at": "0001-01-01T00:00:00Z"},
        {"state": "OBJECTED"},
    ):
        assert manager.post("/customers/wei/consents", json={**GRANT, **wrong}).status_code == 422
    assert len(manager.get("/customers/wei/consents").json()["history"]) == 1

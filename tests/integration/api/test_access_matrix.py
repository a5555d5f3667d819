"""Endpoint by role: who is let in to what, as the policies say, and nobody without signing in."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from access.door import Door
from access.roles import DEFAULT_PURPOSE, Role
from api.app import PREFIX
from graph.session import GraphSession
from graph.store import Store
from tests.support.app import app_on, memory_engine, signed_in_client
from tests.support.recorded import RecordedSession
from tests.support.vault import test_vault
from tests.unit.access.test_policies import OPEN_OPERATIONS

READERS = {"relationship_manager", "marketer", "analyst", "steward", "compliance"}
EVERYBODY = READERS | {"admin"}
WHO_MAY = {
    "search_customers": READERS,
    "customer_profile": READERS,
    "customer_timeline": READERS,
    "customer_related_parties": READERS,
    "customer_ownership": READERS,
    "customer_controllers": READERS,
    "customer_beneficial_owners": READERS,
    "customer_groups": READERS,
    "customer_household": READERS,
    "customer_guarantee_circles": READERS,
    "customer_hierarchies": READERS,
    "customer_overrides": {"relationship_manager", "steward", "compliance"},
    "propose_override": {"relationship_manager", "steward", "compliance"},
    "decide_override": {"compliance"},
    "withdraw_override": {"compliance"},
    "related_party_register": {"steward", "compliance"},
    "related_party_register_diff": {"steward", "compliance"},
    "related_party_registers": {"steward", "compliance"},
    "list_algorithms": {"analyst"},
    "estimate_algorithm": {"analyst"},
    "start_algorithm": {"analyst"},
    "list_algorithm_runs": {"analyst"},
    "show_algorithm_run": {"analyst"},
    "cancel_algorithm_run": {"analyst"},
    "algorithm_run_rows": {"analyst"},
    "compare_algorithm_runs": {"analyst"},
    "community_views": READERS - {"relationship_manager"},
    "list_communities": READERS - {"relationship_manager"},
    "show_community": READERS - {"relationship_manager"},
    "community_members": READERS - {"relationship_manager"},
    "community_lineage": READERS - {"relationship_manager"},
    "list_influencers": {"marketer", "analyst"},
    "plan_influence": {"marketer", "analyst"},
    "show_influence_plan": {"marketer", "analyst"},
    "cancel_influence_plan": {"marketer", "analyst"},
    "unmask_customer": {"relationship_manager", "steward", "compliance"},
    "list_queries": READERS,
    "run_query": READERS,
    "customer_consents": READERS - {"analyst"},
    "contactable_customers": READERS - {"analyst"},
    "record_consent": {"relationship_manager", "steward", "compliance"},
    "record_objection": {"relationship_manager", "steward", "compliance"},
    "run_cypher": {"analyst"},
    "save_query": {"analyst"},
    "save_query_version": {"analyst"},
    "submit_saved_query": {"analyst"},
    "list_saved_queries": {"analyst", "steward", "compliance"},
    "run_saved_query": {"analyst", "steward", "compliance"},
    "review_saved_query": {"steward", "compliance"},
    "retire_saved_query": {"steward", "compliance"},
    "explain_cypher": {"analyst"},
    "cancel_cypher": {"analyst", "admin"},
    "customer_access_report": {"steward", "compliance"},
    "correct_customer": {"steward", "compliance"},
    "plan_erasure": {"steward", "compliance"},
    "request_erasure": {"steward", "compliance"},
    "list_erasures": {"steward", "compliance"},
    "show_erasure": {"steward", "compliance"},
    "decide_erasure": {"compliance"},
    "read_locked": {"compliance"},
    "show_me": EVERYBODY,
    "sign_out": EVERYBODY,
    "list_tokens": EVERYBODY,
    "make_token": EVERYBODY,
    "revoke_token": EVERYBODY,
    "list_audit": {"compliance"},
    "verify_audit": {"compliance"},
    "list_users": {"admin"},
    "add_user": {"admin"},
    "change_user": {"admin"},
    "list_service_tokens": {"admin"},
    "make_service_token": {"admin"},
    "revoke_service_token": {"admin"},
}
"""The matrix as the bank reads it, written a second time on purpose: a slip in the policies shows here."""

FORBIDDEN, UNKNOWN = 403, 401


def operations() -> dict[str, tuple[str, str]]:
    document = app_on(Store(RecordedSession().as_session(), test_vault())).openapi()
    return {
        operation["operationId"]: (method.upper(), path.removeprefix(PREFIX))
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if operation["operationId"] not in OPEN_OPERATIONS
    }


def test_the_matrix_has_every_operation() -> None:
    assert set(WHO_MAY) == set(operations())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("operation", operations())
def test_a_role_is_let_in_just_where_the_matrix_says(bank: GraphSession, operation: str, role: Role) -> None:
    door = Door(memory_engine())
    client = signed_in_client(app_on(Store(bank, test_vault()), door), door, role.value, employee_id="rm1")
    method, path = operations()[operation]
    with capture_logs():
        answer = client.request(method, path.format_map(_Anything()), json={})
    assert (answer.status_code != FORBIDDEN) is (role.value in WHO_MAY[operation])
    assert answer.status_code < 500
    assert DEFAULT_PURPOSE[role]


@pytest.mark.parametrize("operation", operations())
def test_nobody_is_let_in_without_signing_in(bank: GraphSession, operation: str) -> None:
    door = Door(memory_engine())
    client = signed_in_client(app_on(Store(bank, test_vault()), door), door, "compliance")
    method, path = operations()[operation]
    for authorization in ("", "Bearer gx_made-up", "Basic eDp5", "Bearer a.b.c"):
        answer = client.request(method, path.format_map(_Anything()), json={}, headers={"Authorization": authorization})
        assert answer.status_code == UNKNOWN
        assert "data" not in answer.text


class _Anything(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "wei"


@pytest.mark.parametrize(
    ("employee_id", "seen"), [("rm1", {"wei": 200, "na": 200, "chen": 404}), ("rm2", {"wei": 404, "chen": 200})]
)
def test_a_relationship_manager_sees_the_own_book_only(
    bank: GraphSession, employee_id: str, seen: dict[str, int]
) -> None:
    door = Door(memory_engine())
    client = signed_in_client(
        app_on(Store(bank, test_vault()), door), door, "relationship_manager", employee_id=employee_id
    )
    found: dict[str, Any] = {party: client.get(f"/customers/{party}").status_code for party in seen}
    assert found == seen


def test_a_manager_without_an_employee_sees_no_customer(bank: GraphSession) -> None:
    door = Door(memory_engine())
    client = signed_in_client(app_on(Store(bank, test_vault()), door), door, "relationship_manager")
    assert client.get("/customers/wei").status_code == 404
    assert client.get("/customers?q=zhang").json()["customers"] == []


def test_a_token_is_good_for_its_operations_only(bank: GraphSession) -> None:
    door = Door(memory_engine())
    client = signed_in_client(app_on(Store(bank, test_vault()), door), door, "compliance")
    made = client.post("/tokens", json={"title": "search only", "operations": ["search_customers"]})
    assert made.status_code == 201
    headers = {"Authorization": f"Bearer {made.json()['secret']}"}
    assert client.get("/customers?q=zhang", headers=headers).status_code == 200
    assert client.get("/customers/wei", headers=headers).status_code == FORBIDDEN
    client.delete(f"/tokens/{made.json()['token']['token_id']}")
    assert client.get("/customers?q=zhang", headers=headers).status_code == UNKNOWN


def test_a_purpose_that_the_role_does_not_have_is_refused(bank: GraphSession) -> None:
    door = Door(memory_engine())
    client = signed_in_client(app_on(Store(bank, test_vault()), door), door, "marketer")
    assert client.get("/customers?q=zhang", headers={"X-Purpose": "COMPLIANCE"}).status_code == FORBIDDEN
    assert client.get("/customers?q=zhang", headers={"X-Purpose": "MARKETING"}).status_code == 200

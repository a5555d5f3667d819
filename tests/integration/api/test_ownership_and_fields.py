"""Endpoint by role and ownership, and field by role: whose customers are seen, and how much of them."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from access.door import Door
from access.roles import Role
from graph.session import GraphSession
from graph.store import Store
from tests.support.app import app_on, memory_engine, signed_in_client
from tests.support.server import TestServer
from tests.support.vault import test_vault

STAFF = """
MATCH (rm1:Employee {employee_id: 'rm1'}), (branch:Branch {branch_id: 'b1'}) SET rm1.team = 'A'
CREATE (:Employee {employee_id: 'lead', title: 'TEAM_LEAD', team: 'A'})
CREATE (:Employee {employee_id: 'head', title: 'BRANCH_HEAD'})-[:WORKS_AT {status: 'ASSERTED'}]->(branch)
CREATE (:Employee {employee_id: 'cover'})-[:COVERS {status: 'ASSERTED'}]->(rm1)
CREATE (:Employee {employee_id: 'stranger'})
"""
SEES = {
    "rm1": {"wei", "na"},
    "rm2": {"chen"},
    "lead": {"wei", "na"},
    "cover": {"wei", "na"},
    "head": {"wei", "acme"},
    "stranger": set[str](),
}
"""Whose customers an employee sees: the own, the team's, the covered one's, the branch's."""

CUSTOMERS = ("wei", "na", "chen", "acme", "erased")
"""The last one is not there any more, as after an erasure."""

ENDPOINTS = {
    "profile": ("GET", "/customers/{}"),
    "timeline": ("GET", "/customers/{}/timeline"),
    "related parties": ("GET", "/customers/{}/related-parties"),
    "ownership": ("GET", "/customers/{}/ownership"),
    "controllers": ("GET", "/customers/{}/controllers"),
    "beneficial owners": ("GET", "/customers/{}/beneficial-owners"),
    "groups": ("GET", "/customers/{}/groups"),
    "household": ("GET", "/customers/{}/household"),
    "guarantee circles": ("GET", "/customers/{}/guarantee-circles"),
    "hierarchies": ("GET", "/customers/{}/hierarchies"),
    "consents": ("GET", "/customers/{}/consents"),
    "unmask": ("POST", "/customers/{}/unmask"),
}
WHY = {"fields": ["phone"], "reason": "The customer asked to be called back."}
FOUND, ABSENT = 200, 404

Looks = dict[str, Any]


@pytest.fixture(scope="module")
def staffed(bank: GraphSession, neo4j_server: TestServer) -> GraphSession:
    """The bank with its staff's teams, branches and cover."""
    neo4j_server.run(STAFF)
    return bank


def signed_in(session: GraphSession, role: Role, employee_id: str | None = None) -> TestClient:
    door = Door(memory_engine())
    return signed_in_client(app_on(Store(session, test_vault()), door), door, role.value, employee_id=employee_id)


@pytest.mark.parametrize("employee_id", SEES)
def test_a_manager_sees_the_own_customers_on_every_endpoint(staffed: GraphSession, employee_id: str) -> None:
    client = signed_in(staffed, Role.RELATIONSHIP_MANAGER, employee_id)
    for endpoint, (method, path) in ENDPOINTS.items():
        body = WHY if method == "POST" else None
        statuses = {key: client.request(method, path.format(key), json=body).status_code for key in CUSTOMERS}
        expected = {key: FOUND if key in SEES[employee_id] else ABSENT for key in CUSTOMERS}
        assert statuses == expected, endpoint


@pytest.mark.parametrize(
    ("role", "looks"),
    [
        (
            Role.RELATIONSHIP_MANAGER,
            {"name": "李娜", "phone": "+86138****0001", "number": "110101********124X", "balance": "200000.01"},
        ),
        (
            Role.STEWARD,
            {"name": "李娜", "phone": "+86138****0001", "number": "1****************X", "balance": "200000.01"},
        ),
        (
            Role.COMPLIANCE,
            {"name": "李娜", "phone": "+86138****0001", "number": "1****************X", "balance": "200000.01"},
        ),
        (Role.ANALYST, {"name": "李*", "phone": None, "number": None, "balance": "200000.01"}),
        (Role.MARKETER, {"name": "李*", "phone": "none", "number": None, "balance": "200000.00..500000.00"}),
    ],
)
def test_a_role_sees_fields_clear_masked_or_not_at_all(staffed: GraphSession, role: Role, looks: Looks) -> None:
    answer = signed_in(staffed, role, "rm1").get("/customers/na")
    assert answer.status_code == FOUND
    assert "gx1." not in answer.text
    profile = answer.json()
    numbers = {one["scheme"]: one["value"] for one in profile["identity"]["identifiers"]}
    phones = [one["value"] for one in profile["contacts"] if one["kind"] == "Phone"]
    assert {
        "name": profile["identity"]["name"],
        "phone": phones[0] if phones else "none",
        "number": numbers["ID_NUMBER"],
        "balance": profile["holdings"][0]["balance"]["amount"],
    } == looks


@pytest.mark.parametrize(
    ("role", "omitted"),
    [
        (Role.RELATIONSHIP_MANAGER, set[tuple[str, str]]()),
        (
            Role.MARKETER,
            {(part, "PURPOSE") for part in ("ties", "contacts", "exposures", "risk", "payments")}
            | {("identity", "FIELD_CLASS"), ("identifiers", "FIELD_CLASS"), ("holdings", "FIELD_CLASS")},
        ),
    ],
)
def test_what_is_left_out_is_named_with_its_reason(
    staffed: GraphSession, role: Role, omitted: set[tuple[str, str]]
) -> None:
    profile = signed_in(staffed, role, "rm1").get("/customers/na").json()
    assert {(one["section"], one["reason"]) for one in profile["omitted"]} == omitted


def test_a_kind_of_tie_that_is_asked_for_and_not_allowed_is_named_and_no_error(staffed: GraphSession) -> None:
    client = signed_in(staffed, Role.MARKETER)
    answer = client.get("/customers/wei/related-parties?kinds=OWNS&kinds=SPOUSE_OF").json()
    assert [party["party_id"] for party in answer["parties"]] == ["na"]
    assert answer["omitted"] == [{"section": "related_parties", "reason": "PURPOSE", "count": None, "kinds": ["OWNS"]}]


def test_marketing_has_no_question_that_rests_on_other_ties(staffed: GraphSession) -> None:
    client = signed_in(staffed, Role.MARKETER)
    names = {query["name"] for query in client.get("/queries").json()["queries"]}
    assert names == {
        "customers_by_tier", "customers_of_manager", "holdings_by_product", "holdings_by_role",
        "touchpoints_by_channel_and_month",
    }  # fmt: skip
    assert client.get("/queries/guarantee_pairs").status_code == ABSENT
    rows = client.get("/queries/customers_by_tier").json()["rows"]
    assert {row["total_minor"] for row in rows} == {"20000000..50000000", "10000000..20000000", "0..10000"}


def test_unmasking_gives_what_was_asked_for_and_nothing_else(staffed: GraphSession) -> None:
    client = signed_in(staffed, Role.RELATIONSHIP_MANAGER, "rm1")
    assert client.post("/customers/na/unmask", json=WHY).json()["values"] == [
        {"field": "phone", "of": "Phone", "value": "+8613800000001"}
    ]
    numbers = client.post("/customers/na/unmask", json=WHY | {"fields": ["id_number", "account_number"]}).json()
    assert [one["value"] for one in numbers["values"]] == ["11010119860512124X", "6222000000000001"]
    assert client.post("/customers/na/unmask", json=WHY | {"reason": "because"}).status_code == 422
    assert client.post("/customers/beta/unmask", json=WHY).status_code == ABSENT
    for_marketing = client.post("/customers/na/unmask", json=WHY, headers={"X-Purpose": "MARKETING"})
    assert for_marketing.status_code == 403

import json
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from access.door import Door
from access.roles import Role
from api.app import PREFIX
from audit import Audit, Blinder, Entry, EntryFilter
from graph.store import Store
from tests.support.app import app_on, memory_audit, memory_engine, signed_in_client
from tests.support.recorded import Answer, RecordedSession
from tests.support.vault import test_vault
from tests.unit.access.test_policies import OPEN_OPERATIONS

NAME = "张伟"
PASSWORD = "correct horse battery"
UNRECORDED = {"live", "ready", "metrics"}


class Bank:
    """The application on recorded answers, and its audit."""

    def __init__(self, answers: dict[str, Answer] | None = None, audit: Audit | None = None) -> None:
        self.audit = audit or memory_audit()
        self.door = Door(memory_engine())
        self.app = app_on(Store(RecordedSession(answers or {}).as_session(), test_vault()), self.door, self.audit)

    def client(self, role: str = "compliance") -> TestClient:
        return signed_in_client(self.app, self.door, role)

    def anonymous(self) -> TestClient:
        return TestClient(self.app, base_url=f"http://testserver{PREFIX}", raise_server_exceptions=False)

    def entries(self, **wanted: Any) -> tuple[Entry, ...]:
        return self.audit.find(EntryFilter(**wanted))


def operations() -> dict[str, tuple[str, str]]:
    return {
        operation["operationId"]: (method.upper(), path.removeprefix(PREFIX))
        for path, item in Bank().app.openapi()["paths"].items()
        for method, operation in item.items()
    }


@pytest.mark.parametrize("operation", sorted(set(operations()) - UNRECORDED))
def test_every_operation_is_recorded_also_when_it_is_refused(operation: str) -> None:
    bank = Bank()
    method, path = operations()[operation]
    address = path.replace("{", "").replace("}", "")
    with capture_logs():
        clients = [bank.client(role.value) for role in Role]
        statuses = [client.request(method, address, json={}).status_code for client in (*clients, bank.anonymous())]
    found = bank.entries()
    assert [entry.operation for entry in found] == [operation] * len(statuses)
    assert [entry.outcome for entry in reversed(found)] == statuses
    if operation not in OPEN_OPERATIONS:
        assert [entry.roles for entry in reversed(found)] == [*(role.value for role in Role), ""]


def test_probes_and_the_documentation_are_not_recorded() -> None:
    bank = Bank({"introspection/constraints": [], "introspection/indexes": [], "migrations/applied": []})
    for path in ("/health/live", "/health/ready", "/metrics", "/docs", "/openapi.json", "/nothing"):
        bank.anonymous().get(path)
    assert bank.entries() == ()


def test_an_entry_says_who_what_for_whom_and_how_it_ended() -> None:
    bank = Bank({"customers/profile": [], "customers/search": []})
    http = bank.client()
    answer = http.get("/customers/core:17", headers={"X-Request-Id": "gateway-42"})
    (entry,) = bank.entries()
    assert (entry.operation, entry.purpose, entry.subject) == ("customer_profile", "COMPLIANCE", "core:17")
    assert (entry.outcome, entry.roles, entry.request_id) == (answer.status_code, "compliance", "gateway-42")
    http.get(f"/customers?q={NAME}&limit=5")
    found = bank.entries(operation="search_customers")[0].details_read()
    assert found == {"asked": {"limit": "5", "q": bank.audit.blinder.text(NAME)}, "results": 0}


def test_no_text_of_a_caller_stands_in_the_audit() -> None:
    bank = Bank({"customers/search": [], "customers/profile": [], "customers/timeline": []})
    http = bank.client()
    secrets = (NAME, "zhangwei", "110101198503071231", PASSWORD)
    with capture_logs():
        for secret in secrets:
            for path in (
                f"/customers?q={secret}", f"/customers?q=x&limit={secret}", f"/customers/{secret}",
                f"/customers/core:1/timeline?kind={secret}", f"/queries/runs?name={secret}", f"/queries/{secret}",
                f"/customers?q=x&{secret}=1", f"/audit?text={secret}",
            ):  # fmt: skip
                http.get(path)
            http.post("/sign-in", json={"name": secret, "password": secret})
    everything = json.dumps([vars(entry) for entry in bank.entries()], ensure_ascii=False)
    assert len(bank.entries()) > 20
    assert not [secret for secret in secrets if secret in everything]


def test_signing_in_and_failing_to_are_recorded_under_the_users_name() -> None:
    bank = Bank()
    bank.door.users.add("wang.fang", ["admin"], password=PASSWORD)
    http = bank.anonymous()
    for name, password in (("wang.fang", PASSWORD), ("wang.fang", "wrong"), ("nobody", "wrong")):
        http.post("/sign-in", json={"name": name, "password": password})
    unknown, failed, begun = bank.entries(operation="sign_in")
    assert (begun.user, begun.outcome) == ("wang.fang", 200)
    assert (failed.user, failed.outcome) == ("wang.fang", 401)
    assert unknown.user == bank.audit.blinder.text("nobody")


def test_strangers_who_are_refused_without_end_do_not_fill_the_audit() -> None:
    bank = Bank({"customers/search": []})
    http, known = bank.anonymous(), bank.client()
    refused = [http.get("/customers?q=x", headers={"Authorization": "Bearer gx_x"}).status_code for _ in range(40)]
    refused += [http.post("/sign-in", json={"name": 1}).status_code for _ in range(40)]
    assert (refused.count(401), refused.count(422), refused.count(429)) == (40, 20, 20)
    assert len(bank.audit.find(EntryFilter(), limit=100)) == 60
    assert known.get("/customers?q=x").status_code == 200


def test_what_changes_of_a_user_is_recorded_without_the_password() -> None:
    bank = Bank()
    http = bank.client("admin")
    http.post("/users", json={"name": "wang.fang", "roles": ["analyst"], "password": PASSWORD})
    http.patch("/users/wang.fang", json={"roles": ["steward"], "password": f"{PASSWORD} 2"})
    changed, made = bank.entries()
    assert (made.subject, made.details_read()["roles"]) == ("wang.fang", ["analyst"])
    assert changed.details_read()["fields"] == ["password", "roles"]
    assert PASSWORD not in made.details + changed.details


def test_what_cannot_be_recorded_is_not_shown() -> None:
    engine = memory_engine()
    vault = test_vault()
    answers: dict[str, Answer] = {"customers/search": [], "customers/profile": []}
    bank = Bank(answers, Audit(engine, Blinder(vault.blind), vault.digest))
    http = bank.client("compliance")
    admin = bank.client("admin")
    assert http.get("/customers?q=x").status_code == 200
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE audit_head"))
    with capture_logs():
        answer = http.get("/customers?q=x")
        refused = http.get("/customers/x")
        change = admin.post("/users", json={"name": "wang.fang", "roles": ["analyst"]})
    for one in (answer, refused, change):
        assert one.status_code == 503
        assert one.json()["type"] == "urn:guanxi:problem:audit-unavailable"
    assert [user.name for user in bank.door.users.all() if user.name == "wang.fang"] == []


def test_compliance_finds_who_searched_for_a_text() -> None:
    bank = Bank({"customers/search": []})
    for role, searched in (("steward", NAME), ("analyst", "li na"), ("analyst", f" {NAME} ")):
        bank.client(role).get("/customers", params={"q": searched})
    http = bank.client()
    found = http.get("/audit", params={"text": NAME}).json()["entries"]
    assert [entry["roles"] for entry in found] == [["analyst"], ["steward"]]
    own = http.get("/audit", params={"operation": "list_audit"}).json()["entries"]
    assert own[0]["details"] == {"asked": {"text": bank.audit.blinder.text(NAME)}, "results": 2}


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    bank = Bank({"customers/search": []})
    for _ in range(7):
        bank.client("steward").get("/customers?q=x")
    http, seen, cursor = bank.client(), [], None
    while True:
        query = {"operation": "search_customers", "limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = http.get("/audit", params=query).json()
        seen += [entry["sequence"] for entry in page["entries"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    assert http.get("/audit?cursor=abc").status_code == 400


def test_the_verification_says_where_the_chain_is_broken() -> None:
    engine = memory_engine()
    bank = Bank({"customers/search": []}, Audit(engine, Blinder(test_vault().blind), test_vault().digest))
    http = bank.client()
    http.get("/customers?q=x")
    assert http.get("/audit/verification").json()["is_whole"] is True
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entries_no_update"))
        connection.execute(text("UPDATE audit_entries SET outcome = 404 WHERE sequence = 1"))
    found = http.get("/audit/verification").json()
    assert (found["is_whole"], found["first_bad_entry"]) == (False, 1)

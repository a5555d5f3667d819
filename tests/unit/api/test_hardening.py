import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from access.door import Door
from api.app import DOCS_PATH, PREFIX
from api.hardening import Hardening
from audit import EntryFilter
from graph.store import Store
from graph.vault import SealedKind
from tests.support.app import TEST_HOSTS, app_on, memory_audit, memory_engine, signed_in_client
from tests.support.recorded import Answer, RecordedSession
from tests.support.vault import test_vault

NEW_USER = {"name": "wang.fang", "roles": ["analyst"]}


def app(answers: dict[str, Answer] | None = None, error: Exception | None = None, **limits: Any) -> FastAPI:
    store = Store(RecordedSession(answers or {}, error).as_session(), test_vault())
    return app_on(store, hardening=Hardening(allowed_hosts=TEST_HOSTS, **limits))


def client(**limits: Any) -> TestClient:
    return TestClient(app(**limits), base_url=f"http://testserver{PREFIX}", raise_server_exceptions=False)


@pytest.fixture
def door() -> Door:
    return Door(memory_engine())


@pytest.fixture
def admin(door: Door) -> TestClient:
    return signed_in_client(app_on(Store(RecordedSession().as_session(), test_vault()), door), door, "admin")


@pytest.mark.parametrize(
    "path", ["/health/live", "/customers?q=x", "/nothing", "/customers/a/b/c", "/docs", "/openapi.json", "/metrics"]
)
def test_every_answer_tells_browsers_to_run_nothing_of_it(path: str) -> None:
    headers = client().get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "camera=()" in headers["permissions-policy"]
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers
    assert "strict-transport-security" not in headers


def test_a_failure_that_nobody_foresaw_carries_the_headers_too() -> None:
    with capture_logs():
        http = TestClient(
            app(error=RuntimeError("x")), base_url=f"http://testserver{PREFIX}", raise_server_exceptions=False
        )
        answer = http.get("/health/ready")
    assert answer.status_code == 500
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_over_tls_browsers_are_told_to_stay_with_it() -> None:
    answer = TestClient(app(), base_url=f"https://testserver{PREFIX}").get("/health/live")
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


def test_the_documentation_may_run_its_own_scripts_and_no_other() -> None:
    page = client().get(DOCS_PATH.removeprefix(PREFIX))
    policy = page.headers["content-security-policy"]
    assert "script-src 'self' 'sha256-" in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
    assert "cdn" not in page.text


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "", "127.0.0.1.evil.example", "a:b:c"])
def test_a_foreign_name_is_refused(host: str) -> None:
    answer = client().get("/health/live", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:guanxi:problem:host-not-allowed"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "TestServer"])
def test_loopback_and_named_hosts_are_known(host: str) -> None:
    assert client().get("/health/live", headers={"Host": host}).status_code == 200


def pieces(count: int, size: int) -> Iterator[bytes]:
    for _ in range(count):
        yield b" " * size


def test_a_body_beyond_the_limit_is_413_however_it_is_sent() -> None:
    http = client(body_bytes_max=1_000)
    headers = {"Content-Type": "application/json"}
    whole = http.post("/sign-in", content=b" " * 1_001, headers=headers)
    chunked = http.post("/sign-in", content=pieces(11, 100), headers=headers)
    assert (whole.status_code, chunked.status_code) == (413, 413)
    assert http.post("/sign-in", content=b"{}" + b" " * 998, headers=headers).status_code == 422


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_is_not_json_is_415(media_type: str) -> None:
    answer = client().post("/sign-in", content=b'{"name": "a", "password": "b"}', headers={"Content-Type": media_type})
    assert answer.status_code == 415


@pytest.mark.parametrize(("depth", "status"), [(33, 400), (100_000, 400), (20, 422)])
def test_a_body_that_nests_too_deep_is_refused_before_it_is_read(depth: int, status: int) -> None:
    body = b'{"name": ' + b"[" * depth + b"]" * depth + b', "password": "[[[[[["}'
    answer = client().post("/sign-in", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status


def test_a_body_of_quotes_that_nobody_closes_is_refused_at_once() -> None:
    body = b'"' + b'\\"' * 50_000
    started = time.process_time()
    answer = client().post("/sign-in", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert time.process_time() - started < 5


def test_brackets_in_texts_do_not_count() -> None:
    text = "[" * 40 + '\\"' + "{" * 40
    body = f'{{"name": "{text}", "password": "x"}}'
    assert client().post("/sign-in", content=body, headers={"Content-Type": "application/json"}).status_code == 401


def test_long_addresses_and_many_headers_are_refused() -> None:
    http = client()
    assert http.get(f"/customers?q={'x' * 9_000}").status_code == 414
    assert http.get("/health/live", headers={"X-Long": "x" * 40_000}).status_code == 431
    assert http.get("/health/live", headers={f"X-{number}": "x" for number in range(120)}).status_code == 431


@pytest.mark.parametrize("path", ["/health/live?x=1", "/customers?q=a&valid_as=2026-01-01", "/me?debug=1"])
def test_an_unknown_parameter_is_refused(path: str, door: Door) -> None:
    store = Store(RecordedSession({"customers/search": []}).as_session(), test_vault())
    answer = signed_in_client(app_on(store, door), door, "steward").get(path)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:guanxi:problem:invalid-parameters"


def test_an_answer_that_does_not_begin_in_time_is_504() -> None:
    may_end = threading.Event()
    made = app(deadline_seconds=0.1)

    @made.get(f"{PREFIX}/slow")
    def slow() -> list[dict[str, Any]]:
        may_end.wait(60)
        return []

    with TestClient(made, base_url=f"http://testserver{PREFIX}") as http:
        answer = http.get("/slow")
        may_end.set()
        assert answer.status_code == 504
        assert http.get("/health/live").status_code == 200


def test_only_named_sites_may_call_from_a_browser() -> None:
    http = client(cors_origins=("https://crm.bank.example",))
    headers = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "X-CSRF-Token"}
    known = http.options("/tokens", headers={"Origin": "https://crm.bank.example", **headers})
    assert known.headers["access-control-allow-origin"] == "https://crm.bank.example"
    assert known.headers["access-control-allow-credentials"] == "true"
    for origin in ("https://evil.example", "null", "https://crm.bank.example.evil"):
        answer = http.options("/tokens", headers={"Origin": origin, **headers})
        assert "access-control-allow-origin" not in answer.headers


def test_a_change_asked_for_twice_is_done_once_and_answered_twice(admin: TestClient, door: Door) -> None:
    headers = {"Idempotency-Key": "make-wang-fang-1"}
    first = admin.post("/users", json=NEW_USER, headers=headers)
    second = admin.post("/users", json=NEW_USER, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert admin.post("/users", json=NEW_USER).status_code == 422
    assert [user.name for user in door.users.all()].count("wang.fang") == 1


def test_a_key_of_another_request_is_refused(admin: TestClient) -> None:
    headers = {"Idempotency-Key": "make-wang-fang-1"}
    admin.post("/users", json=NEW_USER, headers=headers)
    answer = admin.post("/users", json={**NEW_USER, "name": "li.na"}, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:guanxi:problem:idempotency-key-reused")


def test_keys_of_two_users_are_not_the_same(door: Door) -> None:
    made = app_on(Store(RecordedSession().as_session(), test_vault()), door)
    headers = {"Idempotency-Key": "one-and-the-same"}
    for role in ("analyst", "steward"):
        http = signed_in_client(made, door, role)
        assert http.post("/tokens", json={"title": role}, headers=headers).status_code == 201


def test_a_secret_is_not_kept_and_so_not_given_a_second_time(admin: TestClient) -> None:
    headers = {"Idempotency-Key": "make-a-token-1"}
    assert admin.post("/tokens", json={"title": "x"}, headers=headers).status_code == 201
    again = admin.post("/tokens", json={"title": "x"}, headers=headers)
    assert (again.status_code, again.json()["type"]) == (409, "urn:guanxi:problem:idempotency-conflict")
    assert len(admin.get("/tokens").json()["tokens"]) == 2


def test_numbers_in_clear_are_looked_up_anew_and_not_kept(door: Door) -> None:
    sealed = test_vault().seal(SealedKind.PHONE, "+8613812345678")
    answers: list[list[dict[str, Any]]] = [[], [{"party_id": "p", "sealed": [{"of": "Phone", "value": sealed}]}]]
    session = RecordedSession({"customers/unmask": lambda _: answers.pop()}).as_session()
    http = signed_in_client(app_on(Store(session, test_vault()), door), door, "compliance")
    wanted = {"fields": ["phone"], "reason": "The customer asked to be called."}
    asked = [http.post("/customers/p/unmask", json=wanted, headers={"Idempotency-Key": "unmask-p-1"}) for _ in range(2)]
    assert [answer.status_code for answer in asked] == [200, 404]
    assert "+8613812345678" in asked[0].text


def test_what_was_refused_may_be_tried_again_under_its_key(admin: TestClient) -> None:
    headers = {"Idempotency-Key": "change-wang-fang"}
    assert admin.patch("/users/wang.fang", json={"is_disabled": True}, headers=headers).status_code == 404
    admin.post("/users", json=NEW_USER)
    assert admin.patch("/users/wang.fang", json={"is_disabled": True}, headers=headers).status_code == 200


@pytest.mark.parametrize("key", ["short", "x" * 201, "with space", "ümlaut-key"])
def test_a_key_of_another_form_is_refused(admin: TestClient, key: str) -> None:
    assert admin.post("/users", json=NEW_USER, headers=[(b"Idempotency-Key", key.encode())]).status_code == 422


def test_a_repeated_request_is_recorded_as_such(door: Door) -> None:
    audit = memory_audit()
    http = signed_in_client(app_on(Store(RecordedSession().as_session(), test_vault()), door, audit), door, "admin")
    for _ in range(2):
        http.post("/users", json=NEW_USER, headers={"Idempotency-Key": "make-wang-fang-1"})
    repeated, first = audit.find(EntryFilter(operation="add_user"))
    assert "answered_before" not in first.details_read()
    assert repeated.details_read()["answered_before"] is True

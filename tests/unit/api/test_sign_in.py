import pytest
from starlette.testclient import TestClient

from access.door import Door
from access.oidc import OidcSettings
from access.rate_limits import Rates
from api.app import PREFIX
from graph.errors import TooManyRequests
from graph.store import Store
from tests.support.app import app_on, memory_engine
from tests.support.identity_provider import CLIENT_ID, identity_provider
from tests.support.recorded import RecordedSession
from tests.support.vault import test_vault

PASSWORD = "correct horse battery"


def door_with_a_user(rates: Rates | None = None) -> Door:
    door = Door(memory_engine(), rates=rates)
    door.users.add("admin", ["admin"], password=PASSWORD)
    return door


def browser(door: Door, host: str = "http://127.0.0.1") -> TestClient:
    app = app_on(Store(RecordedSession().as_session(), test_vault()), door)
    return TestClient(app, base_url=f"{host}{PREFIX}", raise_server_exceptions=False)


def from_address(door: Door, address: str) -> TestClient:
    app = app_on(Store(RecordedSession().as_session(), test_vault()), door)
    base = f"http://127.0.0.1{PREFIX}"
    return TestClient(app, base_url=base, raise_server_exceptions=False, client=(address, 50_000))


def signed_in(door: Door) -> tuple[TestClient, str]:
    client = browser(door)
    answer = client.post("/sign-in", json={"name": "admin", "password": PASSWORD})
    assert answer.status_code == 200
    return client, answer.json()["csrf_token"]


def test_a_browser_signs_in_asks_and_signs_out() -> None:
    client, csrf = signed_in(door_with_a_user())
    me = client.get("/me").json()
    assert (me["name"], me["roles"], me["purpose"]) == ("admin", ["admin"], "ADMINISTRATION")
    assert me["csrf_token"] == csrf
    assert client.post("/sign-out", headers={"X-CSRF-Token": csrf}).status_code == 204
    assert client.get("/me").status_code == 401


def test_the_cookie_is_closed_to_scripts_and_other_sites() -> None:
    answer = browser(door_with_a_user()).post("/sign-in", json={"name": "admin", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


@pytest.mark.parametrize("host", ["https://127.0.0.1", "http://bank.example", "https://bank.example"])
def test_beyond_this_machine_the_cookie_travels_by_tls_only(host: str) -> None:
    answer = browser(door_with_a_user(), host).post("/sign-in", json={"name": "admin", "password": PASSWORD})
    assert answer.headers["set-cookie"].startswith("__Host-guanxi_session=")
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("headers", [{}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "made up"}, {"X-CSRF-Token": "ß"}])
def test_a_change_without_the_sessions_own_token_is_refused(headers: dict[str, str]) -> None:
    client, _ = signed_in(door_with_a_user())
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    answer = client.post("/tokens", json={"title": "x"}, headers=encoded)
    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:guanxi:problem:cross-site-request"
    assert client.get("/tokens").json() == {"tokens": []}


def test_a_user_who_is_disabled_is_out_with_the_next_request() -> None:
    door = door_with_a_user()
    client, _ = signed_in(door)
    door.users.change("admin", is_disabled=True)
    assert client.get("/me").status_code == 401


def test_too_many_tries_to_sign_in_are_told_when_to_come_back() -> None:
    client = browser(door_with_a_user(Rates(sign_in="3/minute")))
    tries = [client.post("/sign-in", json={"name": "admin", "password": "x"}) for _ in range(4)]
    assert [answer.status_code for answer in tries] == [401, 401, 401, 429]
    assert 1 <= int(tries[-1].headers["retry-after"]) <= 60


def test_who_has_a_whole_network_of_addresses_has_one_count_of_tries() -> None:
    limits = Door(memory_engine(), rates=Rates(sign_in="2/minute")).limits
    for address in (
        "2001:db8::1",
        "2001:db8::2",
        "2001:db8:0:1::1",
        "::ffff:10.0.0.1",
        "::ffff:10.0.0.2",
        "testclient",
    ):
        limits.count_sign_in(address)
    with pytest.raises(TooManyRequests):
        limits.count_sign_in("2001:db8::ffff:3")


def test_too_many_requests_of_one_caller_are_told_so() -> None:
    client, _ = signed_in(door_with_a_user(Rates(requests="2/minute")))
    assert [client.get("/me").status_code for _ in range(3)] == [200, 200, 429]


def test_strangers_do_not_keep_others_from_signing_in_at_the_provider() -> None:
    with identity_provider() as provider:
        oidc = OidcSettings(provider.issuer, CLIENT_ID, None, "http://127.0.0.1/return", {"bank-rm": "analyst"})
        door = Door(memory_engine(), oidc=oidc, rates=Rates(sign_in="3/minute"))
        flood = [from_address(door, "10.0.0.1").get("/sign-in/provider/return?state=x&code=y") for _ in range(4)]
        assert [answer.status_code for answer in flood] == [401, 401, 401, 429]
        begun = [from_address(door, "10.0.0.2").get("/sign-in/provider", follow_redirects=False) for _ in range(4)]
        assert [answer.status_code for answer in begun] == [307, 307, 307, 429]
        client = from_address(door, "10.0.0.3")
        back = provider.sign_in(client.get("/sign-in/provider", follow_redirects=False).headers["location"])
        assert client.get("/sign-in/provider/return", params=back).status_code == 200


def test_beyond_this_machine_a_cookie_that_a_sister_site_may_have_set_is_no_session() -> None:
    door = door_with_a_user()
    secret = door.sessions.start(door.users.get("admin").principal()).secret
    for host, status in (("http://127.0.0.1", 200), ("https://bank.example", 401), ("http://bank.example", 401)):
        answer = browser(door, host).get("/me", headers={"Cookie": f"guanxi_session={secret}"})
        assert answer.status_code == status
    kept = {"Cookie": f"__Host-guanxi_session={secret}"}
    assert browser(door, "https://bank.example").get("/me", headers=kept).status_code == 200


def test_an_administrator_takes_an_employee_away() -> None:
    door = door_with_a_user()
    door.users.add("wang", ["relationship_manager"], employee_id="E1")
    client, csrf = signed_in(door)
    for changes, employee_id in (({"is_disabled": False}, "E1"), ({"employee_id": None}, None)):
        changed = client.patch("/users/wang", json=changes, headers={"X-CSRF-Token": csrf})
        assert changed.json()["employee_id"] == employee_id


def test_an_administrator_makes_and_disables_users() -> None:
    client, csrf = signed_in(door_with_a_user())
    headers = {"X-CSRF-Token": csrf}
    wanted = {"name": "wang", "roles": ["analyst"], "password": PASSWORD}
    assert client.post("/users", json=wanted, headers=headers).status_code == 201
    assert client.post("/users", json=wanted, headers=headers).status_code == 422
    assert client.patch("/users/wang", json={"is_disabled": True}, headers=headers).json()["is_disabled"]
    assert client.patch("/users/li", json={}, headers=headers).status_code == 404
    listed = client.get("/users")
    assert [user["name"] for user in listed.json()["users"]] == ["admin", "wang"]
    assert PASSWORD not in listed.text
    assert "argon2" not in listed.text


def test_without_a_provider_its_sign_in_is_not_there() -> None:
    assert browser(door_with_a_user()).get("/sign-in/provider").status_code == 404


def test_a_password_never_comes_back_in_a_problem() -> None:
    answer = browser(door_with_a_user()).post("/sign-in", json={"name": "admin", "password": PASSWORD * 100})
    assert answer.status_code == 422
    assert PASSWORD not in answer.text


def test_a_token_for_some_operations_makes_none_for_others() -> None:
    client, csrf = signed_in(door_with_a_user())
    wanted = {"title": "clerk", "operations": ["make_token", "list_tokens"]}
    clerk = client.post("/tokens", json=wanted, headers={"X-CSRF-Token": csrf}).json()["secret"]
    client.cookies.clear()
    headers = {"Authorization": f"Bearer {clerk}"}
    for operations in (None, ["list_users", "list_tokens"]):
        made = client.post("/tokens", json={"title": "child", "operations": operations}, headers=headers)
        assert set(made.json()["token"]["operations"]) <= {"make_token", "list_tokens"}
    assert (
        client.post("/tokens", json={"title": "child", "operations": ["list_users"]}, headers=headers).status_code
        == 422
    )


def test_a_token_makes_none_that_is_good_for_longer() -> None:
    client, csrf = signed_in(door_with_a_user())
    made = client.post("/tokens", json={"title": "short", "days": 1}, headers={"X-CSRF-Token": csrf}).json()
    client.cookies.clear()
    headers = {"Authorization": f"Bearer {made['secret']}"}
    child = client.post("/tokens", json={"title": "long", "days": 365}, headers=headers).json()
    assert child["token"]["expires_at"] == made["token"]["expires_at"]


def test_an_administrator_minds_the_tokens_of_service_accounts_only() -> None:
    client, csrf = signed_in(door_with_a_user())
    headers = {"X-CSRF-Token": csrf}
    client.post("/users", json={"name": "nightly", "roles": ["analyst"], "is_service": True}, headers=headers)
    wanted = {"title": "export", "operations": ["show_me"]}
    made = client.post("/users/nightly/tokens", json=wanted, headers=headers).json()
    assert client.post("/users/admin/tokens", json=wanted, headers=headers).status_code == 404
    program = {"Authorization": f"Bearer {made['secret']}"}
    assert client.get("/me", headers=program).json()["name"] == "nightly"
    assert client.get("/queries", headers=program).status_code == 403
    assert [one["title"] for one in client.get("/users/nightly/tokens").json()["tokens"]] == ["export"]
    gone = client.delete(f"/users/nightly/tokens/{made['token']['token_id']}", headers=headers)
    assert gone.status_code == 204
    assert client.get("/me", headers=program).status_code == 401


def test_a_browser_signs_in_at_the_provider_and_no_other_browser_in_its_place() -> None:
    with identity_provider() as provider:
        oidc = OidcSettings(provider.issuer, CLIENT_ID, "secret", "http://127.0.0.1/return", {"bank-rm": "analyst"})
        door = Door(memory_engine(), oidc=oidc)
        client, other = browser(door), browser(door)
        sent_to = client.get("/sign-in/provider", follow_redirects=False).headers["location"]
        back = provider.sign_in(sent_to)
        assert other.get("/sign-in/provider/return", params=back).status_code == 401
        answer = client.get("/sign-in/provider/return", params=back)
        assert answer.json()["roles"] == ["analyst"]
        assert client.get("/me").json()["name"] == "li.ming"
        assert client.get("/sign-in/provider/return", params=back).status_code == 401

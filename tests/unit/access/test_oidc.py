import base64
import hmac
import json
import time
from collections.abc import Iterator

import pytest

from access import oidc
from access.door import Door
from access.oidc import Oidc, OidcSettings
from graph.errors import SignInFailed
from tests.support.app import memory_engine
from tests.support.identity_provider import CLIENT_ID, IdentityProvider, identity_provider


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityProvider]:
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: IdentityProvider) -> IdentityProvider:
    running.claims = {
        "sub": "u-1", "preferred_username": "Li.Ming", "name": "Li Ming", "roles": ["bank-rm"], "employee_id": "rm1",
    }  # fmt: skip
    return running


@pytest.fixture
def door(provider: IdentityProvider) -> Door:
    settings = OidcSettings(
        issuer=provider.issuer,
        client_id=CLIENT_ID,
        client_secret="client secret",
        redirect_uri="http://127.0.0.1/return",
        role_of={"bank-rm": "relationship_manager", "bank-analyst": "analyst"},
    )
    return Door(memory_engine(), oidc=settings)


def client(door: Door) -> Oidc:
    assert door.oidc
    return door.oidc


def test_a_user_signs_in_at_the_provider(door: Door, provider: IdentityProvider) -> None:
    principal = client(door).complete(**provider.sign_in(client(door).begin().address))
    assert (principal.name, principal.display_name, principal.employee_id) == ("li.ming", "Li Ming", "rm1")
    assert principal.roles == {"relationship_manager"}


def test_what_the_provider_came_back_with_is_good_once(door: Door, provider: IdentityProvider) -> None:
    back = provider.sign_in(client(door).begin().address)
    client(door).complete(**back)
    with pytest.raises(SignInFailed):
        client(door).complete(**back)


def test_a_state_that_was_not_handed_out_is_refused(door: Door, provider: IdentityProvider) -> None:
    back = provider.sign_in(client(door).begin().address)
    with pytest.raises(SignInFailed):
        client(door).complete(state="made up", code=back["code"])


def test_another_sign_ins_nonce_is_refused(door: Door, provider: IdentityProvider) -> None:
    provider.claims["nonce"] = "of another sign-in"
    with pytest.raises(SignInFailed):
        client(door).complete(**provider.sign_in(client(door).begin().address))


def test_roles_follow_the_provider_and_without_one_nobody_comes_in(door: Door, provider: IdentityProvider) -> None:
    assert door.by_bearer(provider.token()).roles == {"relationship_manager"}
    provider.claims["roles"] = "bank-analyst"
    assert door.by_bearer(provider.token()).roles == {"analyst"}
    provider.claims["roles"] = ["cleaner"]
    with pytest.raises(SignInFailed):
        door.by_bearer(provider.token())


def test_an_employee_whom_the_provider_no_longer_names_is_taken_away(door: Door, provider: IdentityProvider) -> None:
    assert door.by_bearer(provider.token()).employee_id == "rm1"
    assert door.by_bearer(provider.token(employee_id=None)).employee_id is None
    assert door.users.get("li.ming").employee_id is None


def test_somebody_else_under_a_users_name_stays_out(door: Door, provider: IdentityProvider) -> None:
    door.by_bearer(provider.token())
    with pytest.raises(SignInFailed):
        door.by_bearer(provider.token(sub="u-2"))
    assert door.by_bearer(provider.token()).name == "li.ming"


@pytest.mark.parametrize("roles", [5, True, {"bank-rm": 1}, [["bank-rm"]], [{"bank-rm": 1}]], ids=str)
def test_roles_of_another_shape_are_none(door: Door, provider: IdentityProvider, roles: object) -> None:
    with pytest.raises(SignInFailed):
        door.by_bearer(provider.token(roles=roles))


def test_a_program_comes_in_with_the_providers_token(door: Door, provider: IdentityProvider) -> None:
    assert door.by_bearer(provider.token()).name == "li.ming"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "http://elsewhere"},
        {"aud": "another-client"},
        {"exp": 1},
        {"exp": None},
        {"aud": None},
        {"nbf": int(time.time()) + 3_600},
    ],
    ids=str,
)
def test_a_token_of_elsewhere_or_another_time_is_refused(
    door: Door, provider: IdentityProvider, changes: dict[str, object]
) -> None:
    with pytest.raises(SignInFailed):
        door.by_bearer(provider.token(**changes))


def test_a_token_without_a_signature_or_signed_with_the_public_key_is_refused(
    door: Door, provider: IdentityProvider
) -> None:
    claims = {"iss": provider.issuer, "aud": CLIENT_ID, "exp": int(time.time()) + 60, **provider.claims}
    body = _part({"alg": "HS256", "kid": provider.key.kid}) + b"." + _part(claims)
    signature = hmac.digest(provider.key.as_pem(private=False), body, "sha256")
    forged = [
        (_part({"alg": "RS256", "crit": 1}) + b"." + _part(claims) + b".AAAA").decode(),
        (_part({"alg": "none"}) + b"." + _part(claims) + b".").decode(),
        (body + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode(),
        f"{provider.token().rsplit('.', 1)[0]}.",
        "no token at all",
    ]
    for token in forged:
        with pytest.raises(SignInFailed):
            door.by_bearer(token)


def _part(content: dict[str, object]) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=")


def test_new_keys_are_asked_for_but_not_with_every_token(
    door: Door, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.by_bearer(provider.token())
    provider.rotate()
    asked = provider.times_keys_were_asked_for
    for _ in range(3):
        with pytest.raises(SignInFailed):
            door.by_bearer(provider.token())
    assert provider.times_keys_were_asked_for == asked
    monkeypatch.setattr(oidc, "KEYS_AGAIN_SECONDS", 0)
    assert door.by_bearer(provider.token()).name == "li.ming"


def test_a_local_user_is_not_taken_over_by_the_provider(door: Door, provider: IdentityProvider) -> None:
    door.users.add("li.ming", ["admin"], password="correct horse battery")
    with pytest.raises(SignInFailed):
        door.by_bearer(provider.token())


def test_a_user_disabled_here_stays_out(door: Door, provider: IdentityProvider) -> None:
    door.by_bearer(provider.token())
    door.users.change("li.ming", is_disabled=True)
    with pytest.raises(SignInFailed):
        door.by_bearer(provider.token())


def test_a_provider_that_does_not_answer_is_said(provider: IdentityProvider) -> None:
    settings = OidcSettings("http://127.0.0.1:1", CLIENT_ID, None, "http://127.0.0.1/return", {})
    assert provider
    with pytest.raises(SignInFailed, match="does not answer"):
        client(Door(memory_engine(), oidc=settings)).begin()

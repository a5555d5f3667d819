"""Sign-in by a bank's own identity provider: OpenID Connect, code flow with PKCE, and bearer tokens of programs."""

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import Engine, delete, insert, select

from access.principal import Principal
from access.secrets import hash_secret
from access.tables import attempts, metadata
from access.users import Users
from graph.errors import SignInFailed

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures with a private key only: a shared secret, or none at all, proves nothing."""

ATTEMPT_SECONDS = 600
CLOCK_TOLERANCE_SECONDS = 60
KEYS_AGAIN_SECONDS = 30
"""A token under an unknown key makes us ask for the provider's keys at most this often."""

TIMEOUT_SECONDS = 10
_UNREADABLE = (JoseError, ValueError, TypeError)
"""What joserfc raises; TypeError for a header of another shape than it expects."""

_REFUSED = "The identity provider's answer is not accepted."


@dataclass(frozen=True)
class OidcSettings:
    """How the provider is reached, and how its claims are read; `role_of` maps a claim's value to a role."""

    issuer: str
    client_id: str
    client_secret: str | None
    redirect_uri: str
    role_of: Mapping[str, str]
    roles_claim: str = "roles"
    name_claim: str = "preferred_username"
    employee_claim: str = "employee_id"
    audience: str | None = None
    scope: str = field(default="openid profile")


@dataclass(frozen=True)
class Attempt:
    """A sign-in that was begun: where the browser goes, and the state by which it is known when it comes back."""

    address: str
    state: str


class Oidc:
    """One provider; its addresses and keys are asked for when they are first needed."""

    def __init__(self, engine: Engine, users: Users, settings: OidcSettings) -> None:
        self._engine = engine
        self._users = users
        self._settings = settings
        self._lock = threading.Lock()
        self._addresses: dict[str, Any] | None = None
        self._keys: KeySet | None = None
        self._keys_asked_at = 0.0
        metadata.create_all(engine)

    def begin(self) -> Attempt:
        """Begin a sign-in at the provider; what the browser has to come back with is remembered."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        now = int(time.time())
        with self._engine.begin() as connection:
            connection.execute(delete(attempts).where(attempts.c.begun_at < now - ATTEMPT_SECONDS))
            connection.execute(
                insert(attempts).values(
                    state_hash=hash_secret(state), nonce=nonce, code_verifier=verifier, begun_at=now
                )
            )
        address, _ = self._client().create_authorization_url(
            self._address("authorization_endpoint"), state=state, nonce=nonce, code_verifier=verifier
        )
        return Attempt(str(address), state)

    def complete(self, state: str, code: str) -> Principal:
        """Return who comes back from the provider with this code; raises SignInFailed. A state is good once."""
        kept = hash_secret(state)
        with self._engine.begin() as connection:
            row = connection.execute(select(attempts).where(attempts.c.state_hash == kept)).mappings().first()
            connection.execute(delete(attempts).where(attempts.c.state_hash == kept))
        if row is None or row["begun_at"] < time.time() - ATTEMPT_SECONDS:
            raise SignInFailed("This sign-in was not begun here, or too long ago; begin again.")
        try:
            answer = self._client().fetch_token(
                self._address("token_endpoint"), code=code, code_verifier=row["code_verifier"], timeout=TIMEOUT_SECONDS
            )
        except (AuthlibBaseError, requests.RequestException) as error:
            raise SignInFailed(_REFUSED) from error
        claims = self._claims(str(answer.get("id_token", "")), self._settings.client_id)
        if not secrets.compare_digest(str(claims.get("nonce", "")), row["nonce"]):
            raise SignInFailed(_REFUSED)
        return self._user(claims)

    def bearer(self, token: str) -> Principal:
        """Return whose access token this is; raises SignInFailed."""
        claims = self._claims(token, self._settings.audience or self._settings.client_id)
        return replace(self._user(claims), until=int(claims["exp"]))

    def _claims(self, token: str, audience: str) -> Mapping[str, Any]:
        rules = jwt.JWTClaimsRegistry(
            leeway=CLOCK_TOLERANCE_SECONDS,
            iss={"essential": True, "value": self._settings.issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            claims = self._decoded(token)
            rules.validate(dict(claims))
        except _UNREADABLE as error:
            raise SignInFailed(_REFUSED) from error
        return claims

    def _decoded(self, token: str) -> Mapping[str, Any]:
        keys = self._key_set()
        try:
            return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        except _UNREADABLE:
            newer = self._key_set(asked_before=keys)
            if newer is keys:
                raise
            return jwt.decode(token, newer, algorithms=ALGORITHMS).claims

    def _key_set(self, asked_before: KeySet | None = None) -> KeySet:
        with self._lock:
            is_due = time.monotonic() - self._keys_asked_at > KEYS_AGAIN_SECONDS
            if self._keys is None or (asked_before is self._keys and is_due):
                self._keys_asked_at = time.monotonic()
                self._keys = KeySet.import_key_set(_fetched(self._address("jwks_uri")))  # type: ignore[arg-type]
            return self._keys

    def _user(self, claims: Mapping[str, Any]) -> Principal:
        said = claims.get(self._settings.roles_claim, [])
        values = [said] if isinstance(said, str) else said
        texts = [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
        roles = {self._settings.role_of[value] for value in texts if value in self._settings.role_of}
        name = str(claims.get(self._settings.name_claim) or claims["sub"]).lower()
        if not roles:
            raise SignInFailed("The identity provider gives you no role here; ask your administrator.")
        employee_id = claims.get(self._settings.employee_claim)
        return self._users.vouched(
            name,
            roles,
            issuer=self._settings.issuer,
            subject=str(claims["sub"]),
            display_name=str(claims.get("name") or name),
            employee_id=None if employee_id is None else str(employee_id),
        )

    def _client(self) -> OAuth2Session:
        return OAuth2Session(
            self._settings.client_id,
            self._settings.client_secret,
            redirect_uri=self._settings.redirect_uri,
            scope=self._settings.scope,
            code_challenge_method="S256",
        )

    def _address(self, name: str) -> str:
        if self._addresses is None:
            found = _fetched(f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self._settings.issuer:
                raise SignInFailed("The identity provider names another issuer than the settings do.")
            self._addresses = found
        return str(self._addresses[name])


def _fetched(address: str) -> dict[str, Any]:
    try:
        response = requests.get(address, timeout=TIMEOUT_SECONDS)
        response.raise_for_status()
        found: dict[str, Any] = response.json()
    except (requests.RequestException, ValueError) as error:
        raise SignInFailed("The identity provider does not answer; try again, or ask your administrator.") from error
    return found

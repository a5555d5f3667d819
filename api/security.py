"""Who is asking: the one place that turns a request into a Caller, and refuses what its roles may not do."""

import ipaddress
import secrets
from typing import Annotated

from fastapi import Depends, Header, Request, Response, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from pydantic.json_schema import SkipJsonSchema

from access.oidc import ATTEMPT_SECONDS
from access.principal import Principal
from access.roles import default_purpose
from access.secrets import hash_secret
from access.sessions import WHOLE_SECONDS, StartedSession
from api.services import Services, services_of
from graph.caller import Caller
from graph.entitlement import Purpose
from graph.errors import CrossSiteRequest, NotAuthenticated, NotPermitted
from graph.scope import WHOLE_BANK, Scope

COOKIE = "guanxi_session"
_HOST_PREFIX = "__Host-"
"""Makes browsers refuse a cookie from any other host, path or plain connection."""

SECURE_COOKIE = f"{_HOST_PREFIX}{COOKIE}"

ATTEMPT_COOKIE = "guanxi_sign_in"
"""Ties the provider's answer to the browser that asked: else one could sign another in as oneself."""

CSRF_HEADER = "X-CSRF-Token"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(auto_error=False, description="A token from `POST /tokens`, or of the identity provider.")
_cookie = APIKeyCookie(
    name=COOKIE, auto_error=False, description=f"Set by `POST /sign-in`; changes also need the header {CSRF_HEADER}."
)


def signed_in(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    _shown: Annotated[str | None, Security(_cookie)],
) -> Principal:
    """Return who has signed in; raises NotAuthenticated."""
    door = services_of(request).door
    if bearer is not None:
        principal = request.state.principal = door.by_bearer(bearer.credentials)
    else:
        cookie = session_cookie(request)
        if cookie is None:
            raise NotAuthenticated("Sign in first, or send a token in the header Authorization.")
        principal = request.state.principal = door.by_session(cookie)
        given = request.headers.get(CSRF_HEADER, "")
        if request.method not in _SAFE_METHODS and not secrets.compare_digest(
            given.encode(), (principal.csrf_token or "").encode()
        ):
            raise CrossSiteRequest(f"A change by a browser needs the header {CSRF_HEADER} that `GET /me` gives.")
    door.limits.count_request(principal.name)
    return principal


def current_caller(
    request: Request,
    principal: Annotated[Principal, Depends(signed_in)],
    x_purpose: Annotated[
        Purpose | SkipJsonSchema[None],
        Header(description="What the answer is for; by default what the caller's first role is for."),
    ] = None,
) -> Caller:
    """Return the caller of this request, who may do what it asks; raises NotPermitted."""
    services = services_of(request)
    policies = services.door.policies
    purpose = request.state.purpose = x_purpose or default_purpose(principal.roles)
    if not policies.may_declare(principal.roles, purpose):
        raise NotPermitted(f"Your roles do not work for the purpose {purpose}.")
    operation = request.scope["route"].name
    is_in_token = principal.operations is None or operation in principal.operations
    if not is_in_token or not policies.permits(principal.roles, purpose, operation):
        raise NotPermitted(f"Your roles, or your token, do not allow {operation}.")
    entitlement = policies.entitlement(principal.roles, purpose, names_omissions=services.door.names_omissions)
    scope = _scope(services, principal, purpose)
    return Caller(principal.name, scope, principal.roles, purpose, entitlement)


def _scope(services: Services, principal: Principal, purpose: Purpose) -> Scope:
    policies = services.door.policies
    if policies.sees_all_customers(principal.roles, purpose):
        return WHOLE_BANK
    if principal.employee_id is not None and policies.sees_own_customers(principal.roles, purpose):
        return services.store.scopes.of_employee(principal.employee_id)
    return Scope()


def address_of(request: Request) -> str:
    """Return where the request comes from."""
    return request.client.host if request.client else ""


def session_cookie(request: Request) -> str | None:
    """Return the session's secret; beyond this machine only from the cookie that no sister site can have set."""
    return request.cookies.get(_prefixed(request, COOKIE))


def set_attempt_cookie(request: Request, response: Response, state: str) -> None:
    """Let the browser remember which sign-in it began at the provider."""
    response.set_cookie(
        _prefixed(request, ATTEMPT_COOKIE),
        hash_secret(state),
        max_age=ATTEMPT_SECONDS,
        path="/",
        secure=_travels_by_tls_only(request),
        httponly=True,
        samesite="lax",
    )


def began_here(request: Request, state: str) -> bool:
    """Whether this browser began the sign-in that the provider answers."""
    given = request.cookies.get(_prefixed(request, ATTEMPT_COOKIE), "")
    return secrets.compare_digest(given.encode(), hash_secret(state).encode())


def forget_attempt(request: Request, response: Response) -> None:
    """Let the browser forget the sign-in that it began."""
    name = _prefixed(request, ATTEMPT_COOKIE)
    response.delete_cookie(name, path="/", secure=_travels_by_tls_only(request), httponly=True)


def set_session_cookie(request: Request, response: Response, started: StartedSession) -> None:
    """Give the browser its session; only on this machine itself may it travel without TLS."""
    response.set_cookie(
        _prefixed(request, COOKIE),
        started.secret,
        max_age=WHOLE_SECONDS,
        path="/",
        secure=_travels_by_tls_only(request),
        httponly=True,
        samesite="lax",
    )


def _prefixed(request: Request, name: str) -> str:
    return f"{_HOST_PREFIX}{name}" if _travels_by_tls_only(request) else name


def _travels_by_tls_only(request: Request) -> bool:
    return request.url.scheme == "https" or not is_loopback(request.url.hostname or "")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

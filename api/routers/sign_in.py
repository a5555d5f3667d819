"""Routes of sign-in, sign-out and one's own tokens."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from access.oidc import Oidc
from access.principal import Principal
from access.roles import default_purpose
from api.audit_recorder import note
from api.dependencies import CallerDep, ServicesDep
from api.problems import problem_responses
from api.schemas.sign_in import MadeTokenShape, MeShape, NewTokenShape, SignInShape, TokenShape, TokensShape
from api.security import (
    COOKIE,
    SECURE_COOKIE,
    address_of,
    began_here,
    forget_attempt,
    session_cookie,
    set_attempt_cookie,
    set_session_cookie,
    signed_in,
)
from api.services import Services
from graph.errors import ProviderNotFound, SignInFailed, TokenNotFound, TooManyRequests, UserInvalid, UserNotFound

open_router = APIRouter(tags=["sign-in"])
router = APIRouter(tags=["sign-in"])

PrincipalDep = Annotated[Principal, Depends(signed_in)]


@open_router.post("/sign-in", responses=problem_responses(SignInFailed, TooManyRequests))
def sign_in(request: Request, response: Response, services: ServicesDep, who: SignInShape) -> MeShape:
    """Begin a browser's session with a local user's name and password; the answer sets its cookie."""
    services.door.limits.count_sign_in(address_of(request), who.name)
    note(request, user=_recorded_name(services, who.name))
    return _begun(request, response, services, services.door.users.sign_in(who.name, who.password))


@open_router.get(
    "/sign-in/provider",
    status_code=307,
    response_class=RedirectResponse,
    responses=problem_responses(ProviderNotFound, SignInFailed, TooManyRequests),
)
def sign_in_by_provider(request: Request, services: ServicesDep) -> RedirectResponse:
    """Go to the bank's identity provider to sign in there."""
    services.door.limits.count_sign_in(address_of(request))
    attempt = _provider(services).begin()
    response = RedirectResponse(attempt.address)
    set_attempt_cookie(request, response, attempt.state)
    return response


@open_router.get(
    "/sign-in/provider/return", responses=problem_responses(ProviderNotFound, SignInFailed, TooManyRequests)
)
def sign_in_from_provider(
    request: Request,
    response: Response,
    services: ServicesDep,
    state: Annotated[str, Query(description="As the provider was given it.", max_length=200)],
    code: Annotated[str, Query(description="What the provider hands out for a token.", max_length=4_096)],
) -> MeShape:
    """Come back from the identity provider; the answer sets the session's cookie."""
    services.door.limits.count_sign_in(address_of(request))
    provider = _provider(services)
    if not began_here(request, state):
        raise SignInFailed("This sign-in was begun in another browser; begin again.")
    forget_attempt(request, response)
    return _begun(request, response, services, provider.complete(state, code))


@router.get("/me")
def show_me(principal: PrincipalDep, caller: CallerDep) -> MeShape:
    """Say who has signed in, in which roles and for which purpose."""
    return MeShape.of(principal, caller.purpose)


@router.post("/sign-out", status_code=204)
def sign_out(request: Request, response: Response, services: ServicesDep) -> None:
    """End the browser's session; a program's token stays good until it is revoked."""
    cookie = session_cookie(request)
    if cookie is not None:
        services.door.sessions.end(cookie)
    for name in (COOKIE, SECURE_COOKIE):
        response.delete_cookie(name, path="/", secure=name == SECURE_COOKIE, httponly=True)


@router.get("/tokens")
def list_tokens(principal: PrincipalDep, services: ServicesDep) -> TokensShape:
    """List one's own tokens."""
    return TokensShape(tokens=[TokenShape.of(token) for token in services.door.tokens.of_user(principal.name)])


@router.post("/tokens", status_code=201, responses=problem_responses(UserInvalid))
def make_token(principal: PrincipalDep, services: ServicesDep, wanted: NewTokenShape) -> MadeTokenShape:
    """Make a token for a program that works for you; its secret is shown this once.

    A program that holds a token for some operations cannot make one for others, nor one that is good for longer.
    """
    operations = wanted.operations
    if principal.operations is not None:
        operations = sorted(principal.operations if operations is None else principal.operations & set(operations))
    token, secret = services.door.tokens.make(
        principal.name, wanted.title, days=wanted.days, operations=operations, until=principal.until
    )
    return MadeTokenShape(token=TokenShape.of(token), secret=secret)


@router.delete("/tokens/{token_id}", status_code=204, responses=problem_responses(TokenNotFound))
def revoke_token(
    principal: PrincipalDep,
    services: ServicesDep,
    token_id: Annotated[str, Path(description="The token's id.", max_length=32, examples=["b1946ac92492d234"])],
) -> None:
    """End one of one's own tokens at once."""
    services.door.tokens.revoke(principal.name, token_id)


def _recorded_name(services: Services, name: str) -> str:
    """Return the user's name; a name of nobody may be a password typed into the wrong field."""
    try:
        return services.door.users.get(name).name
    except UserNotFound:
        return services.audit.blinder.text(name)


def _begun(request: Request, response: Response, services: Services, principal: Principal) -> MeShape:
    note(request, user=principal.name)
    started = services.door.sessions.start(principal)
    set_session_cookie(request, response, started)
    return MeShape.of(replace(principal, csrf_token=started.csrf_token), default_purpose(principal.roles))


def _provider(services: Services) -> Oidc:
    if services.door.oidc is None:
        raise ProviderNotFound("No identity provider is set up here; sign in with a name and password.")
    return services.door.oidc

"""Routes by which an administrator minds the users."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from access.users import UNCHANGED
from api.audit_recorder import note
from api.dependencies import ServicesDep
from api.problems import problem_responses
from api.schemas.sign_in import MadeTokenShape, NewTokenShape, TokenShape, TokensShape
from api.schemas.users import ChangedUserShape, NewUserShape, UserShape, UsersShape
from api.services import Services
from graph.errors import TokenNotFound, UserInvalid, UserNotFound

UserName = Annotated[str, Path(description="The user's name.", max_length=100, examples=["wang.fang"])]

router = APIRouter(prefix="/users", tags=["users"])


@router.get("")
def list_users(services: ServicesDep) -> UsersShape:
    """List the users."""
    return UsersShape(users=[UserShape.of(user) for user in services.door.users.all()])


@router.post("", status_code=201, responses=problem_responses(UserInvalid))
def add_user(request: Request, services: ServicesDep, wanted: NewUserShape) -> UserShape:
    """Make a user."""
    note(request, subject=wanted.name, roles=wanted.roles, employee_id=wanted.employee_id, is_service=wanted.is_service)
    made = services.door.users.add(
        wanted.name,
        [role.value for role in wanted.roles],
        password=wanted.password,
        display_name=wanted.display_name,
        employee_id=wanted.employee_id,
        is_service=wanted.is_service,
    )
    return UserShape.of(made)


@router.get("/{name}/tokens", responses=problem_responses(UserNotFound))
def list_service_tokens(services: ServicesDep, name: UserName) -> TokensShape:
    """List the tokens of a service account."""
    tokens = services.door.tokens.of_user(_service_account(services, name))
    return TokensShape(tokens=[TokenShape.of(token) for token in tokens])


@router.post("/{name}/tokens", status_code=201, responses=problem_responses(UserInvalid, UserNotFound))
def make_service_token(
    request: Request, services: ServicesDep, name: UserName, wanted: NewTokenShape
) -> MadeTokenShape:
    """Make a token for a service account, good for the operations named; its secret is shown this once."""
    note(request, days=wanted.days, operations=wanted.operations)
    token, secret = services.door.tokens.make(
        _service_account(services, name), wanted.title, days=wanted.days, operations=wanted.operations
    )
    return MadeTokenShape(token=TokenShape.of(token), secret=secret)


@router.delete("/{name}/tokens/{token_id}", status_code=204, responses=problem_responses(UserNotFound, TokenNotFound))
def revoke_service_token(
    services: ServicesDep,
    name: UserName,
    token_id: Annotated[str, Path(description="The token's id.", max_length=32, examples=["b1946ac92492d234"])],
) -> None:
    """End a token of a service account at once."""
    services.door.tokens.revoke(_service_account(services, name), token_id)


@router.patch("/{name}", responses=problem_responses(UserInvalid, UserNotFound))
def change_user(
    request: Request,
    services: ServicesDep,
    name: UserName,
    changes: ChangedUserShape,
) -> UserShape:
    """Change a user's roles, password or employee, or disable the user; every session of the user ends."""
    note(request, fields=sorted(changes.model_fields_set), roles=changes.roles, is_disabled=changes.is_disabled)
    changed = services.door.users.change(
        name,
        roles=None if changes.roles is None else [role.value for role in changes.roles],
        is_disabled=changes.is_disabled,
        employee_id=changes.employee_id if "employee_id" in changes.model_fields_set else UNCHANGED,
        password=changes.password,
    )
    return UserShape.of(changed)


def _service_account(services: Services, name: str) -> str:
    """Return the name of a service account; a person makes tokens for nobody but oneself."""
    if not services.door.users.get(name).is_service:
        raise UserNotFound(f"There is no service account {name}.")
    return name

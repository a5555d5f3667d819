"""Routes by which an administrator minds the users."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.dependencies import ServicesDep
from api.problems import problem_responses
from api.schemas.users import ChangedUserShape, NewUserShape, UserShape, UsersShape
from graph.errors import UserInvalid, UserNotFound

router = APIRouter(prefix="/users", tags=["users"])


@router.get("")
def list_users(services: ServicesDep) -> UsersShape:
    """List the users."""
    return UsersShape(users=[UserShape.of(user) for user in services.door.users.all()])


@router.post("", status_code=201, responses=problem_responses(UserInvalid))
def add_user(services: ServicesDep, wanted: NewUserShape) -> UserShape:
    """Make a user."""
    made = services.door.users.add(
        wanted.name,
        [role.value for role in wanted.roles],
        password=wanted.password,
        display_name=wanted.display_name,
        employee_id=wanted.employee_id,
        is_service=wanted.is_service,
    )
    return UserShape.of(made)


@router.patch("/{name}", responses=problem_responses(UserInvalid, UserNotFound))
def change_user(
    services: ServicesDep,
    name: Annotated[str, Path(description="The user's name.", max_length=100, examples=["wang.fang"])],
    changes: ChangedUserShape,
) -> UserShape:
    """Change a user's roles, password or employee, or disable the user; every session of the user ends."""
    changed = services.door.users.change(
        name,
        roles=None if changes.roles is None else [role.value for role in changes.roles],
        is_disabled=changes.is_disabled,
        employee_id=changes.employee_id,
        password=changes.password,
    )
    return UserShape.of(changed)

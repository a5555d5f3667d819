"""Shapes of users, as an administrator sees and makes them."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from access.roles import Role
from access.secrets import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN
from access.users import User

_PASSWORD = Field(None, min_length=PASSWORD_LENGTH_MIN, max_length=PASSWORD_LENGTH_MAX)


class NewUserShape(BaseModel):
    """A user to be made; without a password one signs in by a token or an identity provider."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._@-]{0,99}$", examples=["wang.fang"])
    display_name: str | None = Field(None, max_length=200, examples=["王芳"])
    roles: list[Role] = Field(min_length=1, max_length=len(Role))
    employee_id: str | None = Field(
        None, max_length=200, description="The employee in the graph whose customers this user looks after."
    )
    password: str | None = _PASSWORD
    is_service: bool = Field(False, description="Whether this is a program and not a person.")


class ChangedUserShape(BaseModel):
    """What changes of a user; what is absent stays. Every session of the user ends."""

    model_config = ConfigDict(extra="forbid")

    roles: list[Role] | None = Field(None, min_length=1, max_length=len(Role))
    is_disabled: bool | None = None
    employee_id: str | None = Field(None, max_length=200, description="Null takes the employee away.")
    password: str | None = _PASSWORD


class UserShape(BaseModel):
    """A user."""

    name: str = Field(examples=["wang.fang"])
    display_name: str
    roles: list[str]
    employee_id: str | None
    is_service: bool
    is_disabled: bool
    is_locked: bool = Field(description="After too many wrong passwords, for a while.")
    issuer: str | None = Field(description="The identity provider that vouches for this user.")

    @classmethod
    def of(cls, user: User) -> Self:
        """Return the shape of a user."""
        return cls(
            name=user.name,
            display_name=user.display_name,
            roles=list(user.roles),
            employee_id=user.employee_id,
            is_service=user.is_service,
            is_disabled=user.is_disabled,
            is_locked=user.is_locked,
            issuer=user.issuer,
        )


class UsersShape(BaseModel):
    """Every user by name."""

    users: list[UserShape]

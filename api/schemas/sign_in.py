"""Shapes of sign-in: who I am, and my tokens."""

from datetime import UTC, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from access.principal import Principal
from access.secrets import PASSWORD_LENGTH_MAX
from access.tokens import DAYS_MAX, Token
from graph.entitlement import Purpose


class SignInShape(BaseModel):
    """A local user's name and password."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100, examples=["manager"])
    password: str = Field(min_length=1, max_length=PASSWORD_LENGTH_MAX, examples=["correct horse battery staple"])


class MeShape(BaseModel):
    """Who has signed in, and the token that a browser's changes need."""

    name: str = Field(examples=["manager"])
    display_name: str = Field(examples=["Zhang Wei"])
    roles: list[str] = Field(examples=[["relationship_manager"]])
    purpose: Purpose = Field(description="What requests are for that do not say.")
    employee_id: str | None = Field(examples=["demo-employee-E00012"])
    csrf_token: str | None = Field(description="For the header X-CSRF-Token; absent for a program with a token.")

    @classmethod
    def of(cls, principal: Principal, purpose: Purpose) -> Self:
        """Return the shape of one who has signed in."""
        return cls(
            name=principal.name,
            display_name=principal.display_name,
            roles=sorted(principal.roles),
            purpose=purpose,
            employee_id=principal.employee_id,
            csrf_token=principal.csrf_token,
        )


class NewTokenShape(BaseModel):
    """What a new token is for."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=100, examples=["nightly export"])
    days: int = Field(30, ge=1, le=DAYS_MAX, description="For how long it is good.")
    operations: list[str] | None = Field(
        None, description="The only operations that it is good for; all that you may do when absent.", max_length=100,
        examples=[["search_customers"]],
    )  # fmt: skip


class TokenShape(BaseModel):
    """A token without its secret."""

    token_id: str = Field(examples=["b1946ac92492d234"])
    title: str
    operations: list[str] | None
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, token: Token) -> Self:
        """Return the shape of a token."""
        return cls(
            token_id=token.token_id,
            title=token.title,
            operations=None if token.operations is None else list(token.operations),
            created_at=datetime.fromtimestamp(token.created_at, UTC),
            expires_at=datetime.fromtimestamp(token.expires_at, UTC),
        )


class TokensShape(BaseModel):
    """One's own tokens, newest first."""

    tokens: list[TokenShape]


class MadeTokenShape(BaseModel):
    """A new token with its secret, which is shown this once."""

    token: TokenShape
    secret: str = Field(examples=["gx_Zk0…"])

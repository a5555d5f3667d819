"""Shapes that several answers share: exact amounts, the clocks, what was left out."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from graph.amounts import amount_text
from graph.as_of import AsOf
from graph.omissions import Omission


class Shape(BaseModel):
    """A response; its fields are all there, null where nothing is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Money(Shape):
    """An exact amount as text, with the decimals of its currency."""

    amount: str = Field(examples=["1234.50"], pattern=r"^-?\d+(\.\d+)?$")
    currency: str | None = Field(None, examples=["CNY"], description="ISO 4217; null when the source gives none.")


class AsOfShape(Shape):
    """The clocks that the answer is true for."""

    valid_at: date = Field(description="The day in the world.", examples=["2026-06-30"])
    known_at: datetime = Field(description="The moment in the bank's knowledge.", examples=["2026-06-30T01:00:00Z"])

    @classmethod
    def of(cls, as_of: AsOf) -> Self:
        """Return the shape of these clocks."""
        return cls(valid_at=as_of.valid_at, known_at=as_of.known_at)


class OmittedShape(Shape):
    """Something that was left out, so that nothing is shortened in silence."""

    section: str = Field(examples=["related_parties"])
    reason: str = Field(examples=["OUT_OF_SCOPE"])
    count: int = Field(examples=[2], ge=0)

    @classmethod
    def of(cls, omission: Omission) -> Self:
        """Return the shape of an omission."""
        return cls(section=omission.section, reason=omission.reason, count=omission.count)


def amount(minor: int, currency: str | None) -> Money:
    """Return minor units as an amount."""
    return Money(amount=amount_text(minor, currency), currency=currency)


def money(minor: int | None, currency: str | None) -> Money | None:
    """Return minor units as an amount, None for None."""
    return None if minor is None else amount(minor, currency)

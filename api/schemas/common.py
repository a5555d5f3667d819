"""Shapes that several answers share: exact amounts, the clocks, what was left out."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from graph.amounts import amount_text
from graph.as_of import AsOf
from graph.bands import Band
from graph.omissions import Omission, Reason


class Shape(BaseModel):
    """A response; its fields are all there, null where nothing is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Money(Shape):
    """An exact amount as text, with the decimals of its currency; for some purposes only the band it lies in."""

    amount: str = Field(
        description="`1234.50`, or where the caller's purpose allows no more a band, `1000.00..2000.00`.",
        examples=["1234.50"],
        pattern=r"^-?\d+(\.\d+)?(\.\.-?\d+(\.\d+)?)?$",
    )
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
    reason: Reason = Field(examples=["OUT_OF_SCOPE"])
    count: int | None = Field(examples=[2], ge=0, description="How many; null when it was not even looked for.")
    kinds: list[str] = Field(examples=[[]], description="The kinds of tie that were left out, where they were.")

    @classmethod
    def of(cls, omission: Omission) -> Self:
        """Return the shape of an omission."""
        return cls(section=omission.section, reason=omission.reason, count=omission.count, kinds=list(omission.kinds))


def amount(minor: int | Band, currency: str | None) -> Money:
    """Return minor units as an amount."""
    return Money(amount=amount_text(minor, currency), currency=currency)


def money(minor: int | Band | None, currency: str | None) -> Money | None:
    """Return minor units as an amount, None for None."""
    return None if minor is None else amount(minor, currency)

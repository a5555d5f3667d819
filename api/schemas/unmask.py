"""Shapes of unmasking: what is asked for and why, and the values in clear."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.common import AsOfShape, Shape
from graph.as_of import AsOf
from graph.unmasking import ClearValue, UnmaskField

REASON_LENGTH_MIN, REASON_LENGTH_MAX = 10, 500
"""Long enough for a reason that an auditor can judge."""


class UnmaskShape(BaseModel):
    """What a caller wants to see in clear, and why; both are recorded."""

    model_config = ConfigDict(extra="forbid")

    fields: list[UnmaskField] = Field(min_length=1, max_length=len(UnmaskField), examples=[["phone"]])
    reason: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True,
            min_length=REASON_LENGTH_MIN,
            max_length=REASON_LENGTH_MAX,
            pattern=r"^\S.{8,498}\S$",
        ),
    ] = Field(
        description="Why, for whoever reads the audit; no names or numbers of customers.",
        examples=["The customer asked to be called back about the loan offer."],
    )


class ClearValueShape(Shape):
    """One value in clear."""

    field: UnmaskField
    of: str = Field(description="The scheme of a number, the sort of a contact, or an account.", examples=["Phone"])
    value: str = Field(examples=["+8613800000001"])


class UnmaskedShape(Shape):
    """What was asked for, as far as it is there."""

    party_id: str = Field(examples=["core:17"])
    as_of: AsOfShape
    values: list[ClearValueShape]

    @classmethod
    def of(cls, party_id: str, values: tuple[ClearValue, ...], as_of: AsOf) -> Self:
        """Return the shape of these values."""
        return cls(
            party_id=party_id,
            as_of=AsOfShape.of(as_of),
            values=[ClearValueShape(field=one.field, of=one.of, value=one.value) for one in values],
        )

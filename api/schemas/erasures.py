"""Shapes of erasures: what would go, what was asked for and decided, the certificate, what is locked."""

from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.common import Shape
from privacy.certificates import Certificate
from privacy.erasure import ErasurePlan


class ErasureGround(StrEnum):
    """Why a person is erased (PIPL Art. 47)."""

    PERSON_ASKED = "PERSON_ASKED"
    PURPOSE_MET = "PURPOSE_MET"
    PERIOD_OVER = "PERIOD_OVER"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    UNLAWFUL = "UNLAWFUL"


class LockedGround(StrEnum):
    """Why somebody has to read what is locked."""

    MONEY_LAUNDERING_ENQUIRY = "MONEY_LAUNDERING_ENQUIRY"
    COURT_ORDER = "COURT_ORDER"
    SUPERVISOR = "SUPERVISOR"
    LEGAL_CLAIM = "LEGAL_CLAIM"
    PERSON_ASKED = "PERSON_ASKED"


class NewErasureShape(BaseModel):
    """A request to erase a person."""

    model_config = ConfigDict(extra="forbid")

    ground: ErasureGround


class ErasureDecisionShape(BaseModel):
    """The decision of a second person."""

    model_config = ConfigDict(extra="forbid")

    approve: bool = Field(strict=True)


class LockedReasonShape(BaseModel):
    """Why what is locked is read."""

    model_config = ConfigDict(extra="forbid")

    reason: LockedGround


class ErasurePlanShape(Shape):
    """What an erasure would come to today; nothing has happened."""

    party_id: str = Field(examples=["core:17"])
    outcome: str = Field(examples=["LOCKED"], description="DONE, LOCKED for as long as the law says, or REFUSED.")
    basis: str = Field(examples=["RETENTION_HOLDS"])
    relationship_ended_on: date | None
    kept_until: date | None
    counts: dict[str, dict[str, int]] = Field(
        description="What would be deleted, locked away or made anonymous, by label and kind of tie.",
        examples=[{"deleted": {"Party": 1, "Phone": 1, "SPOUSE_OF": 1}, "locked": {}, "anonymised": {"INTERACTED": 7}}],
    )

    @classmethod
    def of(cls, plan: ErasurePlan) -> Self:
        """Return the shape of a plan."""
        return cls(
            party_id=plan.party_id,
            outcome=plan.verdict.outcome,
            basis=plan.verdict.basis,
            relationship_ended_on=plan.verdict.ended_on,
            kept_until=plan.verdict.kept_until,
            counts=plan.counts,
        )


class ErasureShape(Shape):
    """One erasure; once it is done there is nothing in it by which the person is known."""

    certificate_id: str = Field(examples=["erasure-0f3c9a1be4d27786"])
    state: str = Field(examples=["DONE"], description="REQUESTED, APPROVED, DONE, LOCKED or REFUSED.")
    party_id: str | None = Field(description="Only until it is done.")
    party_blind: str = Field(description="The blind index of the party's id, by which the bank can prove whom it was.")
    ground: str = Field(examples=["PERSON_ASKED"])
    requested_by: str
    requested_at: str
    decided_by: str | None
    decided_at: str | None
    done_at: str | None
    basis: str | None = Field(examples=["RETENTION_OVER"])
    kept_until: str | None = Field(description="When the key of what is locked is destroyed.")
    destroyed_at: str | None
    counts: dict[str, dict[str, int]] | None = Field(description="By what happened, and label or kind of tie.")
    list_hash: str | None = Field(description="SHA-256 over the blinded list of all that went.")

    @classmethod
    def of(cls, found: Certificate) -> Self:
        """Return the shape of an erasure."""
        return cls.model_validate(found, from_attributes=True)


class ErasuresShape(Shape):
    """Every erasure, the latest first."""

    erasures: list[ErasureShape]


class LockedShape(Shape):
    """What the law keeps of an erased person, opened."""

    certificate_id: str
    content: dict[str, Any]

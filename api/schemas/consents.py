"""Shapes of consent: decisions as they are told, their history, and what follows from them."""

from datetime import datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import WrittenMoment
from api.schemas.common import AsOfShape, Shape
from graph.as_of import AsOf
from graph.consent_rules import EVERY_CHANNEL, ConsentPurpose, ConsentState, DecisionState, EffectiveConsent
from graph.consents import MARKETING_CHANNELS, ConsentsOfParty, Recorded
from privacy.consents import NewDecision

ConsentChannel = StrEnum(  # type: ignore[misc] # made from the model
    "ConsentChannel", {name: name for name in (*MARKETING_CHANNELS, EVERY_CHANNEL)}
)


class Obtained(StrEnum):
    """How the person's word reached the bank."""

    BRANCH = "BRANCH"
    PHONE = "PHONE"
    LETTER = "LETTER"
    EMAIL = "EMAIL"
    APP = "APP"
    WEB = "WEB"


_DECIDED_AT = Field(None, description="When the person said so; now when absent.", examples=["2026-06-30T09:00:00Z"])


class NewDecisionShape(BaseModel):
    """What a person said; an objection has a route of its own."""

    model_config = ConfigDict(extra="forbid")

    purpose: ConsentPurpose
    channel: ConsentChannel
    state: Literal["GRANTED", "REFUSED", "WITHDRAWN", "OBJECTION_REVOKED"]
    obtained_by: Obtained
    decided_at: WrittenMoment | None = _DECIDED_AT
    text_version: str | None = Field(
        None, min_length=1, max_length=100, description="Version of the text agreed to.", examples=["2026-03"]
    )
    guardian_id: str | None = Field(
        None, min_length=1, max_length=200, description="The parent who speaks for a child, by party id."
    )

    def told(self) -> NewDecision:
        """Return the decision as the desk takes it."""
        return NewDecision(
            self.purpose,
            self.channel.value,
            DecisionState(self.state),
            self.obtained_by.value,
            self.decided_at,
            self.text_version,
            self.guardian_id,
        )


class NewObjectionShape(BaseModel):
    """A person's objection to all marketing."""

    model_config = ConfigDict(extra="forbid")

    obtained_by: Obtained
    decided_at: WrittenMoment | None = _DECIDED_AT


class EffectiveConsentShape(Shape):
    """What holds for one purpose over one channel."""

    purpose: str = Field(examples=["MARKETING"])
    channel: str = Field(examples=["SMS"])
    state: ConsentState
    is_allowed: bool = Field(description="Only what was granted is allowed; silence is no consent.")
    because: list[str] = Field(description="Ids of the decisions that settle it.")

    @classmethod
    def of(cls, found: EffectiveConsent) -> Self:
        """Return the shape of what holds."""
        return cls(
            purpose=found.purpose,
            channel=found.channel,
            state=found.state,
            is_allowed=found.is_allowed,
            because=list(found.because),
        )


class DecisionShape(Shape):
    """One decision as it was recorded."""

    decision_id: str
    purpose: str = Field(examples=["MARKETING"])
    channel: str = Field(examples=["SMS"])
    state: str = Field(examples=["GRANTED"])
    decided_at: datetime = Field(description="At midnight where the source gives the day only.")
    source: str
    obtained_by: str | None = Field(examples=["BRANCH"])
    text_version: str | None
    by_guardian: bool
    recorded_by: str | None
    recorded_at: datetime
    is_superseded: bool = Field(description="Whether its source has told it anew since.")

    @classmethod
    def of(cls, found: Recorded) -> Self:
        """Return the shape of a decision."""
        said = found.decision
        return cls(
            decision_id=said.decision_id,
            purpose=said.purpose,
            channel=said.channel,
            state=said.state,
            decided_at=said.decided_at,
            source=found.source,
            obtained_by=found.obtained_by,
            text_version=found.text_version,
            by_guardian=said.by_guardian,
            recorded_by=found.recorded_by,
            recorded_at=found.recorded_at,
            is_superseded=found.is_superseded,
        )


class ConsentsShape(Shape):
    """What a person allows, and everything said about it."""

    as_of: AsOfShape
    party_id: str = Field(examples=["core:17"])
    is_minor: bool = Field(description="Below 14: only a guardian's consent counts.")
    effective: list[EffectiveConsentShape]
    history: list[DecisionShape] = Field(description="Oldest first.")

    @classmethod
    def of(cls, found: ConsentsOfParty, as_of: AsOf) -> Self:
        """Return the shape of a party's consents."""
        return cls(
            as_of=AsOfShape.of(as_of),
            party_id=found.party_id,
            is_minor=found.is_minor,
            effective=[EffectiveConsentShape.of(item) for item in found.effective],
            history=[DecisionShape.of(item) for item in found.history],
        )


class ContactableShape(Shape):
    """Those of the customers asked about whom the bank may address now."""

    as_of: AsOfShape
    purpose: ConsentPurpose
    channel: str = Field(examples=["SMS"])
    party_ids: list[str] = Field(examples=[["core:17"]])

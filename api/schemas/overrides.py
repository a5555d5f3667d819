"""Shapes of overrides: judgements of persons on what is derived."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.shares import Answered, PartyRefShape
from rules.overrides import JudgedRelation, Judgement, Override, OverrideState, Proposal

Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class NewOverrideShape(BaseModel):
    """What is to be judged: whether another party controls this one, and so on, with reason and evidence."""

    model_config = ConfigDict(extra="forbid")

    relation: JudgedRelation = Field(
        description="CONTROLS: the other controls this party. DEPENDS_ON: this party depends on the other. "
        "BENEFICIAL_OWNER_OF: the other is a beneficial owner of this party."
    )
    other_party_id: str = Field(min_length=1, max_length=200, examples=["core:18"])
    decision: Judgement
    rule_pack: str = Field(description="Under which law it is judged so.", max_length=64, examples=["cn"])
    reason: Told = Field(examples=["Bankruptcy-remote vehicle; the sponsor appoints no director."])
    evidence: Told = Field(
        description="Where the evidence is kept; no personal data.", examples=["Legal opinion 2026-118, file CRM/4471"]
    )

    def proposal(self, party_id: str) -> Proposal:
        """Return what is proposed about this party."""
        ends = (self.other_party_id, party_id)
        start, end = ends[::-1] if self.relation is JudgedRelation.DEPENDS_ON else ends
        return Proposal(start, self.relation, end, self.decision, self.rule_pack, self.reason, self.evidence)


class OverrideDecisionShape(BaseModel):
    """The decision of a second person."""

    model_config = ConfigDict(extra="forbid")

    approve: bool = Field(strict=True)


class OverrideShape(Answered):
    """One judgement; only an APPROVED one counts."""

    override_id: str = Field(examples=["override-0f3c9a1be4d27786"])
    start: PartyRefShape
    relation: JudgedRelation
    end: PartyRefShape
    decision: Judgement
    rule_pack: str = Field(examples=["cn"])
    reason: str | None
    evidence: str | None
    state: OverrideState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None


class OverridesShape(Answered):
    """All judgements about one party, the oldest first."""

    overrides: list[OverrideShape]

    @classmethod
    def of(cls, found: tuple[Override, ...]) -> "OverridesShape":
        """Return the shape of a list."""
        return cls(overrides=[OverrideShape.model_validate(one) for one in found])


class AppliedOverrideShape(Answered):
    """A judgement that counts in this answer."""

    override_id: str = Field(examples=["override-0f3c9a1be4d27786"])
    start: PartyRefShape
    relation: JudgedRelation
    end: PartyRefShape
    decision: Judgement
    reason: str | None
    evidence: str | None
    approved_by: str
    approved_at: datetime

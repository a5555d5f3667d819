"""Shapes of what a person is told on request, and of what is corrected."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.common import Shape
from api.schemas.consents import DecisionShape, EffectiveConsentShape
from audit import Entry
from privacy.access_report import PURPOSES, AccessReport
from privacy.corrections import Corrected, CorrectedField, Correction
from privacy.retention_rules import RetentionRule


class PurposeShape(Shape):
    """What personal data is used for, and on which ground."""

    purpose: str = Field(examples=["SERVICE"])
    ground: str
    citation: str = Field(examples=["PIPL Art. 13 (2)"])


class RetentionShape(Shape):
    """How long a class of data is kept."""

    name: str = Field(examples=["customer_records"])
    days: int | None = Field(description="Null: for good.", examples=[3653])
    counted_from: str
    citation: str

    @classmethod
    def of(cls, rule: RetentionRule) -> Self:
        """Return the shape of a rule."""
        return cls(name=rule.name, days=rule.days, counted_from=rule.counted_from, citation=rule.citation)


class ViewShape(Shape):
    """One time that somebody asked about the person."""

    moment: str = Field(examples=["2026-06-30T01:00:00.000000Z"])
    user: str
    operation: str = Field(examples=["customer_profile"])
    purpose: str | None = Field(examples=["SERVICE"])

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Return the shape of an entry of the audit."""
        return cls(moment=entry.moment, user=entry.user, operation=entry.operation, purpose=entry.purpose)


class AccessReportShape(Shape):
    """All that the bank holds on a person, opened for that person; other people stay masked."""

    made_at: datetime
    party_id: str = Field(examples=["core:17"])
    kind: str = Field(examples=["PERSON"])
    golden_record: dict[str, Any] = Field(description="What the bank takes for true, from the most trusted sources.")
    statements: dict[str, list[dict[str, Any]]] = Field(
        description="By section: source records, identifiers, ties in both directions, contacts, accounts, "
        "touchpoints, consents, households, derived data, the bank's own organisation; each with source and clocks."
    )
    consents: list[EffectiveConsentShape]
    decisions: list[DecisionShape]
    purposes: list[PurposeShape]
    retention: list[RetentionShape]
    viewed: list[ViewShape] = Field(description="Who asked about this person, the latest first.")

    @classmethod
    def of(cls, report: AccessReport, views: Iterable[Entry]) -> Self:
        """Return the shape of a report."""
        said = report.statements
        return cls(
            made_at=report.made_at,
            party_id=said.party_id,
            kind=said.kind,
            golden_record=said.golden_record,
            statements=said.sections,
            consents=[EffectiveConsentShape.of(item) for item in report.consents.effective],
            decisions=[DecisionShape.of(item) for item in report.consents.history],
            purposes=[
                PurposeShape(purpose=purpose, ground=ground, citation=citation)
                for purpose, ground, citation in PURPOSES
            ],
            retention=[RetentionShape.of(rule) for rule in report.retention],
            viewed=[ViewShape.of(entry) for entry in views],
        )


class NewCorrectionShape(BaseModel):
    """What is right instead, what shows it, and why it was wrong."""

    model_config = ConfigDict(extra="forbid")

    field: CorrectedField
    value: str = Field(min_length=1, max_length=200, examples=["1985-03-07"])
    evidence: str = Field(min_length=1, max_length=1_000, examples=["ID card seen at the counter"])
    reason: str = Field(min_length=1, max_length=1_000, examples=["Typing error at the opening of the account"])

    def wanted(self) -> Correction:
        """Return the correction as the desk takes it."""
        return Correction(self.field, self.value, self.evidence, self.reason)


class CorrectedShape(Shape):
    """A correction that was made; the value shows in the customer's page."""

    party_id: str
    record_id: str
    field: CorrectedField
    recorded_at: datetime

    @classmethod
    def of(cls, made: Corrected) -> Self:
        """Return the shape of a correction."""
        return cls(party_id=made.party_id, record_id=made.record_id, field=made.field, recorded_at=made.recorded_at)

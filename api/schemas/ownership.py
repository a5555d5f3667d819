"""Shapes of ownership, control and beneficial owners."""

from datetime import date

from pydantic import Field

from algorithms.beneficial_owners import Outcome
from algorithms.verdict import Verdict
from api.schemas.common import AsOfShape, OmittedShape
from api.schemas.overrides import AppliedOverrideShape
from api.schemas.shares import Answered, Decimal, PartyRefShape, Percent, RuleShape, WordsShape
from graph.as_of import AsOf
from rules.ownership_shown import Beneficial, Controlling, Owner, Ownership


class ShareShape(Answered):
    """A party's part; `integrated` takes walks around the holder itself out, null where rings leave it undefined."""

    party: PartyRefShape
    direct: Percent | None
    total: Percent
    integrated: Percent | None


class ChartTieShape(Answered):
    """One arrow of the ownership chart, after nominees and proxies; a back link closes a ring."""

    holder: PartyRefShape
    held: PartyRefShape
    equity: Percent
    votes: Percent
    is_back_link: bool


class AboveOneShape(Answered):
    """A company of which more than everything is held: a fault of the data, kept as stated."""

    party: PartyRefShape
    total: Percent


class OwnershipShape(Answered):
    """Who owns a party and what it owns, as a chart and as sums over all ways."""

    party: PartyRefShape
    as_of: AsOfShape
    owners: list[ShareShape] = Field(description="Everyone above, largest total share first.")
    owned: list[ShareShape] = Field(description="Everything below, largest total share first.")
    up: list[ChartTieShape]
    down: list[ChartTieShape]
    unidentified: Percent = Field(description="Part of the party that ends with no person or state on record.")
    rings: list[list[PartyRefShape]] = Field(description="Sets of parties that hold each other.")
    closed: list[PartyRefShape] = Field(description="Parties of rings that nobody outside owns: they have no figures.")
    above_one: list[AboveOneShape]
    approximate: bool = Field(description="Whether a ring was so large that it was solved in double precision.")
    truncated: bool
    omitted: list[OmittedShape]

    @classmethod
    def of(cls, found: Ownership, as_of: AsOf) -> "OwnershipShape":
        """Return the shape of an answer."""
        return cls(
            party=PartyRefShape.model_validate(found.party),
            as_of=AsOfShape.of(as_of),
            owners=[ShareShape.model_validate(share) for share in found.owners],
            owned=[ShareShape.model_validate(share) for share in found.owned],
            up=[ChartTieShape.model_validate(tie) for tie in found.up],
            down=[ChartTieShape.model_validate(tie) for tie in found.down],
            unidentified=found.unidentified,
            rings=[[PartyRefShape.model_validate(one) for one in ring] for ring in found.rings],
            closed=[PartyRefShape.model_validate(one) for one in found.closed],
            above_one=[
                AboveOneShape(party=PartyRefShape.model_validate(party), total=total)
                for party, total in found.above_one
            ],
            approximate=found.approximate,
            truncated=found.truncated,
            omitted=[OmittedShape.of(omission) for omission in found.omitted],
        )


class PartShape(Answered):
    """Votes that one controlled party, or the controller itself, holds in a company."""

    holder: PartyRefShape
    votes: Percent


class ControlStepShape(Answered):
    """A company on the way of control; what controls it was controlled before it."""

    company: PartyRefShape
    votes: Percent
    parts: list[PartShape]
    on_record: bool = Field(description="Whether control is stated (board, contract, articles), not counted.")
    words: WordsShape | None


class ControllerShape(Answered):
    """Somebody who controls the party, with the steps of control."""

    party: PartyRefShape
    is_ultimate: bool = Field(description="Whether nobody controls this controller.")
    in_concert_with: list[PartyRefShape]
    steps: list[ControlStepShape]


class VotingPowerShape(Answered):
    """How often a holder's votes decide: a hint, never control."""

    party: PartyRefShape
    votes: Percent
    shapley_shubik: Decimal
    banzhaf: Decimal


class ControllersShape(Answered):
    """Who controls a party under one rule pack."""

    party: PartyRefShape
    as_of: AsOfShape
    rule_pack: str = Field(examples=["cn"])
    rule: RuleShape | None
    controllers: list[ControllerShape]
    to_review: list[PartyRefShape] = Field(
        description="Would control by cross-holdings that support each other, with relatives, or are said to in fact."
    )
    voting_power: list[VotingPowerShape]
    overrides: list[AppliedOverrideShape] = Field(description="Judgements of persons that count in this answer.")
    truncated: bool
    omitted: list[OmittedShape]

    @classmethod
    def of(cls, found: Controlling, rule_pack: str, as_of: AsOf) -> "ControllersShape":
        """Return the shape of an answer."""
        return cls(
            party=PartyRefShape.model_validate(found.party),
            as_of=AsOfShape.of(as_of),
            rule_pack=rule_pack,
            rule=None if found.rule is None else RuleShape.model_validate(found.rule),
            controllers=[
                ControllerShape(
                    party=PartyRefShape.model_validate(one.party),
                    is_ultimate=one.is_ultimate,
                    in_concert_with=[PartyRefShape.model_validate(other) for other in one.in_concert_with],
                    steps=[
                        ControlStepShape(
                            company=PartyRefShape.model_validate(step.company),
                            votes=step.votes,
                            parts=[
                                PartShape(holder=PartyRefShape.model_validate(holder), votes=votes)
                                for holder, votes in step.parts
                            ],
                            on_record=step.on_record,
                            words=None if step.words is None else WordsShape.model_validate(step.words),
                        )
                        for step in one.steps
                    ],
                )
                for one in found.controllers
            ],
            to_review=[PartyRefShape.model_validate(one) for one in found.to_review],
            voting_power=[VotingPowerShape.model_validate(one) for one in found.voting_power],
            overrides=[AppliedOverrideShape.model_validate(one) for one in found.overrides],
            truncated=found.truncated,
            omitted=[OmittedShape.of(omission) for omission in found.omitted],
        )


class OwnerShape(Answered):
    """One person by one standard: 1 capital, 2 votes or income, 3 control."""

    person: PartyRefShape
    standard: int = Field(ge=1, le=4)
    right: str | None = Field(description="equity, votes or income; null for control.", examples=["equity"])
    verdict: Verdict
    lower: Percent | None = Field(description="What is proven.")
    upper: Percent | None = Field(description="With all that nobody known holds.")
    rule: RuleShape | None
    formed_on: date | None = Field(
        description="First day of the interval in which the person qualifies without a break, when it is on record."
    )
    words: WordsShape | None

    @classmethod
    def of(cls, owner: Owner) -> "OwnerShape":
        """Return the shape of one person's standing."""
        finding = owner.finding
        return cls(
            person=PartyRefShape.model_validate(owner.person),
            standard=finding.standard,
            right=finding.right,
            verdict=finding.verdict,
            lower=finding.lower,
            upper=finding.upper,
            rule=None if owner.rule is None else RuleShape.model_validate(owner.rule),
            formed_on=owner.formed_on,
            words=None if owner.words is None else WordsShape.model_validate(owner.words),
        )


class BeneficialOwnersShape(Answered):
    """What is known of a party's beneficial owners; candidates with evidence, for a person to confirm."""

    party: PartyRefShape
    as_of: AsOfShape
    rule_pack: str = Field(examples=["cn"])
    outcome: Outcome
    words: WordsShape | None
    owners: list[OwnerShape]
    senior_managers: list[PartyRefShape]
    fallback: Verdict = Field(description="Whether a senior manager may stand in: only when all others are disproven.")
    unidentified: Percent
    rings: list[list[PartyRefShape]] = Field(
        description="Cross-holdings above the party: regulators recognise no method for their figures; review them."
    )
    overrides: list[AppliedOverrideShape] = Field(description="Judgements of persons that count in this answer.")
    truncated: bool
    omitted: list[OmittedShape]

    @classmethod
    def of(cls, found: Beneficial, rule_pack: str, as_of: AsOf) -> "BeneficialOwnersShape":
        """Return the shape of an answer."""
        return cls(
            party=PartyRefShape.model_validate(found.party),
            as_of=AsOfShape.of(as_of),
            rule_pack=rule_pack,
            outcome=found.outcome,
            words=None if found.words is None else WordsShape.model_validate(found.words),
            owners=[OwnerShape.of(owner) for owner in found.owners],
            senior_managers=[PartyRefShape.model_validate(one) for one in found.senior_managers],
            fallback=found.fallback,
            unidentified=found.unidentified,
            rings=[[PartyRefShape.model_validate(one) for one in ring] for ring in found.rings],
            overrides=[AppliedOverrideShape.model_validate(one) for one in found.overrides],
            truncated=found.truncated,
            omitted=[OmittedShape.of(omission) for omission in found.omitted],
        )

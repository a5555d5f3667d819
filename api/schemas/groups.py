"""Shapes of connected groups with exposures and limits, and of guarantee circles."""

from pydantic import Field

from algorithms.exposures import Capital
from algorithms.verdict import Verdict
from api.schemas.common import AsOfShape, Money, OmittedShape, amount, money
from api.schemas.overrides import AppliedOverrideShape
from api.schemas.shares import Answered, Decimal, PartyRefShape, Percent, RuleShape, WordsShape
from graph.as_of import AsOf
from rules.group_answers import ChainLink, Group, GuaranteeCircles, PartyGroups, RuledLimit


class ChainLinkShape(Answered):
    """One step by which trouble reaches a member."""

    origin: PartyRefShape
    reached: PartyRefShape
    rule_id: str = Field(examples=["CN-GRP-1"])
    rule: RuleShape | None
    words: WordsShape | None


class GroupMemberShape(Answered):
    """A member and the chain of reasons from the head; its exposure is null where it is not granted."""

    party: PartyRefShape
    chain: list[ChainLinkShape]
    exposure: Money | None


class LimitUseShape(Answered):
    """A limit and how much of it is used; the ratio is null, and the verdict UNKNOWN, without the bank's capital."""

    rule: RuleShape
    kind: str = Field(description="limit, or large_exposure: what has to be reported.", examples=["limit"])
    capital: Capital
    ratio: Percent | None
    reached: Verdict


class GroupShape(Answered):
    """One group of connected clients. Groups overlap; a claim on several members counts once."""

    heads: list[PartyRefShape]
    members: list[GroupMemberShape]
    exposures: list[Money] = Field(description="By currency.")
    limits: list[LimitUseShape] = Field(description="Of the exposure in the bank's own currency.")

    @classmethod
    def of(cls, group: Group, currency: str) -> "GroupShape":
        """Return the shape of a group."""
        return cls(
            heads=[PartyRefShape.model_validate(one) for one in group.heads],
            members=[
                GroupMemberShape(
                    party=PartyRefShape.model_validate(member.party),
                    chain=[_link(link) for link in member.chain],
                    exposure=money(member.exposure_minor, currency),
                )
                for member in group.members
            ],
            exposures=[amount(one.amount_minor, one.currency) for one in group.exposures],
            limits=[_limit(limit) for limit in group.limits],
        )


def _link(link: ChainLink) -> ChainLinkShape:
    return ChainLinkShape(
        origin=PartyRefShape.model_validate(link.origin),
        reached=PartyRefShape.model_validate(link.reached),
        rule_id=link.rule_id,
        rule=None if link.rule is None else RuleShape.model_validate(link.rule),
        words=None if link.words is None else WordsShape.model_validate(link.words),
    )


def _limit(limit: RuledLimit) -> LimitUseShape:
    return LimitUseShape(
        rule=RuleShape.model_validate(limit.rule),
        kind=limit.rule.kind,
        capital=limit.use.limit.capital,
        ratio=limit.use.ratio,
        reached=limit.use.reached,
    )


class OpenDependencyShape(Answered):
    """A dependency that the evidence does not decide."""

    dependent: PartyRefShape
    on: PartyRefShape
    rule: RuleShape
    share: Percent | None
    verdict: Verdict


class GroupsShape(Answered):
    """The groups of one party under one rule pack; none when it stands alone."""

    party: PartyRefShape
    as_of: AsOfShape
    rule_pack: str = Field(examples=["cn"])
    groups: list[GroupShape]
    own_limits: list[LimitUseShape] = Field(description="Of the party's own exposure, whatever group it is in.")
    open_dependencies: list[OpenDependencyShape]
    overrides: list[AppliedOverrideShape] = Field(description="Judgements of persons that count in this answer.")
    truncated: bool
    omitted: list[OmittedShape]

    @classmethod
    def of(cls, found: PartyGroups, rule_pack: str, as_of: AsOf) -> "GroupsShape":
        """Return the shape of an answer."""
        return cls(
            party=PartyRefShape.model_validate(found.party),
            as_of=AsOfShape.of(as_of),
            rule_pack=rule_pack,
            groups=[GroupShape.of(group, found.currency) for group in found.groups],
            own_limits=[_limit(limit) for limit in found.own_limits],
            overrides=[AppliedOverrideShape.model_validate(one) for one in found.overrides],
            open_dependencies=[OpenDependencyShape.model_validate(one) for one in found.open_dependencies],
            truncated=found.truncated,
            omitted=[OmittedShape.of(omission) for omission in found.omitted],
        )


class GuaranteeShape(Answered):
    """A guarantee; the amount is null where it is unknown."""

    guarantor: PartyRefShape
    borrower: PartyRefShape
    amount: Decimal | None


class MutualShape(Answered):
    """A party with which guarantees are mutual: what is given less what is received."""

    party: PartyRefShape
    net: Decimal | None


class GuaranteeCirclesShape(Answered):
    """Guarantees around one party, without licensed guarantors."""

    party: PartyRefShape
    as_of: AsOfShape
    currency: str | None = Field(description="Of all amounts; null where they are not granted or in several.")
    ring: list[PartyRefShape] = Field(description="All who answer for each other, directly or through others.")
    ring_amount: Decimal | None = Field(description="Null where amounts are not granted or do not add up.")
    circles: list[list[PartyRefShape]] = Field(description="Single circles through the party, in their order.")
    mutual: list[MutualShape]
    chain: list[PartyRefShape] = Field(description="The longest chain of guarantees from the party.")
    network: list[PartyRefShape] = Field(description="Everyone joined by guarantees in whichever direction.")
    guarantees: list[GuaranteeShape]
    professional: list[PartyRefShape] = Field(description="Licensed guarantors that were met and left out.")
    truncated: bool
    omitted: list[OmittedShape]

    @classmethod
    def of(cls, found: GuaranteeCircles, as_of: AsOf) -> "GuaranteeCirclesShape":
        """Return the shape of an answer."""
        return cls(
            party=PartyRefShape.model_validate(found.party),
            as_of=AsOfShape.of(as_of),
            currency=found.currency,
            ring=[PartyRefShape.model_validate(one) for one in found.ring],
            ring_amount=found.ring_amount,
            circles=[[PartyRefShape.model_validate(one) for one in circle] for circle in found.circles],
            mutual=[MutualShape(party=PartyRefShape.model_validate(party), net=net) for party, net in found.mutual],
            chain=[PartyRefShape.model_validate(one) for one in found.chain],
            network=[PartyRefShape.model_validate(one) for one in found.network],
            guarantees=[GuaranteeShape.model_validate(one) for one in found.guarantees],
            professional=[PartyRefShape.model_validate(one) for one in found.professional],
            truncated=found.truncated,
            omitted=[OmittedShape.of(omission) for omission in found.omitted],
        )

"""Shapes of households and of the four hierarchies."""

from pydantic import Field

from algorithms.households import LeadReason, Membership
from api.schemas.common import AsOfShape, Money, OmittedShape, amount
from api.schemas.shares import Answered, Decimal, PartyRefShape
from graph.as_of import AsOf
from rules.family_answers import Hierarchies, HouseholdAnswer, HouseholdTotal


class MemberShape(Answered):
    """A member and why; `through` is whose spouse or child they are, or the declared household."""

    party: PartyRefShape
    reason: Membership
    through: str


class HouseholdLeadShape(Answered):
    """Somebody who may belong; a person has to confirm it."""

    party: PartyRefShape
    reason: LeadReason
    through: str = Field(description="The member through whom they may belong.")
    score: Decimal | None = Field(description="From 0 to 1, for shared attributes.")


class MemberTotalShape(Answered):
    """What one member has with the bank, and owes or may draw; shared accounts whole."""

    party: PartyRefShape
    assets: Money
    debts: Money


class HouseholdTotalShape(Answered):
    """The same of the household in one currency: a shared account counts once."""

    currency: str | None = Field(examples=["CNY"])
    assets: Money
    debts: Money
    members: list[MemberTotalShape]

    @classmethod
    def of(cls, found: HouseholdTotal) -> "HouseholdTotalShape":
        """Return the shape of totals in one currency."""
        return cls(
            currency=found.currency,
            assets=amount(found.assets_minor, found.currency),
            debts=amount(found.debts_minor, found.currency),
            members=[
                MemberTotalShape(
                    party=PartyRefShape.model_validate(one.party),
                    assets=amount(one.assets_minor, found.currency),
                    debts=amount(one.debts_minor, found.currency),
                )
                for one in found.members
            ],
        )


class HouseholdShape(Answered):
    """With whom a person keeps house on one day, the person left out."""

    party: PartyRefShape
    as_of: AsOfShape
    members: list[MemberShape]
    leads: list[HouseholdLeadShape]
    totals: list[HouseholdTotalShape] = Field(description="By currency; none where amounts are not granted.")
    omitted: list[OmittedShape]

    @classmethod
    def of(cls, found: HouseholdAnswer, as_of: AsOf) -> "HouseholdShape":
        """Return the shape of an answer."""
        return cls(
            party=PartyRefShape.model_validate(found.party),
            as_of=AsOfShape.of(as_of),
            members=[
                MemberShape(
                    party=PartyRefShape.model_validate(one.party), reason=one.member.reason, through=one.member.through
                )
                for one in found.members
            ],
            leads=[
                HouseholdLeadShape(
                    party=PartyRefShape.model_validate(one.party),
                    reason=one.lead.reason,
                    through=one.lead.through,
                    score=one.lead.score,
                )
                for one in found.leads
            ],
            totals=[HouseholdTotalShape.of(total) for total in found.totals],
            omitted=[OmittedShape.of(omission) for omission in found.omitted],
        )


class PlaceShape(Answered):
    """Who stands below whom (null: above the party asked about) and by what."""

    party: PartyRefShape
    below: str | None = Field(description="The id of whom the party stands below; null for those above.")
    by: str = Field(examples=["owner", "owned", "controller", "controlled", "spouse", "manager", "branch"])


class HierarchiesShape(Answered):
    """The same parties by law, by control, by household, and by who looks after them."""

    party: PartyRefShape
    as_of: AsOfShape
    rule_pack: str
    legal: list[PlaceShape]
    control: list[PlaceShape]
    household: list[PlaceShape]
    sales: list[PlaceShape]
    truncated: bool
    omitted: list[OmittedShape]

    @classmethod
    def of(cls, found: Hierarchies, rule_pack: str, as_of: AsOf) -> "HierarchiesShape":
        """Return the shape of an answer."""
        return cls(
            party=PartyRefShape.model_validate(found.party),
            as_of=AsOfShape.of(as_of),
            rule_pack=rule_pack,
            legal=[PlaceShape.model_validate(one) for one in found.legal],
            control=[PlaceShape.model_validate(one) for one in found.control],
            household=[PlaceShape.model_validate(one) for one in found.household],
            sales=[PlaceShape.model_validate(one) for one in found.sales],
            truncated=found.truncated,
            omitted=[OmittedShape.of(omission) for omission in found.omitted],
        )

"""Who keeps house together: declared first, then a couple with their children under age; joint money is a lead.

A household is never made from a single shared attribute or account, an adult child has one of their own, and it ends
with divorce or death, because it is derived from the ties of the day.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from algorithms.kinship import Degree, Family
from algorithms.shared_attributes import SharedAttributes

LEAD_FROM = Fraction(1, 2)
"""A lead to another member of the household is shown from this score on."""


class Membership(StrEnum):
    """Why somebody belongs to a household."""

    DECLARED = "declared"
    SPOUSE = "spouse"
    PARENT = "parent"
    MINOR_CHILD = "minor_child"


class LeadReason(StrEnum):
    """Why somebody may belong to a household."""

    JOINT_ACCOUNT = "joint_account"
    CO_BORROWER = "co_borrower"
    SHARED_ATTRIBUTES = "shared_attributes"


@dataclass(frozen=True, slots=True)
class Member:
    """A member and why; `through` is whose spouse or child they are, or the declared household."""

    person: str
    reason: Membership
    through: str


@dataclass(frozen=True, slots=True)
class HouseholdLead:
    """Somebody who may belong: through whom and on which account or with which score. A person has to confirm it."""

    person: str
    through: str
    reason: LeadReason
    score: Fraction | None = None


@dataclass(frozen=True)
class Household:
    """The household of one person on one day: one a person, so that prices and totals are not counted twice."""

    of: str
    members: tuple[Member, ...]
    leads: tuple[HouseholdLead, ...]

    @property
    def persons(self) -> frozenset[str]:
        """Everyone in it, the person included."""
        return frozenset({self.of, *(member.person for member in self.members)})


class Households:
    """All households of a day; `joint` has account → holders, `loans` has loan → borrowers."""

    def __init__(
        self,
        family: Family,
        minors: Collection[str],
        declared: Iterable[tuple[str, str]] = (),
        joint: Mapping[str, Collection[str]] | None = None,
        loans: Mapping[str, Collection[str]] | None = None,
        attributes: SharedAttributes | None = None,
    ) -> None:
        """Take `declared` as (person, household) pairs, as people or the registry say them."""
        self._family = family
        self._minors = frozenset(minors)
        self._declared: dict[str, str] = {}
        self._members: dict[str, set[str]] = defaultdict(set)
        for person, household in sorted(declared, reverse=True):
            self._declared[person] = household
        for person, household in self._declared.items():
            self._members[household].add(person)
        self._shared = {LeadReason.JOINT_ACCOUNT: joint or {}, LeadReason.CO_BORROWER: loans or {}}
        self._attributes = attributes or SharedAttributes(())

    def of(self, person: str) -> Household:
        """Return the person's household: as declared, else their couple with its minors, else their own."""
        members = self._declared_members(person) or self._family_members(person)
        inside = {person, *(member.person for member in members)}
        return Household(person, tuple(sorted(members, key=lambda m: m.person)), self._leads(inside))

    def _declared_members(self, person: str) -> list[Member]:
        household = self._declared.get(person)
        if household is None:
            return []
        others = self._members[household] - {person}
        return [Member(other, Membership.DECLARED, household) for other in others]

    def _family_members(self, person: str) -> list[Member]:
        is_minor = person in self._minors
        adults = self._parents_at_home(person) if is_minor else self._couple(person)
        reason = Membership.PARENT if is_minor else Membership.SPOUSE
        members = [Member(adult, reason, person) for adult in adults if adult != person]
        children = {
            child: adult
            for adult in sorted(adults, reverse=True)
            for child in self._family.of_degree(adult, Degree.CHILD) & self._minors
            if child != person and child not in self._declared and adult in self._parents_at_home(child)
        }
        return members + [Member(child, Membership.MINOR_CHILD, adult) for child, adult in children.items()]

    def _couple(self, person: str) -> set[str]:
        spouses = self._family.of_degree(person, Degree.SPOUSE)
        return {person, *(spouse for spouse in spouses if spouse not in self._declared)}

    def _parents_at_home(self, child: str) -> set[str]:
        """A couple, or of parents who are none the first by id: no record says with whom the child lives."""
        parents = sorted(self._family.of_degree(child, Degree.PARENT) - set(self._declared))
        return self._couple(parents[0]) if parents else set()

    def _leads(self, inside: Collection[str]) -> tuple[HouseholdLead, ...]:
        found: dict[str, HouseholdLead] = {}
        for reason, holders_of in self._shared.items():
            for holders in holders_of.values():
                for other in set(holders) - set(inside):
                    through = sorted(set(holders) & set(inside))
                    if through:
                        found.setdefault(other, HouseholdLead(other, through[0], reason))
        for member in sorted(inside):
            for lead in self._attributes.leads_of(member):
                other = lead.other if lead.one == member else lead.one
                # One shared telephone is no household: at least two attributes have to agree.
                if other not in inside and len(lead.shared) > 1 and lead.score >= LEAD_FROM:
                    found.setdefault(other, HouseholdLead(other, member, LeadReason.SHARED_ATTRIBUTES, lead.score))
        return tuple(found[other] for other in sorted(found))

"""Answers on people: with whom somebody keeps house, and the four hierarchies in which the same parties stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from algorithms.control import Majority, VoteBook, controlled_by
from algorithms.exposures import Exposures
from algorithms.households import HouseholdLead, Households, Member
from algorithms.shared_attributes import SharedAttributes
from graph.as_of import AsOf
from graph.caller import Caller
from graph.customers import Customers
from graph.entitlement import Section
from graph.omissions import Omission, named, of_kinds, of_sections
from graph.related_parties import RelatedParties, RelatedParty
from rules.books import Books
from rules.graph_facts import GraphFacts
from rules.group_answers import by_currency, exposures_of, sees_exposures
from rules.groups import Groups
from rules.naming import Namer, PartyRef, merged_omissions
from rules.pack import RulePack

_ATTRIBUTE_KINDS = {"HAS_PHONE": "PHONE", "HAS_EMAIL": "EMAIL", "HAS_ADDRESS": "ADDRESS", "USED_DEVICE": "DEVICE"}
_SHARED_KINDS = ("HOLDS", "IN_HOUSEHOLD", *_ATTRIBUTE_KINDS)
_OWNER_ROLES = frozenset({"PRIMARY", "JOINT"})


@dataclass(frozen=True)
class NamedMember:
    """A member of the household and why."""

    party: PartyRef
    member: Member


@dataclass(frozen=True)
class NamedLead:
    """Somebody who may belong to the household and why; a person has to confirm it."""

    party: PartyRef
    lead: HouseholdLead


@dataclass(frozen=True)
class MemberTotal:
    """What one member has with the bank, and owes or may draw, in minor units; shared accounts whole."""

    party: PartyRef
    assets_minor: int
    debts_minor: int


@dataclass(frozen=True)
class HouseholdTotal:
    """The same of the household in one currency: a shared account counts once, so that members add up to more."""

    currency: str | None
    assets_minor: int
    debts_minor: int
    members: tuple[MemberTotal, ...]


@dataclass(frozen=True)
class HouseholdAnswer:
    """The household of one person on one day; totals are of the person and the members, where they are granted."""

    party: PartyRef
    totals: tuple[HouseholdTotal, ...]
    members: tuple[NamedMember, ...]
    leads: tuple[NamedLead, ...]
    omitted: tuple[Omission, ...]


@dataclass(frozen=True)
class Place:
    """One place in a hierarchy: who stands there, below whom, and by what."""

    party: PartyRef
    below: str | None
    by: str


@dataclass(frozen=True)
class Hierarchies:
    """The same parties by law, by control, by household, and by who looks after them."""

    party: PartyRef
    legal: tuple[Place, ...]
    control: tuple[Place, ...]
    household: tuple[Place, ...]
    sales: tuple[Place, ...]
    truncated: bool
    omitted: tuple[Omission, ...]


class FamilyAnswers:
    """Answers from the graph, derived in the request."""

    def __init__(self, facts: GraphFacts, customers: Customers) -> None:
        self._facts = facts
        self._customers = customers

    def household(self, party_id: str, caller: Caller, as_of: AsOf) -> HouseholdAnswer:
        """Return with whom the person keeps house, and who may belong to them; raises CustomerNotFound."""
        around = self._facts.family(party_id, caller, as_of)
        books = Books(around.facts)
        granted = [kind for kind in _SHARED_KINDS if kind in caller.entitlement.tie_kinds]
        near = [party_id]
        found: list[RelatedParties] = []
        if granted:
            family = Households(books.family, books.minors).of(party_id)
            near = sorted(family.persons)
            found = [self._customers.related_parties(one, caller, as_of, depth=1, kinds=granted) for one in near]
        shared = _Shared.of(zip(near, found, strict=False))
        household = shared.households(books).of(party_id)
        names = {other.party_id: other for one in found for other in map(_ref, one.parties)}
        name = Namer(around)

        def ref(one: str) -> PartyRef:
            known = name(one)
            return names.get(one, known) if known.name is None else known

        persons = [party_id, *(member.person for member in household.members)]
        return HouseholdAnswer(
            party=ref(party_id),
            totals=self._totals({one: ref(one) for one in persons}, caller, as_of),
            members=tuple(NamedMember(ref(member.person), member) for member in household.members),
            leads=tuple(NamedLead(ref(lead.person), lead) for lead in household.leads),
            omitted=merged_omissions(
                around.omitted,
                named(of_kinds("households", _SHARED_KINDS, caller.entitlement), caller.entitlement),
                () if sees_exposures(caller) else _no_totals(caller),
                *(one.omitted for one in found),
            ),
        )

    def _totals(self, persons: Mapping[str, PartyRef], caller: Caller, as_of: AsOf) -> tuple[HouseholdTotal, ...]:
        if not sees_exposures(caller) or "HOLDS" not in caller.entitlement.tie_kinds:
            return ()
        deposits = by_currency(
            self._facts.deposits(persons, caller, as_of), lambda account: int(account["balance_minor"])
        )
        claims = exposures_of(self._facts.claims(persons, caller, as_of))
        totals = []
        for currency in sorted({*deposits, *claims}, key=lambda one: one or ""):
            assets, debts = (found.get(currency, Exposures(())) for found in (deposits, claims))
            members = (MemberTotal(ref, int(assets.of((one,))), int(debts.of((one,)))) for one, ref in persons.items())
            totals.append(HouseholdTotal(currency, int(assets.of(persons)), int(debts.of(persons)), tuple(members)))
        return tuple(totals)

    def hierarchies(self, party_id: str, pack: RulePack, caller: Caller, as_of: AsOf) -> Hierarchies:
        """Return the four hierarchies of the party; raises CustomerNotFound."""
        above = self._facts.owners(party_id, caller, as_of)
        below = self._facts.contagion(party_id, caller, as_of)
        up, down = (Groups(Books(one.facts.under(pack.name)), pack, as_of.valid_at) for one in (above, below))
        name = Namer(above, below)
        profile = self._customers.profile(party_id, caller, as_of)
        household = self.household(party_id, caller, as_of)
        return Hierarchies(
            party=name(party_id),
            legal=tuple(_legal(party_id, up.books, down.books, name)),
            control=tuple(_control(party_id, up, down, name)),
            household=tuple(Place(member.party, party_id, member.member.reason.value) for member in household.members),
            sales=tuple(_sales(party_id, profile.managers, profile.branches)),
            truncated=above.is_cut or below.is_cut,
            omitted=merged_omissions(above.omitted, below.omitted, household.omitted),
        )


def _no_totals(caller: Caller) -> tuple[Omission, ...]:
    return named(of_sections((Section.EXPOSURES,), caller.entitlement), caller.entitlement)


def _legal(party_id: str, up: Books, down: Books, name: Namer) -> Iterable[Place]:
    """Parents by the majority of the capital, then daughters; a ring ends where it comes back."""
    capital_up, capital_down = VoteBook(up.holdings.equity), VoteBook(down.holdings.equity)
    majority = Majority()
    child, seen = party_id, {party_id}
    while True:
        parents = [holder for holder, share in capital_up.votes.get(child, {}).items() if majority.reached(share)]
        if not parents or parents[0] in seen:
            break
        yield Place(name(parents[0]), None, "owner")
        child = parents[0]
        seen.add(child)
    for company in sorted(controlled_by((party_id,), capital_down, majority)):
        holders = capital_down.votes.get(company, {})
        parent = max(sorted(holders), key=lambda holder: holders[holder])
        yield Place(name(company), parent, "owned")


def _control(party_id: str, up: Groups, down: Groups, name: Namer) -> Iterable[Place]:
    reasons = up.controllers_of(party_id).reasons
    for controller in sorted(reasons, key=lambda one: (len(reasons[one]), one), reverse=True):
        yield Place(name(controller), None, "controller")
    for company, control in sorted(down.controlled(party_id).items()):
        through = control.asserted_by or max(sorted(control.parts), key=lambda holder: control.parts[holder])
        yield Place(name(company), through, "controlled")


def _sales(
    party_id: str, managers: Iterable[Mapping[str, Any]], branches: Iterable[Mapping[str, Any]]
) -> Iterable[Place]:
    for manager in managers:
        yield Place(PartyRef(str(manager["employee_id"]), manager["name"], "EMPLOYEE"), party_id, "manager")
    for branch in branches:
        yield Place(PartyRef(str(branch["branch_id"]), branch["name"], "BRANCH"), party_id, "branch")


@dataclass(frozen=True)
class _Shared:
    """What a family shares with others through things: households, accounts, attributes."""

    declared: frozenset[tuple[str, str]]
    joint: Mapping[str, set[str]]
    loans: Mapping[str, set[str]]
    given: frozenset[tuple[str, str, str]]

    @classmethod
    def of(cls, found: Iterable[tuple[str, RelatedParties]]) -> "_Shared":
        declared: set[tuple[str, str]] = set()
        joint: dict[str, set[str]] = defaultdict(set)
        loans: dict[str, set[str]] = defaultdict(set)
        given: set[tuple[str, str, str]] = set()
        for person, related in found:
            for other in related.parties:
                for tie in other["path"][-1]["ties"]:
                    through = tie["through"]
                    if through is None:
                        continue
                    both, thing = (person, other["party_id"]), through["id"]
                    if tie["kind"] == "IN_HOUSEHOLD":
                        declared |= {(one, thing) for one in both}
                    elif tie["kind"] == "HOLDS":
                        (joint if _are_owners(tie) else loans)[thing] |= set(both)
                    elif tie["kind"] in _ATTRIBUTE_KINDS:
                        given |= {(one, _ATTRIBUTE_KINDS[tie["kind"]], thing) for one in both}
        return cls(frozenset(declared), joint, loans, frozenset(given))

    def households(self, books: Books) -> Households:
        return Households(
            books.family, books.minors, self.declared, self.joint, self.loans, SharedAttributes(self.given)
        )


def _are_owners(tie: Mapping[str, Any]) -> bool:
    ours = {fact["properties"].get("role") for fact in tie["evidence"]}
    theirs = {fact["properties"].get("role") for fact in tie["other_evidence"]}
    return bool(ours & _OWNER_ROLES) and bool(theirs & _OWNER_ROLES)


def _ref(party: RelatedParty) -> PartyRef:
    return PartyRef(party["party_id"], party["name"], party["kind"])

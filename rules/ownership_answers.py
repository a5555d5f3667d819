"""Answers on one company: who owns it and what it owns, who controls it, who its beneficial owners are."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from algorithms.beneficial_owners import (
    BeneficialOwners,
    Finding,
    Outcome,
    Standard,
    Thresholds,
    beneficial_owners,
)
from algorithms.control import Controllers, supported_by_a_ring
from algorithms.holdings import ZERO, Right, Shares
from algorithms.ownership import integrated, owned_by, owners_of, unidentified_share
from algorithms.verdict import Verdict
from algorithms.voting_power import MOST_VOTERS, banzhaf, shapley_shubik
from graph.as_of import AsOf
from graph.caller import Caller
from graph.omissions import Omission
from rules.books import Books
from rules.explanations import of_beneficial_owner, of_control, of_outcome
from rules.graph_facts import Around, GraphFacts
from rules.groups import Groups, majority_of
from rules.naming import Namer, PartyRef, merged_omissions, refs
from rules.overrides import AppliedOverride, applied
from rules.pack import Rule, RuleKind, RulePack, Words

FORMATION_STEPS_MAX = 60
"""Changes of the ties above a company that are looked at for the day since when somebody is its owner."""


@dataclass(frozen=True)
class Share:
    """A party's part of the one asked about (or the reverse); None where cross-holdings leave it undefined."""

    party: PartyRef
    direct: Fraction | None
    total: Fraction
    integrated: Fraction | None


@dataclass(frozen=True)
class ChartTie:
    """One arrow of the ownership chart, nominees and proxies put in their place."""

    holder: PartyRef
    held: PartyRef
    equity: Fraction
    votes: Fraction
    is_back_link: bool


@dataclass(frozen=True)
class Ownership:
    """Who owns the party and what it owns; `closed` are parties of rings that nobody outside owns a part of."""

    party: PartyRef
    owners: tuple[Share, ...]
    owned: tuple[Share, ...]
    up: tuple[ChartTie, ...]
    down: tuple[ChartTie, ...]
    unidentified: Fraction
    rings: tuple[tuple[PartyRef, ...], ...]
    closed: tuple[PartyRef, ...]
    above_one: tuple[tuple[PartyRef, Fraction], ...]
    approximate: bool
    truncated: bool
    omitted: tuple[Omission, ...]


@dataclass(frozen=True)
class ControlStep:
    """A company on the way of control, with the votes that control it; `words` only when asked for."""

    company: PartyRef
    votes: Fraction
    parts: tuple[tuple[PartyRef, Fraction], ...]
    on_record: bool
    words: Words | None


@dataclass(frozen=True)
class Controller:
    """Somebody who controls the party, with the steps that lead there, and those acting in concert."""

    party: PartyRef
    is_ultimate: bool
    in_concert_with: tuple[PartyRef, ...]
    steps: tuple[ControlStep, ...]


@dataclass(frozen=True)
class VotingPower:
    """How often a holder's votes decide: a hint, never control."""

    party: PartyRef
    votes: Fraction
    shapley_shubik: Fraction
    banzhaf: Fraction


@dataclass(frozen=True)
class Controlling:
    """Who controls the party by which rule; `to_review` would, if cross-holdings supported themselves."""

    party: PartyRef
    rule: Rule | None
    controllers: tuple[Controller, ...]
    to_review: tuple[PartyRef, ...]
    voting_power: tuple[VotingPower, ...]
    overrides: tuple[AppliedOverride, ...]
    truncated: bool
    omitted: tuple[Omission, ...]


@dataclass(frozen=True)
class Owner:
    """One person by one standard, with the rule, and since when without a break."""

    person: PartyRef
    finding: Finding
    rule: Rule | None
    formed_on: date | None
    words: Words | None


@dataclass(frozen=True)
class Beneficial:
    """What is known of the party's beneficial owners."""

    party: PartyRef
    outcome: Outcome
    words: Words | None
    owners: tuple[Owner, ...]
    senior_managers: tuple[PartyRef, ...]
    fallback: Verdict
    unidentified: Fraction
    rings: tuple[tuple[PartyRef, ...], ...]
    overrides: tuple[AppliedOverride, ...]
    truncated: bool
    omitted: tuple[Omission, ...]


class OwnershipAnswers:
    """Answers from the graph, derived in the request."""

    def __init__(self, facts: GraphFacts) -> None:
        self._facts = facts

    def ownership(self, party_id: str, caller: Caller, as_of: AsOf) -> Ownership:
        """Return the chart above and below the party with direct, total and integrated shares.

        Raises CustomerNotFound.
        """
        above = self._facts.owners(party_id, caller, as_of)
        below = self._facts.owned(party_id, caller, as_of)
        up, down = Books(above.facts), Books(below.facts)
        owners = owners_of(up.holdings.equity, party_id)
        owned = owned_by(down.holdings.by_holder(Right.EQUITY), party_id)
        named = Namer(above, below)
        direct = up.holdings.equity.get(party_id, {})
        held = down.holdings.by_holder(Right.EQUITY).get(party_id, {})
        over = {**up.holdings.above_one(), **down.holdings.above_one()}
        return Ownership(
            party=named(party_id),
            owners=_shares(
                {
                    other: (direct.get(other), total, integrated(up.holdings.equity, owners, other))
                    for other, total in owners.total.items()
                },
                named,
            ),
            owned=_shares({other: (held.get(other), total, None) for other, total in owned.total.items()}, named),
            up=_chart(up.holdings.equity, up.holdings.votes, owners.rings, named),
            down=_chart(down.holdings.equity, down.holdings.votes, owned.rings, named),
            unidentified=unidentified_share(owners, up.identified) if up.kind_of(party_id) != "Person" else ZERO,
            rings=tuple(refs(ring, named) for ring in dict.fromkeys((*owners.rings, *owned.rings))),
            closed=refs(owners.closed | owned.closed, named),
            above_one=tuple((named(one), total) for one, total in sorted(over.items())),
            approximate=owners.approximate or owned.approximate,
            truncated=above.is_cut or below.is_cut,
            omitted=merged_omissions(above.omitted, below.omitted),
        )

    def controllers(self, party_id: str, pack: RulePack, caller: Caller, as_of: AsOf, *, explain: bool) -> Controlling:
        """Return who controls the party under the pack, with the way of control; raises CustomerNotFound."""
        above = self._facts.owners(party_id, caller, as_of)
        groups = Groups(Books(above.facts.under(pack.name)), pack, as_of.valid_at)
        named = Namer(above)
        found = groups.controllers_of(party_id)
        return Controlling(
            party=named(party_id),
            rule=groups.control_rule,
            controllers=tuple(_controller(one, found, groups, named, explain=explain) for one in found.all),
            to_review=refs(_to_review(party_id, groups, found), named),
            voting_power=_voting_power(party_id, groups, named),
            overrides=applied(above, pack.name, named),
            truncated=above.is_cut,
            omitted=above.omitted,
        )

    def beneficial_owners(
        self, party_id: str, pack: RulePack, caller: Caller, as_of: AsOf, *, explain: bool, higher_risk: bool
    ) -> Beneficial:
        """Return every person above the party by every standard; raises CustomerNotFound.

        With `higher_risk` the lower threshold of the pack counts, where it has one.
        """
        around = self._facts.owners(party_id, caller, as_of, all_days=True)
        rules = beneficial_owner_rules(pack, as_of.valid_at, higher_risk=higher_risk)
        found = beneficial_owners_on(around, party_id, pack, as_of.valid_at, rules)
        named = Namer(around)
        threshold = thresholds_of(rules, pack, as_of.valid_at).threshold
        history = _History(around, party_id, pack, as_of.valid_at, rules)
        return Beneficial(
            party=named(party_id),
            outcome=found.outcome,
            words=of_outcome(found.outcome) if explain else None,
            owners=tuple(
                Owner(
                    person=named(finding.person),
                    finding=finding,
                    rule=rules.get(finding.standard),
                    formed_on=history.formed_on(finding),
                    words=of_beneficial_owner(finding, party_id, threshold, rules.get(finding.standard), named.in_words)
                    if explain
                    else None,
                )
                for finding in found.findings
            ),
            senior_managers=refs(found.senior_managers, named),
            fallback=found.fallback,
            unidentified=found.unidentified,
            rings=tuple(refs(ring, named) for ring in found.rings),
            overrides=applied(around, pack.name, named),
            truncated=around.is_cut,
            omitted=around.omitted,
        )


class _History:
    """Who was a beneficial owner on the days on which a tie above the company began or ended."""

    def __init__(
        self, around: Around, party_id: str, pack: RulePack, day: date, rules: Mapping[Standard, Rule]
    ) -> None:
        self._around = around
        self._party_id = party_id
        self._pack = pack
        self._rules = rules
        changes = [change for change in around.facts.days_of_change if change <= day]
        self._latest_first = list(reversed(changes))[:FORMATION_STEPS_MAX]
        self._is_whole = len(changes) <= FORMATION_STEPS_MAX
        self._proven: dict[date, frozenset[str]] = {}

    def formed_on(self, finding: Finding) -> date | None:
        """Return the first day of the interval up to today in which the person qualifies by any standard.

        None where it began before anything on record, or when the person does not qualify. A change of standard
        does not break the interval.
        """
        if finding.verdict is not Verdict.TRUE:
            return None
        since = None
        for change in self._latest_first:
            if finding.person not in self._owners_on(change):
                return since
            since = change
        return since if self._is_whole else None

    def _owners_on(self, day: date) -> frozenset[str]:
        if day not in self._proven:
            found = beneficial_owners_on(self._around, self._party_id, self._pack, day, self._rules)
            self._proven[day] = frozenset(one.person for one in found.findings if one.verdict is Verdict.TRUE)
        return self._proven[day]


def beneficial_owner_rules(pack: RulePack, day: date, *, higher_risk: bool = False) -> dict[Standard, Rule]:
    """Return standard → the rule of the pack in force: of several the one with the highest threshold, or the lowest."""
    rules: dict[Standard, Rule] = {}
    for rule in pack.in_force(day, RuleKind.BENEFICIAL_OWNER):
        standard = Standard(rule.standard or 1)
        known = rules.get(standard)
        if known is None or ((rule.threshold or ZERO) < (known.threshold or ZERO)) == higher_risk:
            rules[standard] = rule
    return rules


def beneficial_owners_on(
    around: Around, party_id: str, pack: RulePack, day: date, rules: Mapping[Standard, Rule]
) -> BeneficialOwners:
    """Return the party's beneficial owners by the ties of that day."""
    return beneficial_owners_in(Books(around.facts.under(pack.name).on(day)), party_id, pack, day, rules)


def beneficial_owners_in(
    books: Books,
    company: str,
    pack: RulePack,
    day: date,
    rules: Mapping[Standard, Rule],
    controlled: Callable[[str], Collection[str]] | None = None,
) -> BeneficialOwners:
    """Return the company's beneficial owners by the books of the day, as persons have judged them."""
    found = beneficial_owners(
        company,
        books.holdings,
        books.votes,
        books.identified,
        books.persons,
        thresholds_of(rules, pack, day),
        books.senior_managers(company),
        controlled,
    )
    return found.judged(*judged_owners(books, company))


def judged_owners(books: Books, company: str) -> tuple[set[str], set[str]]:
    """Return whom a person has confirmed as a beneficial owner of the company, and whom rebutted."""
    confirmed, rebutted = (
        {person for person, held in books.judged("BENEFICIAL_OWNER_OF", decision) if held == company}
        for decision in ("CONFIRMED", "REBUTTED")
    )
    return confirmed, rebutted


def thresholds_of(rules: Mapping[Standard, Rule], pack: RulePack, day: date) -> Thresholds:
    """Return from which share on somebody is a beneficial owner, and which majority controls."""
    majority = majority_of(pack.first(day, RuleKind.CONTROL))
    first = rules.get(Standard.CAPITAL)
    if first is None or first.threshold is None or first.operator is None:
        return Thresholds(majority=majority)
    return Thresholds(first.threshold, first.operator, majority)


def _to_review(party_id: str, groups: Groups, found: Controllers) -> set[str]:
    """Return who would control if cross-holdings supported themselves, and of whom somebody states it as a fact."""
    books, majority = groups.books, groups.majority
    in_fact = {controller for controller, company in books.control_to_review if company == party_id}
    review = in_fact if groups.rule_of_facts else set()
    if books.rings_of_votes:
        review |= {
            one
            for one in books.votes.above(party_id)
            if party_id in supported_by_a_ring(books.acting_with(one), books.votes, majority)
        }
    return review - set(found.all)


def _controller(
    controller: str,
    found: Controllers,
    groups: Groups,
    named: "Namer",
    *,
    explain: bool,
) -> Controller:
    controlled = found.reasons[controller]
    roots = groups.books.acting_with(controller)
    steps = tuple(
        ControlStep(
            company=named(control.company),
            votes=control.votes,
            parts=tuple((named(holder), share) for holder, share in sorted(control.parts.items())),
            on_record=control.asserted_by is not None,
            words=of_control(roots, control, controlled, groups.majority, groups.rule_of(control), named.in_words)
            if explain
            else None,
        )
        for control in found.steps_of(controller)
    )
    return Controller(named(controller), controller in found.ultimate, refs(roots - {controller}, named), steps)


def _voting_power(party_id: str, groups: Groups, named: "Namer") -> tuple[VotingPower, ...]:
    votes = {one: share for one, share in groups.books.votes.votes.get(party_id, {}).items() if share}
    if not votes or len(votes) > MOST_VOTERS:
        return ()
    orders, swings = shapley_shubik(votes, groups.majority), banzhaf(votes, groups.majority)
    return tuple(
        VotingPower(named(one), share, orders[one], swings[one])
        for one, share in sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    )


def _shares(found: Mapping[str, tuple[Fraction | None, Fraction, Fraction | None]], named: Namer) -> tuple[Share, ...]:
    ranked = sorted(found.items(), key=lambda item: (-item[1][1], item[0]))
    return tuple(Share(named(one), *shares) for one, shares in ranked)


def _chart(equity: Shares, votes: Shares, rings: tuple[frozenset[str], ...], named: Namer) -> tuple[ChartTie, ...]:
    ties = []
    for held, holders in sorted(equity.items()):
        for holder, share in sorted(holders.items()):
            is_back_link = any(held in ring and holder in ring for ring in rings)
            voted = votes.get(held, {}).get(holder, ZERO)
            ties.append(ChartTie(named(holder), named(held), share, voted, is_back_link))
    return tuple(ties)

"""Beneficial owners under a rule pack: which rule for which standard, on one day, and since when."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from algorithms.beneficial_owners import BeneficialOwners, Finding, Standard, Thresholds, beneficial_owners
from algorithms.holdings import ZERO
from algorithms.verdict import Verdict
from rules.books import Books
from rules.graph_facts import Around
from rules.groups import majority_of
from rules.pack import Rule, RuleKind, RulePack

FORMATION_STEPS_MAX = 60
"""Changes of the ties above a company that are looked at for the day since when somebody is its owner."""


class OwnerHistory:
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

"""Connected groups of one day under one rule pack: control, dependency, exemptions, and the limits that apply."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from algorithms.connected_groups import Contagion, Spread
from algorithms.control import Control, Controllers, Majority, controlled_by, controllers_of
from algorithms.dependencies import (
    Dependency,
    DependencyTest,
    funding_dependencies,
    guarantee_dependencies,
    trade_dependency,
)
from algorithms.exposures import Limit
from algorithms.verdict import Operator, Verdict
from rules.books import DE_FACTO, Books
from rules.facts import STATE, is_unidentified
from rules.pack import Rule, RuleKind, RulePack

JOINT_MAJORITY = Majority(Operator.AT_LEAST)
"""Half of the votes: two holders of a joint venture both count as controlling it."""

ON_RECORD = "ON-RECORD"
"""Stands for a rule where a file states control or dependency itself."""

BY_VOTES = "CTRL-LFP"
"""Stands for the rule on control by votes where a pack has none in force."""


def majority_of(rule: Rule | None) -> Majority:
    """Return the majority that the rule names, or more than half where no rule is in force."""
    if rule is None or rule.threshold is None or rule.operator is None:
        return Majority()
    return Majority(rule.operator, rule.threshold)


def limit_of(rule: Rule) -> Limit:
    """Return the limit that the rule sets; raises ValueError for a rule that sets none."""
    if rule.capital is None or rule.threshold is None or rule.operator is None:
        raise ValueError(f"{rule.id} sets no limit")
    return Limit(rule.capital, rule.threshold, rule.operator)


def applies_to(rule: Rule, *, banks: bool) -> bool:
    """Return whether a limit is one for such counterparties."""
    return rule.evaluated and rule.counterparties in (None, "banks" if banks else "others")


def dependency_test(rule: Rule) -> DependencyTest:
    """Return the test that the rule sets; raises ValueError for a rule that sets none."""
    if rule.threshold is None or rule.operator is None:
        raise ValueError(f"{rule.id} sets no threshold")
    return DependencyTest(rule.threshold, rule.operator, asks_replaceable=rule.asks_replaceable)


@dataclass(frozen=True, slots=True)
class RuledDependency:
    """A dependency and the rule by which it was decided."""

    rule: Rule
    dependency: Dependency


class Groups:
    """Who brings down whom under one pack on one day."""

    def __init__(self, books: Books, pack: RulePack, day: date) -> None:
        self.books = books
        self.pack = pack
        self.day = day
        self.control_rule = pack.first(day, RuleKind.CONTROL)
        self.majority = majority_of(self.control_rule)

    def controlled(self, party: str) -> dict[str, Control]:
        """Return what the party controls, alone or with those who act in concert with it."""
        return controlled_by(self.books.acting_with(party), self.books.votes, self.majority)

    def has_part_in(self, party: str, companies: Iterable[str]) -> list[str]:
        """Return of what those control who act in concert with the party where it has a part itself, ascending."""
        if len(self.books.acting_with(party)) == 1:
            return sorted(companies)
        return sorted(self.books.votes.below((party,)).intersection(companies))

    def controllers_of(self, party: str) -> Controllers:
        """Return who controls the party, alone or with those who act in concert with them."""
        return controllers_of(party, self.books.votes, self.majority, self.books.acting_with)

    @cached_property
    def dependencies(self) -> tuple[RuledDependency, ...]:
        """Every dependency that a rule of the pack decides, in whatever way, but for what a person has rebutted."""
        rebutted = self.books.judged("DEPENDS_ON", "REBUTTED")
        return tuple(
            ruled
            for rule in self.pack.in_force(self.day)
            for ruled in dependencies_by(rule, self.books)
            if (ruled.dependency.dependent, ruled.dependency.on) not in rebutted
        )

    @cached_property
    def contagion(self) -> Contagion:
        """The ties along which trouble spreads: proven ones only."""
        return self.contagion_along([*self.control_spreads(), *self._dependency_spreads()])

    def contagion_along(self, spreads: Iterable[Spread]) -> Contagion:
        """Return how trouble spreads along these ties, with the exemptions of the pack.

        Whoever stands behind a nominee who names nobody may be many: they join nobody to a group.
        """
        return Contagion(
            (spread for spread in spreads if not is_unidentified(spread.origin)),
            excluded=self.books.reporting_banks,
            stopping=self.exempt_states,
            virtual=self.books.virtual,
        )

    @cached_property
    def exempt_states(self) -> frozenset[str]:
        """States whose companies are not related for that alone, where the pack exempts them."""
        exempt = self.pack.first(self.day, RuleKind.STATE_EXEMPTION)
        return self.books.facts.ids(STATE) if exempt else frozenset()

    def control_spreads(self) -> Iterator[Spread]:
        """Yield a tie from each controller to each company that it controls, with the rule."""
        for party in sorted(self.books.votes.parties):
            controlled = self.controlled(party)
            for company in self.has_part_in(party, controlled):
                yield Spread(party, company, self.reason_of(controlled[company]))

    @cached_property
    def family_rule(self) -> Rule | None:
        """The rule by which close relatives together may control: a person has to confirm it."""
        return self.pack.first(self.day, RuleKind.FAMILY_GROUP)

    def family_of(self, person: str) -> frozenset[str]:
        """Return the person with those close relatives who have a part or a say in companies; alone without any."""
        if self.family_rule is None or person not in self.books.persons:
            return frozenset((person,))
        relatives = self.books.family.relatives(person, self.family_rule.degrees)
        return frozenset({person, *(one for one in relatives if one in self.books.votes.by_holder)})

    def controlled_with_family(self, person: str) -> dict[str, Control]:
        """Return what the person controls together with close relatives; nothing for whoever has none with a part."""
        family = self.family_of(person)
        return {} if len(family) == 1 else controlled_by(family, self.books.votes, majority_of(self.family_rule))

    def only_with_family(self, person: str) -> list[str]:
        """Return in which of these the person has a part and does not control them otherwise, ascending."""
        together = self.controlled_with_family(person)
        below = self.books.votes.below((person,)) if together else set()
        return sorted((together.keys() & below) - self.controlled(person).keys())

    def rule_of(self, control: Control) -> Rule | None:
        """Return the rule by which the control counts; None where none of the pack names it."""
        if control.asserted_by is None:
            return self.control_rule
        basis = self.books.control_on_record.get((control.asserted_by, control.company), "")
        rules = self.pack.in_force(self.day, RuleKind.ASSERTED_CONTROL)
        return next((rule for rule in rules if basis in rule.basis), None)

    def reason_of(self, control: Control) -> str:
        """Return the id of the rule by which the control counts, or what stands for one."""
        rule = self.rule_of(control)
        return rule.id if rule else ON_RECORD if control.asserted_by is not None else BY_VOTES

    @cached_property
    def rule_of_facts(self) -> Rule | None:
        """The rule by which control that somebody states as a mere fact has to be reviewed."""
        rules = self.pack.in_force(self.day, RuleKind.ASSERTED_CONTROL)
        return next((rule for rule in rules if DE_FACTO in rule.basis), None)

    def dependencies_on_record(self) -> Iterator[Spread]:
        """Yield the dependencies that a file or a person states."""
        for tie in self.books.facts.of_kind("DEPENDS_ON"):
            yield Spread(tie.end, tie.start, ON_RECORD)
        for dependent, on in sorted(self.books.judged("DEPENDS_ON", "CONFIRMED")):
            yield Spread(on, dependent, ON_RECORD)

    def _dependency_spreads(self) -> Iterator[Spread]:
        yield from self.dependencies_on_record()
        for ruled in self.dependencies:
            if ruled.dependency.verdict is Verdict.TRUE:
                yield Spread(ruled.dependency.on, ruled.dependency.dependent, ruled.rule.id)


def dependencies_by(rule: Rule, books: Books) -> Iterable[RuledDependency]:
    """Return the dependencies that one rule decides; nothing for rules of other kinds."""
    if rule.kind is RuleKind.GUARANTEE_DEPENDENCY:
        found: Iterable[Dependency] = guarantee_dependencies(books.promises, books.net_assets, dependency_test(rule))
    elif rule.kind is RuleKind.TRADE_DEPENDENCY:
        found = (trade_dependency(trade, dependency_test(rule)) for trade in books.trades)
    elif rule.kind is RuleKind.FUNDING_DEPENDENCY:
        found = funding_dependencies(books.fundings, dependency_test(rule))
    else:
        return ()
    return tuple(RuledDependency(rule, dependency) for dependency in found)

"""Who is related to the bank itself: its controllers, large holders and insiders, their relatives and companies."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property

import networkx as nx

from algorithms.control import steps_to
from algorithms.holdings import ZERO, Right
from algorithms.kinship import Degree
from algorithms.ownership import owners_of
from algorithms.verdict import Operator, Verdict
from rules.derived import DerivedKind, DerivedTie, share_text
from rules.evidence import Evidence, Path
from rules.groups import Groups
from rules.owner_rules import beneficial_owner_rules, beneficial_owners_in
from rules.pack import Relation, Rule, RuleKind

_KIN = ("SPOUSE_OF", "PARENT_OF", "SIBLING_OF")


class BankRelated:
    """Parties related to the reporting bank under one pack; nobody where the facts do not say which bank reports."""

    def __init__(self, groups: Groups, evidence: Evidence) -> None:
        self._groups = groups
        self._books = groups.books
        self._evidence = evidence

    def ties(self) -> list[DerivedTie]:
        """Return a tie from each related party to the bank for each rule by which it is related."""
        rules = list(self._groups.pack.in_force(self._groups.day, RuleKind.RELATED_TO_BANK))
        return [
            DerivedTie(
                DerivedKind.RELATED_TO,
                party,
                bank,
                rule.id,
                Verdict.REVIEW if rule.relation is Relation.INFLUENCED else Verdict.TRUE,
                basis=rule.relation.value,
                lower=share_text(share),
                paths=paths,
            )
            for bank in sorted(self._books.reporting_banks)
            for found in (_Related(bank, self._groups, self._evidence, rules),)
            for rule in rules
            if rule.relation is not None
            for party, (share, paths) in sorted(found.by(rule).items())
            if party != bank
        ]


_Found = Mapping[str, tuple[Fraction | None, tuple[Path, ...]]]
"""Party → its share of the bank, where that is what counts, and the ways on record."""


class _Related:
    def __init__(self, bank: str, groups: Groups, evidence: Evidence, rules: Iterable[Rule]) -> None:
        self._bank = bank
        self._groups = groups
        self._books = groups.books
        self._evidence = evidence
        self._rules = {rule.relation: rule for rule in rules}

    def by(self, rule: Rule) -> _Found:
        """Return who is related by one rule."""
        finders: Mapping[Relation, Callable[[], _Found]] = {
            Relation.CONTROLLER: lambda: self._controllers,
            Relation.HOLDER: lambda: self._holders,
            Relation.BEHIND_HOLDER: lambda: self._behind_holders,
            Relation.INSIDER: lambda: self._insiders_of(self._bank),
            Relation.RELATIVE: lambda: self._relatives(rule.degrees),
            Relation.INSIDER_OF_HOLDER: self._insiders_of_holders,
            Relation.CONTROLLED: lambda: self._controlled,
            Relation.INFLUENCED: lambda: self._influenced(rule),
            Relation.OWN: self._own,
        }
        return finders[rule.relation]() if rule.relation else {}

    @cached_property
    def _controllers(self) -> _Found:
        """Controllers, whoever acts in concert with them, and the persons who are proven beneficial owners."""
        found: dict[str, tuple[Fraction | None, tuple[Path, ...]]] = {}
        controllers = self._groups.controllers_of(self._bank)
        for controller in controllers.all:
            roots = self._books.acting_with(controller)
            ways = self._evidence.ways_of_control(roots, self._bank, controllers.steps_of(controller))
            found |= dict.fromkeys(roots, (None, ways))
        for person in self._beneficial_owners(self._bank):
            found.setdefault(person, (None, self._ways_of_shares(person)))
        return found

    @cached_property
    def _holders(self) -> _Found:
        """Whoever has so large a share, over all ways and with those who act in concert."""
        rule = self._rules.get(Relation.HOLDER)
        if rule is None:
            return {}
        owned = owners_of(self._books.holdings.equity, self._bank).total
        pooled = {party: sum((owned.get(one, ZERO) for one in self._books.acting_with(party)), ZERO) for party in owned}
        return {
            party: (share, self._ways_of_shares(party))
            for party, share in pooled.items()
            if _holds(rule, share) and self._books.kind_of(party) != "Unknown"
        }

    @cached_property
    def _behind_holders(self) -> _Found:
        """The controllers of large holders, whoever acts in concert with these, and their beneficial owners."""
        found: dict[str, tuple[Fraction | None, tuple[Path, ...]]] = {}
        for holder in sorted(self._holders):
            controllers = self._groups.controllers_of(holder)
            for controller in controllers.all:
                ways = self._evidence.ways_of_control(
                    self._books.acting_with(controller), holder, controllers.steps_of(controller)
                )
                found.setdefault(controller, (None, ways))
            for other in sorted(self._books.acting_with(holder) - {holder}):
                found.setdefault(
                    other,
                    (None, self._evidence.between(min(holder, other), max(holder, other), "ACTS_IN_CONCERT_WITH")),
                )
            for person in self._beneficial_owners(holder):
                found.setdefault(person, (None, ()))
        return {party: ways for party, ways in found.items() if party not in self._holders}

    def _insiders_of(self, company: str) -> _Found:
        found: dict[str, list[Path]] = defaultdict(list)
        for tie in self._books.facts.of_kind("HOLDS_POSITION"):
            if tie.end == company:
                found[tie.start].append((tie.key,))
        return {person: (None, tuple(sorted(ways))) for person, ways in found.items()}

    def _relatives(self, degrees: Iterable[Degree]) -> _Found:
        persons = {*self._controllers, *self._holders, *self._insiders_of(self._bank)} & self._books.persons
        wanted = tuple(degrees)
        found: dict[str, tuple[Fraction | None, tuple[Path, ...]]] = {}
        for person in sorted(persons):
            for relative in sorted(self._books.family.relatives(person, wanted) - persons):
                found.setdefault(relative, (None, self._kin_way(person, relative)))
        return found

    def _insiders_of_holders(self) -> _Found:
        companies = sorted({*self._controllers, *self._holders} - self._books.persons)
        found: dict[str, tuple[Fraction | None, tuple[Path, ...]]] = {}
        for company in companies:
            for person, ways in self._insiders_of(company).items():
                found.setdefault(person, ways)
        return found

    @cached_property
    def _controlled(self) -> _Found:
        """What any of the related control; the companies of a state are not related for that alone."""
        relatives = self._rules.get(Relation.RELATIVE)
        roots = {*self._controllers, *self._holders, *self._behind_holders, *self._insiders_of(self._bank)}
        roots |= set(self._relatives(relatives.degrees)) if relatives else set()
        found: dict[str, tuple[Fraction | None, tuple[Path, ...]]] = {}
        for root in sorted(roots - self._groups.exempt_states):
            controlled = self._groups.controlled(root)
            for company in sorted(controlled.keys() - {self._bank}):
                together = self._books.acting_with(root)
                ways = self._evidence.ways_of_control(together, company, steps_to(company, controlled))
                found.setdefault(company, (None, ways))
        own = set(self._groups.controlled(self._bank))
        return {company: ways for company, ways in found.items() if company not in own}

    def _influenced(self, rule: Rule) -> _Found:
        """Companies of which a controller, or the bank, holds so much that influence is presumed but not control."""
        found: dict[str, tuple[Fraction | None, tuple[Path, ...]]] = {}
        for party in sorted({*self._controllers, self._bank} - self._groups.exempt_states):
            for company, share in sorted(self._books.holdings.by_holder(Right.EQUITY).get(party, {}).items()):
                if _holds(rule, share) and company not in self._groups.controlled(party):
                    found.setdefault(company, (share, self._evidence.between(party, company, "OWNS")))
        return {company: ways for company, ways in found.items() if company not in self._controlled}

    def _own(self) -> _Found:
        controlled = self._groups.controlled(self._bank)
        return {
            company: (None, self._evidence.ways_of_control((self._bank,), company, steps_to(company, controlled)))
            for company in controlled
        }

    def _beneficial_owners(self, company: str) -> Iterator[str]:
        pack, day = self._groups.pack, self._groups.day
        found = beneficial_owners_in(self._books, company, pack, day, beneficial_owner_rules(pack, day))
        return (finding.person for finding in found.findings if finding.verdict is Verdict.TRUE)

    def _ways_of_shares(self, party: str) -> tuple[Path, ...]:
        above = owners_of(self._books.holdings.equity, self._bank).sums
        return self._evidence.ways_of_shares(Right.EQUITY, party, self._bank, above)

    def _kin_way(self, person: str, relative: str) -> tuple[Path, ...]:
        chain = nx.shortest_path(self._kin, person, relative)
        return (tuple(self._kin.edges[step]["key"] for step in itertools.pairwise(chain)),)

    @cached_property
    def _kin(self) -> nx.Graph:
        network = nx.Graph()
        for tie in self._books.facts.of_kind(*_KIN):
            network.add_edge(tie.start, tie.end, key=tie.key)
        return network


def _holds(rule: Rule, share: Fraction) -> bool:
    return (rule.operator or Operator.AT_LEAST).holds(share, rule.threshold or ZERO)

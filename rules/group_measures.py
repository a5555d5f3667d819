"""Measures of connected groups: dependency, closures, maximal groups, and exposures against limits."""

from collections.abc import Collection, Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx

from algorithms.connected_groups import Contagion, Spread
from algorithms.control import controlled_by
from algorithms.dependencies import Dependency, burden, guarantors_to_review
from algorithms.exposures import LimitUse, OwnFunds, use_of
from algorithms.verdict import Verdict
from rules.groups import JOINT_MAJORITY, Groups, applies_to, dependencies_by, dependency_test, limit_of
from rules.measure import NONE, Measure, measure
from rules.pack import Rule, RuleKind

if TYPE_CHECKING:
    from rules.books import Books


class GroupMeasures:
    """Groups under the chosen pack; dependency and limits under every rule of every pack, for comparison."""

    def __init__(self, groups: Groups, rules: Collection[Rule], own_funds: OwnFunds) -> None:
        self._groups = groups
        self._books: Books = groups.books
        self._contagion: Contagion = groups.contagion
        self._rules = rules
        self._own_funds = own_funds
        self._members = sorted({member for group in self._contagion.groups for member in group.members})

    def measures(self) -> Iterator[Measure]:
        """Yield dependencies, then groups, then exposures."""
        for rule in self._rules:
            for ruled in dependencies_by(rule, self._books):
                for rule_id in (rule.id, *rule.aliases):
                    yield from _dependency(rule_id, ruled.dependency)
        for tie in self._books.facts.of_kind("TRANSACTS_WITH"):
            total = tie.number("annual_total")
            if tie.amount is not None and total:
                yield measure("revenue_or_cost_share", "ED-50", tie.start, tie.end, tie.amount / total)
        yield from self._together()
        yield from self._of_groups()
        yield from self._joint()
        if self._books.has_exposures:
            yield from self._exposures()

    def _together(self) -> Iterator[Measure]:
        for rule in self._rules:
            if rule.kind is RuleKind.GUARANTEE_DEPENDENCY:
                test = dependency_test(rule)
                to_review = guarantors_to_review(self._books.promises, self._books.net_assets, test)
                for guarantor, borrowers in to_review.items():
                    subject = "|".join(borrowers)
                    yield measure("depends_on_any_of", "ED-GUAR-AGG", guarantor, subject, Verdict.REVIEW)
        for guarantor in sorted({promise.guarantor for promise in self._books.promises}):
            given = [promise for promise in self._books.promises if promise.guarantor == guarantor]
            share = burden(given, self._books.net_assets.get(guarantor))
            value = Verdict.UNKNOWN if share is None else share
            yield measure("aggregate_burden", "ED-GUAR-AGG", guarantor, "", value)

    def _of_groups(self) -> Iterator[Measure]:
        numbered = dict(enumerate(self._contagion.groups, 1))
        for number, group in numbered.items():
            yield measure("connected_group", "CC-MAX", str(number), "", group.members)
        involved = {*self._members, *(tie.start for tie in self._books.facts.of_kind("GUARANTEES"))}
        for party in sorted(involved):
            mine = [number for number, group in numbered.items() if party in group.members]
            yield measure("contagion_closure", "CC-CLOSURE", party, "", self._contagion.closure(party))
            yield measure("groups_of", "CC", party, "", [str(number) for number in mine])
            for number in mine:
                yield measure("connected_group", "CC", party, "", numbered[number].members)
            if not mine:
                yield measure("connected_group", "CC", party, "", NONE)
        yield from self._pairs()

    def _pairs(self) -> Iterator[Measure]:
        ties = nx.Graph((group.head, member) for group in self._contagion.groups for member in group.members)
        component = {party: number for number, parties in enumerate(nx.connected_components(ties)) for party in parties}
        for one, other in combinations(self._members, 2):
            together = self._contagion.share_a_group(one, other)
            for pair in ((one, other), (other, one)):
                yield measure("same_group", "CC", *pair, together)
                if not together and component[one] == component[other]:
                    yield measure("wcc_is_wrong", "CC", *pair, value=True)

    def _joint(self) -> Iterator[Measure]:
        """Yield groups by joint control: where half of the votes count, both holders of a joint venture have it."""
        books = self._books
        joint = Contagion(
            (
                Spread(party, company, "CC-JOINT")
                for party in books.votes.parties
                for company in controlled_by(books.acting_with(party), books.votes, JOINT_MAJORITY)
            ),
            excluded=books.reporting_banks,
            stopping=self._groups.exempt_states,
        )
        for group in joint.groups:
            yield measure("connected_group", "CC-JOINT", group.head, "", group.members)
        for one, other in combinations(joint.groups, 2):
            if one.members & other.members:
                for pair in ((one.head, other.head), (other.head, one.head)):
                    yield measure("groups_merged", "CC-JOINT", *pair, value=False)

    def _exposures(self) -> Iterator[Measure]:
        exposures = self._books.exposures
        for number, group in enumerate(self._contagion.groups, 1):
            yield measure("group_exposure", "LIMIT", str(number), "", exposures.of(group.members))
            yield from self._limits(str(number), group.members, "group")
        for party in sorted(self._books.facts.parties):
            amount = exposures.of((party,))
            if amount:
                yield measure("single_exposure", "LIMIT", party, "", amount)
                yield from self._limits(party, (party,), "single")
        yield measure("distinct_exposure_total", "LIMIT", "*", "", exposures.total)

    def _limits(self, subject: str, parties: Collection[str], of: str) -> Iterator[Measure]:
        exposure = self._books.exposures.of(parties)
        banks = self._books.are_banks(parties)
        for rule in self._rules:
            if rule.kind not in _LIMITS or rule.of != of or not applies_to(rule, banks=banks):
                continue
            use = use_of(limit_of(rule), exposure, self._own_funds)
            yield from _ratio(use, subject)
            for rule_id in (rule.id, *rule.aliases):
                yield measure(_LIMITS[rule.kind], rule_id, subject, "", use.reached)


_LIMITS = {RuleKind.LIMIT: "breach", RuleKind.LARGE_EXPOSURE: "is_large_exposure"}

_SHARE_NAMES = {"guarantee": "guarantee_burden", "funding": "funding_share"}


def _dependency(rule_id: str, dependency: Dependency) -> Iterator[Measure]:
    name = _SHARE_NAMES.get(dependency.criterion, "revenue_or_cost_share")
    share = Verdict.UNKNOWN if dependency.share is None else dependency.share
    yield measure(name, rule_id, dependency.dependent, dependency.on, share)
    yield measure("depends_on", rule_id, dependency.dependent, dependency.on, dependency.verdict)


def _ratio(use: LimitUse, subject: str) -> Iterator[Measure]:
    if use.ratio is not None:
        yield measure(f"exposure_ratio_{use.limit.capital}", "LIMIT", subject, "", use.ratio)

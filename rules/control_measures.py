"""Measures of control: fixpoints by both operators, own shares, rings that support themselves, voting power."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from algorithms.control import Majority, VoteBook, controlled_by, supported_by_a_ring
from algorithms.holdings import ZERO
from algorithms.verdict import Operator, Verdict
from algorithms.voting_power import MOST_VOTERS, banzhaf, shapley_shubik
from rules.asked import Asked
from rules.books import Books
from rules.groups import JOINT_MAJORITY
from rules.measure import Measure, measure

if TYPE_CHECKING:
    from fractions import Fraction

STRICT = Majority(Operator.ABOVE)


class ControlMeasures:
    """Control of every company by every party; for pairs that are `asked` also where there is none."""

    def __init__(self, books: Books, asked: Asked) -> None:
        self._books = books
        self._prints_no = asked.is_complete
        self._companies = sorted({*asked.companies, *books.companies})
        self._parties = sorted({*asked.persons, *(books.persons & books.votes.parties)}) + self._companies

    def measures(self) -> Iterator[Measure]:
        """Yield the measures of every pair, then those of every company."""
        books = self._books
        strict = self._controlled(books.votes, STRICT)
        yield from self._pairs("control_gt_0.50", strict)
        yield from self._pairs("control_ge_0.50", self._controlled(books.votes, JOINT_MAJORITY))
        if any(company in holders for company, holders in books.holdings.votes.items()):
            yield from self._own_shares(strict)
        yield from self._rings(strict)
        yield from self._voting_power()
        yield from self._ultimate(strict)

    def _controlled(self, book: VoteBook, majority: Majority) -> dict[str, set[str]]:
        return {party: set(controlled_by(self._books.acting_with(party), book, majority)) for party in self._parties}

    def _pairs(self, name: str, controlled: Mapping[str, set[str]]) -> Iterator[Measure]:
        for party in self._parties:
            for company in self._companies:
                is_controlled = company in controlled[party]
                if company != party and (self._prints_no or is_controlled):
                    yield measure(name, "CTRL-LFP", party, company, is_controlled)

    def _own_shares(self, strict: Mapping[str, set[str]]) -> Iterator[Measure]:
        counted = self._controlled(self._books.votes_with_own_shares, STRICT)
        yield from self._pairs("control_gt_0.50_treasury_excluded", strict)
        yield from self._pairs("control_gt_0.50_treasury_counted", counted)
        for company, holders in sorted(self._books.holdings.votes.items()):
            if company in holders:
                for holder, votes in sorted(self._books.votes.votes[company].items()):
                    yield measure("effective_vote", "CTRL-TREASURY", holder, company, votes)

    def _rings(self, strict: Mapping[str, set[str]]) -> Iterator[Measure]:
        for party in self._parties:
            supported = supported_by_a_ring(self._books.acting_with(party), self._books.votes, STRICT)
            for company in sorted(supported):
                yield measure("control_gfp", "CTRL-GFP", party, company, value=True)
                yield measure("control_status", "CTRL-CIRCULAR", party, company, Verdict.REVIEW)
            if self._prints_no:
                for company in self._companies:
                    if company != party and company not in supported:
                        in_least = company in strict[party]
                        yield measure("control_gfp", "CTRL-GFP", party, company, in_least)
                        yield measure("control_status", "CTRL-CIRCULAR", party, company, Verdict.of(in_least))

    def _voting_power(self) -> Iterator[Measure]:
        for company, holders in sorted(self._books.votes.votes.items()):
            voters: dict[str, Fraction] = {holder: votes for holder, votes in holders.items() if votes > ZERO}
            if not voters or len(voters) > MOST_VOTERS:
                continue
            for name, rule_id, index in (
                ("shapley_shubik", "VOTE-SSI", shapley_shubik),
                ("banzhaf_normalized", "VOTE-BZ", banzhaf),
            ):
                for holder, power in sorted(index(voters, STRICT).items()):
                    yield measure(name, rule_id, holder, company, power)

    def _ultimate(self, strict: Mapping[str, set[str]]) -> Iterator[Measure]:
        for company in self._companies:
            controllers = [party for party in self._parties if company in strict[party]]
            ultimate = [
                party
                for party in controllers
                if not any(party in strict[other] and other not in strict[party] for other in controllers)
            ]
            yield measure("ultimate_controllers", "CTRL-ULTIMATE", company, "", ultimate)

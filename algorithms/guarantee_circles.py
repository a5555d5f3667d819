"""Guarantees that come back to whoever gave them: rings, pairs, chains, stars and the networks around them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice

import networkx as nx

from algorithms.holdings import ZERO

LONGEST_CYCLE = 8
"""Circles with more members are shown as part of their ring, not one by one."""

MOST_CYCLES = 1000


@dataclass(frozen=True, slots=True)
class Guarantee:
    """`guarantor` answers for `borrower`; the amount is None where it is unknown."""

    guarantor: str
    borrower: str
    amount: Fraction | None


class GuaranteeNetwork:
    """All guarantees of a day for others, without those of `professional` guarantors (licensed companies, banks).

    A professional guarantor would tie half the market into one network; `professional` keeps those who gave some.
    """

    def __init__(self, guarantees: Iterable[Guarantee], professional: Collection[str] = ()) -> None:
        hubs = frozenset(professional)
        self._network: nx.DiGraph[str] = nx.DiGraph()
        self._amounts: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        given: set[str] = set()
        for guarantee in guarantees:
            pair = (guarantee.guarantor, guarantee.borrower)
            if hubs & set(pair):
                given |= hubs & set(pair)
            elif guarantee.guarantor != guarantee.borrower:
                self._network.add_edge(*pair)
                self._amounts[pair] += guarantee.amount or ZERO
        self.professional = tuple(sorted(given))

    @property
    def parties(self) -> frozenset[str]:
        """Everyone who gives or has a guarantee that is counted."""
        return frozenset(self._network)

    @cached_property
    def rings(self) -> tuple[tuple[str, ...], ...]:
        """Sets of two or more who all answer for each other, directly or through others; each ascending."""
        return _ordered(ring for ring in nx.strongly_connected_components(self._network) if len(ring) > 1)

    @cached_property
    def circles(self) -> tuple[tuple[str, ...], ...]:
        """Single circles of at most LONGEST_CYCLE members, in the order of the guarantees, smallest member first.

        At most MOST_CYCLES of them are listed.
        """
        found = islice(nx.simple_cycles(self._network, length_bound=LONGEST_CYCLE), MOST_CYCLES)
        return tuple(sorted((_from_smallest(cycle) for cycle in found if len(cycle) > 1), key=lambda c: (sorted(c), c)))

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Two who answer for each other."""
        return tuple(sorted((a, b) for a, b in self._network.edges if a < b and self._network.has_edge(b, a)))

    @cached_property
    def networks(self) -> tuple[tuple[str, ...], ...]:
        """Sets of parties joined by guarantees in whichever direction."""
        return _ordered(part for part in nx.weakly_connected_components(self._network) if len(part) > 1)

    def ring_of(self, party: str) -> tuple[str, ...]:
        """Return the ring of the party, or nothing."""
        return next((ring for ring in self.rings if party in ring), ())

    def network_of(self, party: str) -> tuple[str, ...]:
        """Return the network of the party, or nothing."""
        return next((network for network in self.networks if party in network), ())

    def longest_chain_from(self, party: str) -> tuple[str, ...]:
        """Return the longest chain of guarantees from the party that meets no ring; at least the party alone."""
        ringed = {member for ring in self.rings for member in ring}
        if party not in self._network or party in ringed:
            return (party,)
        outside = self._network.subgraph(set(self._network) - ringed)
        longest: dict[str, tuple[str, ...]] = {}
        for member in reversed(list(nx.topological_sort(outside))):
            onward = (longest[following] for following in sorted(outside.successors(member)))
            longest[member] = (member, *max(onward, key=len, default=()))
        return longest[party]

    def given_to(self, party: str) -> Mapping[str, Fraction]:
        """Return borrower → amount of all that the party answers for."""
        if party not in self._network:
            return {}
        return {borrower: self._amounts[party, borrower] for borrower in sorted(self._network.successors(party))}

    def amount_within(self, members: Collection[str]) -> Fraction:
        """Return the sum of guarantees among the members."""
        inside = set(members)
        return sum((amount for pair, amount in self._amounts.items() if inside.issuperset(pair)), ZERO)

    def net(self, one: str, other: str) -> Fraction:
        """Return what `one` answers for of `other`, less the reverse."""
        return self._amounts.get((one, other), ZERO) - self._amounts.get((other, one), ZERO)

    def guarantees_within(self, members: Collection[str]) -> tuple[Guarantee, ...]:
        """Return the guarantees among the members, one a pair."""
        inside = set(members)
        return tuple(
            Guarantee(*pair, amount) for pair, amount in sorted(self._amounts.items()) if inside.issuperset(pair)
        )


def _ordered(sets: Iterable[Collection[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(tuple(sorted(members)) for members in sets))


def _from_smallest(cycle: list[str]) -> tuple[str, ...]:
    first = cycle.index(min(cycle))
    return (*cycle[first:], *cycle[:first])

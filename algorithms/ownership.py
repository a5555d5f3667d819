"""Direct, total and integrated ownership: exact sums over all walks, also around cross-holdings.

With A[i,j] the share of j that i holds directly, V = (I − A)⁻¹ and total ownership T = V − I counts every walk from
i to j. Integrated ownership V[i,j] / V[i,i] takes out the walks that pass through i again, which would otherwise
overstate what companies within a ring own (Brioschi, Buzzacchi, Colombo 1989; Baldone, Brioschi, Paleari 1998;
Vitali, Glattfelder, Battiston 2011). For whoever is held by nobody the two are the same.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import networkx as nx

from algorithms.holdings import ONE, ZERO, Shares, reachable
from algorithms.large_rings import solve_ring

EXACT_RING = 48
"""Cross-holdings among at most so many companies are solved in fractions; larger ones in double precision."""


@dataclass(frozen=True)
class Walks:
    """Sums over all walks from `start`: to the holders above it, or to what it holds below it.

    - `sums`: party → V, with `start` itself at 1 or, where walks come back to it, more.
    - `rings`: the sets of parties on these walks that hold each other, smallest first.
    - `closed`: parties of rings that nobody outside owns a part of; they have no sum.
    - `approximate`: whether a ring was too large for exact fractions.
    """

    start: str
    sums: Mapping[str, Fraction]
    rings: tuple[frozenset[str], ...]
    closed: frozenset[str]
    approximate: bool

    @cached_property
    def total(self) -> dict[str, Fraction]:
        """Total ownership T of all but `start`, and of `start` where it holds itself."""
        own = {self.start: self.sums[self.start] - ONE} if self.sums.get(self.start, ONE) > ONE else {}
        return {party: share for party, share in self.sums.items() if party != self.start} | own


def owners_of(equity: Shares, held: str) -> Walks:
    """Return what everyone owns of `held`, directly and through others."""
    return walk_sums(equity, held)


def owned_by(equity_by_holder: Shares, holder: str) -> Walks:
    """Return what `holder` owns of everyone, directly and through others."""
    return walk_sums(equity_by_holder, holder)


def integrated(equity: Shares, owners: Walks, holder: str) -> Fraction | None:
    """Return the share of `owners.start` that `holder` owns, with walks around `holder` itself taken out.

    None where a closed ring leaves it undefined.
    """
    if holder in owners.closed or owners.start in owners.closed:
        return None
    # Whoever is in no ring above the party meets itself on no walk.
    is_in_ring = any(holder in ring for ring in owners.rings)
    itself = walk_sums(equity, holder).sums[holder] if is_in_ring else ONE
    return owners.sums.get(holder, ZERO) / itself if holder != owners.start else (itself - ONE) / itself


def unidentified_share(owners: Walks, identified: Container[str]) -> Fraction:
    """Return the part of the party that ends with none of the `identified`: people or others at a chain's end.

    It holds what is missing from cap tables, unidentified holders, holders without owners on record and closed rings.
    """
    total = owners.total
    return max(ZERO, ONE - sum((share for party, share in total.items() if party in identified), ZERO))


def walk_sums(arcs: Shares, start: str) -> Walks:
    """Return Σ over all walks from `start` of the product of shares, for each party that can be reached.

    Outside rings one pass in topological order; each ring by elimination. A ring whose matrix is singular, or whose
    shares add up to more than everything, is closed: it has no sum, and nothing is passed on from it.
    """
    members = reachable(arcs, (start,))
    inner = {party: {to: share for to, share in arcs.get(party, {}).items() if share} for party in members}
    into: dict[str, dict[str, Fraction]] = {party: {} for party in members}
    for party, targets in inner.items():
        for to, share in targets.items():
            into[to][party] = share
    sums: dict[str, Fraction] = {}
    rings: list[frozenset[str]] = []
    closed: set[str] = set()
    approximate = False
    for component in _in_order(inner):
        is_ring = len(component) > 1 or next(iter(component)) in inner[next(iter(component))]
        arriving = {
            party: sum((sums[origin] * share for origin, share in into[party].items() if origin in sums), ZERO)
            + (ONE if party == start else ZERO)
            for party in component
        }
        if not is_ring:
            sums.update(arriving)
            continue
        rings.append(frozenset(component))
        exact = len(component) <= EXACT_RING
        solved = (_eliminated if exact else solve_ring)(into, arriving)
        approximate |= not exact
        if solved is None:
            closed.update(component)
        else:
            sums.update(solved)
    rings.sort(key=lambda ring: (len(ring), sorted(ring)))
    return Walks(start, sums, tuple(rings), frozenset(closed), approximate)


def simple_path_sum(equity_by_holder: Shares, holder: str, held: str) -> Fraction:
    """Return the sum over paths that meet no party twice: too little on rings, shown for comparison only."""
    network = nx.DiGraph()
    network.add_nodes_from((holder, held))
    inner = reachable(equity_by_holder, (holder,))
    network.add_weighted_edges_from(
        (party, to, share) for party in inner for to, share in equity_by_holder.get(party, {}).items() if party != to
    )
    total = ZERO
    for path in nx.all_simple_edge_paths(network, holder, held):
        product = ONE
        for origin, to in path:
            product *= network[origin][to]["weight"]
        total += product
    return total


def _in_order(arcs: Mapping[str, Mapping[str, Fraction]]) -> list[set[str]]:
    """Return the strongly connected components, those that walks reach first standing first."""
    network = nx.DiGraph({party: list(targets) for party, targets in arcs.items()})
    return list(reversed(list(nx.strongly_connected_components(network))))


def _eliminated(
    into: Mapping[str, Mapping[str, Fraction]], arriving: Mapping[str, Fraction]
) -> dict[str, Fraction] | None:
    """Solve x = x·A + b within one ring by Gaussian elimination; None when a pivot of I − A is not positive.

    I − A is an M-matrix: all pivots are positive exactly when its walks add up to something finite.
    """
    order = sorted(arriving)
    rows = {party: {origin: -share for origin, share in into[party].items() if origin in arriving} for party in order}
    for party in order:
        rows[party][party] = rows[party].get(party, ZERO) + ONE
    right = dict(arriving)
    for position, party in enumerate(order):
        pivot = rows[party].get(party, ZERO)
        if pivot <= 0:
            return None
        for other in order[position + 1 :]:
            factor = rows[other].pop(party, ZERO) / pivot
            if factor:
                for column, value in rows[party].items():
                    if column != party:
                        rows[other][column] = rows[other].get(column, ZERO) - factor * value
                right[other] -= factor * right[party]
    solved: dict[str, Fraction] = {}
    for party in reversed(order):
        known = sum((value * solved[column] for column, value in rows[party].items() if column in solved), ZERO)
        solved[party] = (right[party] - known) / rows[party][party]
    return solved

"""What stands behind a plan: reach by segment, how sure it is where ties are, and why each person was chosen."""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from algorithms.cascade import Cascade, Spread
from algorithms.influence_kernels import reach_through_neighbours
from algorithms.network import Floats
from algorithms.network_kernels import rows_of_arcs

REPLICATES = 40
RUNS_OF_REPLICATE = 250
RUNS_OF_REASON = 1_000
TOLD = 5
PATH_MIN = 1e-3
"""A way along which influence passes less often is not told."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which values the reach lies in nine of ten worlds where uncertain ties may not exist."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A neighbour of a chosen person: how often persuaded, and how many of the audience are then reached through it."""

    node: int
    chance: float
    reach: float


@dataclass(frozen=True, slots=True)
class Way:
    """The likeliest way from a chosen person to somebody, and the chance that influence passes all along it."""

    nodes: tuple[int, ...]
    chance: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person was chosen: who passes influence on, and the likeliest ways beyond the neighbours."""

    person: int
    reach_alone: float
    neighbours: tuple[Neighbour, ...]
    ways: tuple[Way, ...]


def reach_by_segment(cascade: Cascade, spread: Spread, segments: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """Return name → how many of a segment's persons who count are reached in the mean."""
    counted = np.where(cascade.is_counted, spread.chance_of, 0.0)
    return {name: float(counted[list(nodes)].sum()) for name, nodes in segments.items()}


def reach_interval(cascade: Cascade, seeds: Sequence[int], confidence: Floats, seed: int) -> Interval:
    """Return the reach when every tie exists with its confidence: float64[arcs] of `network.out`, 1 is certain.

    A tie in both directions exists or not as one. Each of `REPLICATES` worlds is simulated anew.
    """
    network = cascade.network
    starts, ends = network.out.sources.astype(np.int64), network.out.targets.astype(np.int64)
    lesser, greater = np.minimum(starts, ends), np.maximum(starts, ends)
    _, tie = np.unique(lesser * len(network) + greater, return_inverse=True)
    chance = np.random.default_rng(seed)
    reached = []
    for number in range(REPLICATES):
        exists = chance.random(int(tie.max(initial=-1)) + 1)[tie] < confidence
        out_chances = np.where(exists, cascade.out_chances, 0.0)
        in_chances = rows_of_arcs(len(network), network.out.targets, network.out.sources, out_chances)[2]
        world = replace(cascade, out_chances=out_chances, in_chances=in_chances)
        reached.append(world.simulated(seeds, RUNS_OF_REPLICATE, seed + number).mean)
    low, median, high = np.quantile(reached, [0.05, 0.5, 0.95]).tolist()
    return Interval(low, median, high)


def reason(cascade: Cascade, person: int, seed: int) -> Reason:
    """Say through whom a person alone reaches others; under linear threshold the chances are read as a cascade's."""
    rows = cascade.network.out
    chances, reaches = reach_through_neighbours(
        rows.offsets,
        rows.targets,
        cascade.out_chances,
        person,
        cascade.closed,
        cascade.is_counted,
        RUNS_OF_REASON,
        seed,
    )
    low = int(rows.offsets[person])
    best = np.argsort(-reaches, kind="stable")[:TOLD].tolist()
    neighbours = tuple(
        Neighbour(int(rows.targets[low + arc]), float(chances[arc]), float(reaches[arc]))
        for arc in best
        if reaches[arc]
    )
    alone = float(reaches.sum()) + float(cascade.is_counted[person])
    return Reason(person, alone, neighbours, _likeliest_ways(cascade, person))


def _likeliest_ways(cascade: Cascade, person: int) -> tuple[Way, ...]:
    """Return the likeliest ways to persons beyond the neighbours (Dijkstra over −log of the chances)."""
    rows = cascade.network.out
    before: dict[int, int] = {}
    waiting: list[tuple[float, int, int]] = [(0.0, person, -1)]
    found: list[Way] = []
    while waiting and len(found) < TOLD:
        length, node, via = heapq.heappop(waiting)
        if node in before:
            continue
        before[node] = via
        if via not in (-1, person):
            found.append(Way(_way_to(node, before), math.exp(-length)))
        for place in range(int(rows.offsets[node]), int(rows.offsets[node + 1])):
            other, chance = int(rows.targets[place]), float(cascade.out_chances[place])
            if other not in before and not cascade.closed[other] and chance * math.exp(-length) >= PATH_MIN:
                heapq.heappush(waiting, (length - math.log(chance), other, node))
    return tuple(found)


def _way_to(node: int, before: Mapping[int, int]) -> tuple[int, ...]:
    way = [node]
    while before[way[-1]] >= 0:
        way.append(before[way[-1]])
    return tuple(reversed(way))

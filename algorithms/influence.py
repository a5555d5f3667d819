"""Whom to win so that most are reached, with a proof of how far from the best the choice is.

OPIM-C (Tang, Tang, Xiao and Yuan 2018): choose greedily on one half of the reverse-reachable sets, judge the choice on
the other, and double both until the bounds are close. Here sampling goes on past the point where the classic guarantee
is met, up to a ratio that costs little more and reaches more, and the choice competes with the best connected and the
highest ranked on the judging half; whichever is best is returned with its own bound.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from algorithms.cascade import Cascade, ReverseSets
from algorithms.centrality import pagerank
from algorithms.influence_kernels import covered_count
from algorithms.influence_limits import Limits
from algorithms.network import Floats, Network
from algorithms.outcome import Heard
from algorithms.refusal import CannotRun
from algorithms.seed_selection import Selection, greedy, in_order

SETS_FIRST = 1 << 10
SETS_MAX = 1 << 22
RATIO = 0.70
"""Sampling goes on until the choice is proven to reach this part of the best possible."""

_HELD_OUT = 1 << 32
"""Sets of the judging half have numbers from here on, so that no two sets are ever the same draw."""

Heuristic = Callable[[Network], Floats]


@dataclass(frozen=True)
class Plan:
    """The chosen persons, best first, and what is known of their reach in the audience.

    With probability 1 − `failure` the reach is at least `lower`, and no choice within the limits has more than
    `upper`. `estimate` is the judging half's. `gains` is what each person adds to those before. `sets` is how many
    reverse-reachable sets each half had; `chosen_by` says which choice was the best, `estimates` how the others did.
    """

    seeds: tuple[int, ...]
    gains: tuple[float, ...]
    costs: tuple[float, ...]
    estimate: float
    lower: float
    upper: float
    failure: float
    sets: int
    chosen_by: str
    estimates: Mapping[str, float]

    @property
    def ratio(self) -> float:
        """Return the part of the best possible reach that is proven."""
        return self.lower / self.upper if self.upper else 1.0


def plan(
    cascade: Cascade,
    limits: Limits,
    epsilon: float = 0.1,
    failure: float | None = None,
    seed: int = 0,
    sets_max: int = SETS_MAX,
    heard: Heard = lambda *_: None,
) -> Plan:
    """Choose within the limits; the ratio aimed at is max(1 − 1/e − epsilon, .70), `failure` is 1/n unless given.

    Raises CannotRun when nobody may be chosen, or nobody counts.
    """
    if not len(cascade.audience):
        raise CannotRun("Nobody is left in the audience.")
    limits.require_somebody()
    if cascade.closed[limits.may_be_chosen].any():
        raise CannotRun("A person whom influence does not reach may not be chosen either.")
    delta = failure or 1 / max(len(cascade.network), 2)
    rounds = max(1, math.ceil(math.log2(sets_max / SETS_FIRST)) + 1)
    goal = max(1 - 1 / math.e - epsilon, RATIO)
    rivals = {name: in_order(score(cascade.network), limits) for name, score in HEURISTICS.items()}
    choosing = judging = cascade.sets(0, 0, seed)
    for number in range(rounds):
        heard("drawing sets", number, rounds)
        wanted = min(SETS_FIRST << number, sets_max)
        choosing = choosing.and_(cascade.sets(len(choosing), wanted - len(choosing), seed))
        judging = judging.and_(cascade.sets(_HELD_OUT + len(judging), wanted - len(judging), seed))
        selection = greedy(choosing, limits, len(cascade.network))
        found = _judged(cascade, limits, judging, selection, rivals, delta, rounds)
        if found.ratio >= goal:
            break
    return found


def _judged(
    cascade: Cascade,
    limits: Limits,
    judging: ReverseSets,
    selection: Selection,
    rivals: Mapping[str, tuple[int, ...]],
    delta: float,
    rounds: int,
) -> Plan:
    """Return the best of the choices on the judging half; every bound of every round holds at once."""
    choices = {"reverse-reachable sets": selection.seeds, **rivals}
    covered = {name: _covered(judging, seeds, len(cascade.network)) for name, seeds in choices.items()}
    best = max(covered, key=covered.__getitem__)
    scale = len(cascade.audience) / len(judging)
    of_lower = math.log(2 * len(choices) * rounds / delta)
    of_upper = math.log(2 * rounds / delta)
    return Plan(
        seeds=choices[best],
        gains=tuple(gain * scale for gain in _gains(judging, choices[best], len(cascade.network))),
        costs=tuple(float(limits.costs[node]) for node in choices[best]),
        estimate=covered[best] * scale,
        lower=max(0.0, _at_least(covered[best], of_lower)) * scale,
        upper=min(float(len(cascade.audience)), _at_most(selection.bound, of_upper) * scale),
        failure=delta,
        sets=len(judging),
        chosen_by=best,
        estimates={name: count * scale for name, count in covered.items()},
    )


def _at_least(covered: int, exponent: float) -> float:
    """Return how many sets in the mean are covered at least, but for a chance of e^−exponent."""
    root = math.sqrt(covered + 2 * exponent / 9) - math.sqrt(exponent / 2)
    return root**2 - exponent / 18 if root > 0 else 0.0


def _at_most(covered: float, exponent: float) -> float:
    return (math.sqrt(covered + exponent / 2) + math.sqrt(exponent / 2)) ** 2


def _covered(sets: ReverseSets, seeds: tuple[int, ...], nodes: int) -> int:
    is_seed = np.zeros(nodes, np.bool_)
    is_seed[list(seeds)] = True
    return int(covered_count(sets.ends, sets.members, is_seed))


def _gains(sets: ReverseSets, seeds: tuple[int, ...], nodes: int) -> list[int]:
    """Return how many sets each seed covers that those before do not."""
    place = np.full(nodes, len(seeds), np.int64)
    place[list(seeds)] = np.arange(len(seeds))
    first = np.minimum.reduceat(place[sets.members], sets.ends[:-1])
    return [int(count) for count in np.bincount(first, minlength=len(seeds) + 1)[: len(seeds)]]


HEURISTICS: Mapping[str, Heuristic] = {
    "degree": lambda network: network.out.degrees.astype(np.float64),
    "pagerank": lambda network: pagerank(_reversed(network)).rank,
}
"""What a marketer would do without sampling: rank persons by a score and take them in order."""


def _reversed(network: Network) -> Network:
    """Return the network of who can be reached from whom, read backwards: rank flows to those who reach others."""
    return Network(network.keys, network.into, network.out, network.is_directed)

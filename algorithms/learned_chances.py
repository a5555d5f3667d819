"""The chance that influence passes along a tie, learned from who took up what after whom.

A static Bernoulli model with partial credit (Goyal, Bonchi and Lakshmanan 2010), pooled over ties: the chance grows
with the tie's weight, and with how persuasive its start has been, which is drawn towards the average where little was
seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.network import Floats, Longs, Network

NEVER = -1
TRIALS_MIN = 200
"""Fewer ties along which something could have passed say nothing about the others."""
PRIOR = 2.0
"""A person's own record weighs as much as the average once so many takers were to be expected of them."""
CHANCE_MAX = 0.95

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Learned:
    """What was learned.

    - `chances`: float64[arcs] of `network.out`.
    - `credit`: float64[n], the takers that a node is credited with; `persuasion`: float64[n], 1 is average.
    - `trials` ties were seen along which something could have passed; `takers` took something up after a neighbour.
    """

    chances: Floats
    credit: Floats
    persuasion: Floats
    mean_chance: float
    trials: int
    takers: int


def learn(
    network: Network, adopted_on: Sequence[Longs], window_days: int, observed_until: int, referred: Flags | None = None
) -> Learned | None:
    """Learn from one or more things taken up; None when too little was seen.

    `adopted_on`: for each thing int64[n], the day, −1 for never. Who takes it up within `window_days` after neighbours
    is credited to them in equal parts; a tie whose window reaches beyond `observed_until` is left out. `referred`:
    bool[arcs] of `network.out`, a tie by which the end was referred by the start, which is credited in full.
    """
    starts, ends, weights = network.out.sources, network.out.targets, network.out.weights
    strength = weights / weights.mean() if len(weights) else weights
    credit, expected = np.zeros(len(starts)), np.zeros(len(starts))
    trials = takers = 0
    for days in adopted_on:
        before, after = days[starts], days[ends]
        could_pass = (
            (before != NEVER) & ((after == NEVER) | (after > before)) & (before + window_days <= observed_until)
        )
        passed = could_pass & (after != NEVER) & (after <= before + window_days)
        credit += _shares(ends, passed, referred, len(network))
        expected += np.where(could_pass, strength, 0.0)
        trials += int(could_pass.sum())
        takers += len(np.unique(ends[passed]))
    if trials < TRIALS_MIN or not credit.sum():
        return None
    rate = credit.sum() / expected.sum()
    of_person = np.asarray(np.bincount(starts, credit, len(network)), np.float64)
    expected_of_person = rate * np.bincount(starts, expected, len(network))
    persuasion = (of_person + PRIOR) / (expected_of_person + PRIOR)
    chances = np.minimum(CHANCE_MAX, rate * strength * persuasion[starts])
    return Learned(chances, of_person, persuasion, float(credit.sum() / trials), trials, takers)


def _shares(ends: NDArray[np.int32], passed: Flags, referred: Flags | None, nodes: int) -> Floats:
    """Return each tie's part of the credit for its end: a referral has all of it, others share equally."""
    weight = passed.astype(np.float64)
    if referred is not None:
        was_referred = np.bincount(ends, passed & referred, nodes) > 0
        weight[was_referred[ends] & ~referred] = 0.0
    whole = np.bincount(ends, weight, nodes)[ends]
    return np.asarray(np.divide(weight, whole, out=np.zeros(len(weight)), where=whole > 0))

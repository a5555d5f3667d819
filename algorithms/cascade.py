"""How influence passes along ties: the model, each arc's chance, and what a set of persons reaches."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from algorithms.influence_kernels import cascades, reverse_sets
from algorithms.network import Floats, Ints, Longs, Network
from algorithms.network_kernels import rows_of_arcs
from algorithms.refusal import CannotRun

Flags = NDArray[np.bool_]


class Model(StrEnum):
    """How persons are persuaded (Kempe, Kleinberg and Tardos 2003).

    Independent cascade: whoever is reached has one chance with each neighbour. Linear threshold: a person gives way
    when enough of the neighbours were reached.
    """

    INDEPENDENT_CASCADE = "independent-cascade"
    LINEAR_THRESHOLD = "linear-threshold"


@dataclass(frozen=True, eq=False)
class Cascade:
    """A network on which influence passes.

    - `out_chances`, `in_chances`: float64[arcs], the chance of every arc of `network.out` and `network.into`.
    - `audience`: int32, the nodes that count when they are reached, ascending.
    - `closed`: bool[n], nodes that influence neither reaches nor passes through.
    """

    network: Network
    model: Model
    out_chances: Floats
    in_chances: Floats
    audience: Ints
    closed: Flags

    @classmethod
    def of(cls, network: Network, model: Model, out_chances: Floats | None = None) -> "Cascade":
        """Return the cascade with these chances, or else the weighted cascade's: a tie's share of all into its end.

        Raises CannotRun for a chance that is none, and under linear threshold where a node's chances exceed 1.
        """
        out = network.out
        if out_chances is None:
            into_strength = network.into.strengths()
            out_chances = out.weights / into_strength[out.targets]
        elif not ((out_chances >= 0) & (out_chances <= 1)).all():
            raise CannotRun("The chance that influence passes along a tie lies between 0 and 1.")
        in_chances = rows_of_arcs(len(network), out.targets, out.sources, out_chances)[2]
        found = cls(
            network, model, out_chances, in_chances, np.arange(len(network), dtype=np.int32),
            np.zeros(len(network), np.bool_),
        )  # fmt: skip
        if model is Model.LINEAR_THRESHOLD and found.into_sums.max(initial=0) > 1 + 1e-9:
            raise CannotRun("Under linear threshold the chances into a person sum to 1 at most.")
        return found

    @cached_property
    def into_sums(self) -> Floats:
        """Return float64[n]: the sum of the chances into each node."""
        rows = self.network.into
        return np.asarray(np.bincount(rows.sources, self.in_chances, len(self.network)), np.float64)

    @cached_property
    def equal_chances(self) -> Floats:
        """Return float64[n]: the one chance of all arcs into a node, −1 where they differ."""
        rows = self.network.into
        first = np.zeros(len(self.network))
        tied = rows.degrees > 0
        first[tied] = self.in_chances[rows.offsets[:-1][tied]]
        differ = np.bincount(rows.sources, self.in_chances != first[rows.sources], len(self.network)) > 0
        return np.where(differ, -1.0, first)

    def among(self, audience: Collection[int] | None = None, closed: Collection[int] = ()) -> "Cascade":
        """Return the same where only `audience` counts, all when None, and `closed` neither count nor pass it on."""
        is_closed = np.zeros(len(self.network), np.bool_)
        is_closed[list(closed)] = True
        counted = np.zeros(len(self.network), np.bool_)
        counted[slice(None) if audience is None else list(audience)] = True
        counted &= ~is_closed
        return replace(self, audience=np.flatnonzero(counted).astype(np.int32), closed=is_closed)

    @cached_property
    def is_counted(self) -> Flags:
        """Return bool[n]: who is in the audience."""
        counted = np.zeros(len(self.network), np.bool_)
        counted[self.audience] = True
        return counted

    def sets(self, first: int, count: int, seed: int) -> "ReverseSets":
        """Return the reverse-reachable sets of these numbers (Borgs, Brautbar, Chayes and Lucier 2014)."""
        rows = self.network.into
        ends, members = reverse_sets(
            rows.offsets, rows.targets, self.in_chances, self.equal_chances, self.audience, self.closed,
            self.model is Model.LINEAR_THRESHOLD, first, count, seed,
        )  # fmt: skip
        return ReverseSets(ends, members)

    def simulated(self, seeds: Sequence[int], runs: int, seed: int) -> "Spread":
        """Return what these persons reach in so many independent cascades."""
        rows = self.network.out
        chosen = np.array(seeds, np.int32)
        reached, times = cascades(
            rows.offsets, rows.targets, self.out_chances, chosen, self.closed, self.is_counted,
            self.model is Model.LINEAR_THRESHOLD, runs, seed,
        )  # fmt: skip
        error = float(reached.std(ddof=1) / np.sqrt(runs)) if runs > 1 else float("nan")
        return Spread(float(reached.mean()), error, runs, times / runs)


@dataclass(frozen=True, eq=False)
class ReverseSets:
    """Set i is `members[ends[i]:ends[i + 1]]`: everybody who would have reached its first member, the root."""

    ends: Longs
    members: Ints

    def __len__(self) -> int:
        return len(self.ends) - 1

    @property
    def roots(self) -> Ints:
        """Return int32: each set's root."""
        return self.members[self.ends[:-1]]

    def and_(self, other: "ReverseSets") -> "ReverseSets":
        """Return these and the others after them."""
        ends = np.concatenate([self.ends, other.ends[1:] + self.ends[-1]])
        return ReverseSets(ends, np.concatenate([self.members, other.members]))


@dataclass(frozen=True, eq=False)
class Spread:
    """`mean` of the audience is reached, give or take `standard_error`; `chance_of`: float64[n], of each node."""

    mean: float
    standard_error: float
    runs: int
    chance_of: Floats

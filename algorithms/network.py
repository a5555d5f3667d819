"""A network: every node's neighbours as compressed sparse rows, the form that the kernels walk."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from algorithms.network_kernels import rows_of_arcs, rows_of_edges
from algorithms.projection import Projection
from algorithms.refusal import CannotRun

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rows:
    """The neighbours of node i are `targets[offsets[i]:offsets[i + 1]]`, ascending, each once.

    `offsets`: int64[n + 1]; `targets`: int32[m]; `weights`: float64[m], above 0.
    """

    offsets: Longs
    targets: Ints
    weights: Floats

    @property
    def degrees(self) -> Longs:
        """Return int64[n]: how many neighbours each node has."""
        return np.diff(self.offsets)

    @property
    def sources(self) -> Ints:
        """Return int32[m]: the node that each arc starts from."""
        return np.repeat(np.arange(len(self.offsets) - 1, dtype=np.int32), self.degrees)

    def strengths(self) -> Floats:
        """Return float64[n]: the sum of each node's weights."""
        return np.asarray(np.bincount(self.sources, self.weights, len(self.offsets) - 1), np.float64)


@dataclass(frozen=True, eq=False)
class Network:
    """n nodes in the order of `keys`; loops are dropped, parallel ties are one whose weight is their sum.

    Of an undirected network `out` and `into` are the same, and hold every tie in both directions.
    """

    keys: Sequence[str]
    out: Rows
    into: Rows
    is_directed: bool

    @classmethod
    def of(cls, projection: Projection, *, weighted: bool, directed: bool | None = None) -> Self:
        """Return the network of a projection; without weights every tie, also a parallel one, weighs 1.

        An unknown weight counts as the least known one of its kind, 1 when there is none: nothing unknown outweighs
        what is known. Raises CannotRun for a weight that is not above 0.
        """
        weights = _known_weights(projection) if weighted else None
        is_directed = projection.is_directed if directed is None else directed
        return cls.of_arrays(projection.keys, projection.start, projection.end, weights, is_directed=is_directed)

    @classmethod
    def of_arrays(
        cls, keys: Sequence[str], start: NDArray[np.integer], end: NDArray[np.integer], weights: Floats | None,
        *, is_directed: bool,
    ) -> Self:  # fmt: skip
        """Return the network of m ties given by positions in `keys`; raises CannotRun for a weight not above 0."""
        if weights is not None and not (np.isfinite(weights).all() and (weights > 0).all()):
            raise CannotRun("A tie weighs 0, less than 0 or infinitely much: this algorithm needs weights above 0.")
        starts, ends, summed = _each_pair_once(len(keys), start, end, weights, is_directed=is_directed)
        if is_directed:
            out = Rows(*rows_of_arcs(len(keys), starts, ends, summed))
            into = Rows(*rows_of_arcs(len(keys), ends, starts, summed))
        else:
            out = into = Rows(*rows_of_edges(len(keys), starts, ends, summed))
        return cls(keys, out, into, is_directed)

    def __len__(self) -> int:
        return len(self.out.offsets) - 1

    @property
    def tie_count(self) -> int:
        """Return how many ties there are, an undirected one once."""
        return len(self.out.targets) if self.is_directed else len(self.out.targets) // 2

    @cached_property
    def has_weights(self) -> bool:
        """Return whether any tie weighs otherwise than 1."""
        return bool((self.out.weights != 1).any())

    @cached_property
    def undirected(self) -> "Network":
        """Return the same without directions; two opposite arcs are one tie whose weight is their sum."""
        if not self.is_directed:
            return self
        return Network.of_arrays(self.keys, self.out.sources, self.out.targets, self.out.weights, is_directed=False)

    def edges(self) -> tuple[Ints, Ints, Floats]:
        """Return start, end and weight of every tie, of an undirected one start < end."""
        starts = self.out.sources
        if self.is_directed:
            return starts, self.out.targets, self.out.weights
        once = starts < self.out.targets
        return starts[once], self.out.targets[once], self.out.weights[once]

    def to_scipy(self) -> csr_array:
        """Return the n × n matrix of weights, row = start."""
        shape = (len(self), len(self))
        return csr_array((self.out.weights, self.out.targets, self.out.offsets), shape=shape)

    def natural_ranks(self) -> Longs:
        """Return int64[n]: each node's place when keys are compared, as numbers where all are whole numbers."""
        keys = list(self.keys)
        by_number = all(key.isdecimal() for key in keys)
        order = sorted(range(len(keys)), key=(lambda node: int(keys[node])) if by_number else keys.__getitem__)
        ranks = np.empty(len(keys), np.int64)
        ranks[order] = np.arange(len(keys))
        return ranks


def _known_weights(projection: Projection) -> Floats:
    weights = projection.weight_or_nan()
    unknown = np.isnan(weights)
    if not unknown.any():
        return weights
    least = np.full(len(projection.kinds), np.inf)
    np.minimum.at(least, projection.kind[~unknown], weights[~unknown])
    least[np.isinf(least)] = 1.0
    return np.where(unknown, least[projection.kind], weights)


def _each_pair_once(
    nodes: int, start: NDArray[np.integer], end: NDArray[np.integer], weights: Floats | None, *, is_directed: bool
) -> tuple[Ints, Ints, Floats]:
    """Return the ties in the order of start and end, without loops, parallel ones as one of their summed weight."""
    pairs = start.astype(np.int64)
    others = end.astype(np.int64)
    if not is_directed:
        pairs, others = np.minimum(pairs, others), np.maximum(pairs, others)
    is_tie = pairs != others
    pairs *= max(nodes, 1)
    pairs += others
    if not is_tie.all():
        pairs, weights = pairs[is_tie], None if weights is None else weights[is_tie]
    if len(pairs) and (pairs[1:] < pairs[:-1]).any():
        order = np.argsort(pairs, kind="stable")
        pairs, weights = pairs[order], None if weights is None else weights[order]
    first = np.ones(len(pairs), np.bool_)
    first[1:] = pairs[1:] != pairs[:-1]
    if weights is None:
        summed = np.ones(int(first.sum()))
    else:
        summed = weights if first.all() else np.add.reduceat(weights, np.flatnonzero(first))
    starts, ends = np.divmod(pairs[first], max(nodes, 1))
    return starts.astype(np.int32), ends.astype(np.int32), summed.astype(np.float64)

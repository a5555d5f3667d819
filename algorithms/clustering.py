"""How tightly the neighbours of each node are tied among themselves."""

from dataclasses import dataclass

import numpy as np

from algorithms.clustering_kernels import arcs_between_neighbours
from algorithms.network import Floats, Longs, Network


@dataclass(frozen=True, slots=True)
class Clustering:
    """`triangles`: int64[n]; `coefficient`: float64[n], of the possible ties between neighbours the part that exists.

    Directions count for the coefficient, not for the triangles; a node of fewer than two neighbours has 0.
    """

    triangles: Longs
    coefficient: Floats

    @property
    def triangle_count(self) -> int:
        """Return how many triangles there are in all."""
        return int(self.triangles.sum()) // 3


def clustering(network: Network) -> Clustering:
    """Return triangles and the local clustering coefficient (Watts and Strogatz 1998) of every node."""
    rows = network.undirected.out
    both_ways = np.full(len(rows.targets), 2, np.int32)
    triangles = arcs_between_neighbours(rows.offsets, rows.targets, both_ways) // 2
    arcs = triangles * 2
    if network.is_directed:
        arcs = arcs_between_neighbours(rows.offsets, rows.targets, _arcs_of_ties(network))
    pairs = rows.degrees * (rows.degrees - 1)
    return Clustering(triangles, np.divide(arcs, pairs, out=np.zeros(len(network)), where=pairs > 0))


def _arcs_of_ties(network: Network) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    """Return int32[m] for the rows without directions: whether a tie is one arc or two opposite ones."""
    ones = np.ones(len(network.out.targets))
    counted = Network.of_arrays(network.keys, network.out.sources, network.out.targets, ones, is_directed=False)
    return counted.out.weights.astype(np.int32)

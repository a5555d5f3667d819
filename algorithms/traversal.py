"""What hangs together, and how far it is from a node."""

import numpy as np
from numba import njit
from scipy.sparse.csgraph import connected_components

from algorithms.network import Ints, Longs, Network
from algorithms.partition import numbered_by_first_member

UNREACHED = -1


def components(network: Network) -> Ints:
    """Return int32[n]: the number of the weakly connected component, which counts from the first node on."""
    if not len(network):
        return np.empty(0, np.int32)
    _, found = connected_components(network.to_scipy(), directed=network.is_directed, connection="weak")
    return numbered_by_first_member(found)


def distances(network: Network, source: int) -> Longs:
    """Return int64[n]: the fewest ties on a way from `source` along their direction, −1 where there is none."""
    return _breadth_first(network.out.offsets, network.out.targets, source)


@njit(cache=True, nogil=True)
def _breadth_first(offsets: Longs, targets: Ints, source: int) -> Longs:
    found = np.full(len(offsets) - 1, UNREACHED, np.int64)
    queue = np.empty(len(found), np.int32)
    queue[0] = source
    found[source] = 0
    first, last = 0, 1
    while first < last:
        node = queue[first]
        first += 1
        for place in range(offsets[node], offsets[node + 1]):
            other = targets[place]
            if found[other] == UNREACHED:
                found[other] = found[node] + 1
                queue[last] = other
                last += 1
    return found

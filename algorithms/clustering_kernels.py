"""Counts the triangles at every node, compiled by numba."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@njit(cache=True, nogil=True)
def arcs_between_neighbours(offsets: Longs, targets: Ints, arcs: Ints) -> Longs:
    """Return int64[n]: how many arcs lead from one neighbour of a node to another.

    Every tie stands in both its ends' rows with how many arcs it is, 1 or 2. Each triangle is met once, from its end
    of least degree: the work grows with ties^1.5 at most (Chiba and Nishizeki 1985).
    """
    nodes = len(offsets) - 1
    degrees = offsets[1:] - offsets[:-1]
    kept = np.zeros(nodes + 1, np.int64)
    for node in range(nodes):
        kept[node + 1] = kept[node]
        for place in range(offsets[node], offsets[node + 1]):
            other = targets[place]
            if degrees[node] < degrees[other] or (degrees[node] == degrees[other] and node < other):
                kept[node + 1] += 1
    upper = np.empty(kept[nodes], np.int32)
    upper_arcs = np.empty(kept[nodes], np.int32)
    free = 0
    for node in range(nodes):
        for place in range(offsets[node], offsets[node + 1]):
            other = targets[place]
            if degrees[node] < degrees[other] or (degrees[node] == degrees[other] and node < other):
                upper[free] = other
                upper_arcs[free] = arcs[place]
                free += 1
    found = np.zeros(nodes, np.int64)
    arcs_to = np.zeros(nodes, np.int32)
    for node in range(nodes):
        for place in range(kept[node], kept[node + 1]):
            arcs_to[upper[place]] = upper_arcs[place]
        for place in range(kept[node], kept[node + 1]):
            middle = upper[place]
            for further in range(kept[middle], kept[middle + 1]):
                far = upper[further]
                if arcs_to[far]:
                    found[node] += upper_arcs[further]
                    found[middle] += arcs_to[far]
                    found[far] += upper_arcs[place]
        for place in range(kept[node], kept[node + 1]):
            arcs_to[upper[place]] = 0
    return found

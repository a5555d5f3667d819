"""Communities by label propagation in rounds where all nodes change at once, so that there is nothing to draw."""

import numpy as np
from numba import njit

from algorithms.network import Ints, Longs, Network


def label_propagation(network: Network, iterations: int = 10) -> tuple[Longs, int]:
    """Return int64[n]: the node whose label each node has taken over, and how many rounds were made.

    Every node begins with its own label and takes, in each round, the most frequent one among its neighbours, of
    equally frequent ones that of the least key; two opposite arcs count twice. That is the definition of LDBC
    Graphalytics (Iosup et al. 2016), after Raghavan, Albert and Kumara (2007). It ends early when nothing changes.
    """
    ranks = network.natural_ranks()
    labels, rounds = ranks, 0
    into = network.into if network.is_directed else None
    while rounds < iterations:
        changed = _round(
            network.out.offsets,
            network.out.targets,
            network.out.offsets if into is None else into.offsets,
            network.out.targets[:0] if into is None else into.targets,
            labels,
            into is not None,
        )
        rounds += 1
        if np.array_equal(changed, labels):
            break
        labels = changed
    node_of_rank = np.argsort(ranks)
    return node_of_rank[labels], rounds


@njit(cache=True, nogil=True)
def _round(offsets: Longs, targets: Ints, in_offsets: Longs, in_targets: Ints, labels: Longs, two_ways: bool) -> Longs:
    nodes = len(labels)
    found = labels.copy()
    seen = np.zeros(nodes, np.int32)
    touched = np.empty(nodes, np.int64)
    for node in range(nodes):
        touches = 0
        for place in range(offsets[node], offsets[node + 1]):
            label = labels[targets[place]]
            if seen[label] == 0:
                touched[touches] = label
                touches += 1
            seen[label] += 1
        if two_ways:
            for place in range(in_offsets[node], in_offsets[node + 1]):
                label = labels[in_targets[place]]
                if seen[label] == 0:
                    touched[touches] = label
                    touches += 1
                seen[label] += 1
        most = 0
        for touch in range(touches):
            label = touched[touch]
            if seen[label] > most or (seen[label] == most and label < found[node]):
                most = seen[label]
                found[node] = label
        for touch in range(touches):
            seen[touched[touch]] = 0
    return found

"""PageRank's power iteration, and random shortest paths, over compressed sparse rows; compiled by numba."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from algorithms.random_kernels import mixed, unit

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


@njit(cache=True, nogil=True)
def power_iteration(
    offsets: Longs,
    sources: Ints,
    weights: Floats,
    strengths: Floats,
    restart: Floats,
    damping: float,
    tolerance: float,
    iterations: int,
    uniform: bool,
) -> tuple[Floats, int, float]:
    """Return the ranks, how many rounds were made, and the last round's change as the sum over all nodes.

    Rows are the arcs that lead into each node, `strengths` what leaves each; a node that nothing leaves gives its
    rank to `restart`. `uniform` says that every weight is 1.
    """
    nodes = len(strengths)
    rank = restart.copy()
    share = np.empty(nodes)
    change = np.inf
    rounds = 0
    while rounds < iterations and change > tolerance:
        stranded = 0.0
        for node in range(nodes):
            if strengths[node] > 0:
                share[node] = damping * rank[node] / strengths[node]
            else:
                share[node] = 0.0
                stranded += rank[node]
        again = 1.0 - damping + damping * stranded
        change = 0.0
        for node in range(nodes):
            received = again * restart[node]
            if uniform:
                for arc in range(offsets[node], offsets[node + 1]):
                    received += share[sources[arc]]
            else:
                for arc in range(offsets[node], offsets[node + 1]):
                    received += share[sources[arc]] * weights[arc]
            change += abs(received - rank[node])
            rank[node] = received
        rounds += 1
    return rank, rounds, change


@njit(cache=True, nogil=True)
def sampled_paths(offsets: Longs, targets: Ints, in_offsets: Longs, in_sources: Ints, samples: int, seed: int) -> Longs:
    """Return int64[n]: on how many of so many random shortest paths each node lies, ends not counted.

    Each path is one of all the shortest ones between a random pair, and is looked for from both ends, level by level,
    on the side with fewer ties to follow. What is drawn for a pair depends on `seed` and the pair's number alone.
    """
    nodes = len(offsets) - 1
    hits = np.zeros(nodes, np.int64)
    depth = np.full((2, nodes), -1, np.int32)
    paths = np.zeros((2, nodes))
    queue = np.empty((2, nodes), np.int32)
    first = np.zeros(2, np.int64)
    last = np.zeros(2, np.int64)
    for sample in range(samples):
        state = mixed(np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(sample))
        state = mixed(state)
        start = int(np.int64(state % np.uint64(nodes)))
        state = mixed(state)
        end = int(np.int64(state % np.uint64(nodes - 1)))
        if end >= start:
            end += 1
        for side in range(2):
            node = start if side == 0 else end
            queue[side, 0], first[side], last[side] = node, 0, 1
            depth[side, node], paths[side, node] = 0, 1.0
        meeting = 0.0
        while meeting == 0.0 and first[0] < last[0] and first[1] < last[1]:
            ties = np.zeros(2, np.int64)
            for side in range(2):
                rows = offsets if side == 0 else in_offsets
                for place in range(first[side], last[side]):
                    ties[side] += rows[queue[side, place] + 1] - rows[queue[side, place]]
            side = 0 if ties[0] <= ties[1] else 1
            rows = offsets if side == 0 else in_offsets
            columns = targets if side == 0 else in_sources
            level_end = last[side]
            for place in range(first[side], level_end):
                node = queue[side, place]
                for arc in range(rows[node], rows[node + 1]):
                    other = columns[arc]
                    if depth[side, other] < 0:
                        depth[side, other] = depth[side, node] + 1
                        queue[side, last[side]] = other
                        last[side] += 1
                    if depth[side, other] == depth[side, node] + 1:
                        paths[side, other] += paths[side, node]
            first[side] = level_end
            for place in range(level_end, last[side]):
                node = queue[side, place]
                if depth[1 - side, node] >= 0:
                    meeting += paths[0, node] * paths[1, node]
        if meeting > 0.0:
            # Both sides stop at full levels: where they first meet, every node of the newer level is a middle.
            state = mixed(state)
            chosen = unit(state) * meeting
            middle = -1
            for place in range(first[side], last[side]):
                node = queue[side, place]
                if depth[1 - side, node] >= 0:
                    middle = node
                    chosen -= paths[0, node] * paths[1, node]
                    if chosen < 0:
                        break
            if middle != start and middle != end:
                hits[middle] += 1
            for side in range(2):
                rows = in_offsets if side == 0 else offsets
                columns = in_sources if side == 0 else targets
                node = middle
                while depth[side, node] > 1:
                    state = mixed(state)
                    chosen = unit(state) * paths[side, node]
                    before = -1
                    for arc in range(rows[node], rows[node + 1]):
                        other = columns[arc]
                        if depth[side, other] == depth[side, node] - 1:
                            before = other
                            chosen -= paths[side, other]
                            if chosen < 0:
                                break
                    node = before
                    hits[node] += 1
        for side in range(2):
            for place in range(last[side]):
                depth[side, queue[side, place]] = -1
                paths[side, queue[side, place]] = 0.0
    return hits

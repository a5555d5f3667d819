"""Reverse-reachable sets and cascades, compiled by numba; a draw depends on the seed and a set's number alone."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from algorithms.random_kernels import mixed, unit

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

STREAM = np.uint64(0xD1B54A32D192ED03)


@njit(cache=True, nogil=True)
def reverse_sets(
    offsets: Longs,
    sources: Ints,
    chances: Floats,
    equal_chance: Floats,
    roots: Ints,
    closed: Flags,
    is_threshold_model: bool,
    first_set: int,
    count: int,
    seed: int,
) -> tuple[Longs, Ints]:
    """Return offsets and members of sets: who would have reached a random root, the root first.

    Rows are the arcs into each node with their chances; `equal_chance` is a node's one chance, −1 where its arcs
    differ. Nothing passes through a closed node. Under the threshold model a node is persuaded by one of its arcs at
    most, so that the chances of a row sum to 1 at most.
    """
    nodes = len(offsets) - 1
    ends = np.zeros(count + 1, np.int64)
    members = np.empty(max(4 * count, 1024), np.int32)
    size = 0
    met_in = np.full(nodes, -1, np.int64)
    for number in range(count):
        state = mixed(np.uint64(seed) * STREAM + np.uint64(first_set + number))
        state = mixed(state)
        root = roots[np.int64(state % np.uint64(len(roots)))]
        first = size
        if size == len(members):
            members = np.concatenate((members, np.empty(len(members), np.int32)))
        members[size] = root
        size += 1
        met_in[root] = number
        if is_threshold_model:
            node = root
            while True:
                low, high = offsets[node], offsets[node + 1]
                if low == high:
                    break
                state = mixed(state)
                chosen = unit(state)
                place = low
                if equal_chance[node] >= 0.0:
                    place = low + np.int64(chosen / equal_chance[node]) if equal_chance[node] > 0.0 else high
                else:
                    while place < high and chosen >= chances[place]:
                        chosen -= chances[place]
                        place += 1
                if place >= high:
                    break
                node = sources[place]
                if met_in[node] == number or closed[node]:
                    break
                if size == len(members):
                    members = np.concatenate((members, np.empty(len(members), np.int32)))
                members[size] = node
                size += 1
                met_in[node] = number
        else:
            place_in_set = first
            while place_in_set < size:
                node = members[place_in_set]
                place_in_set += 1
                low, high = offsets[node], offsets[node + 1]
                if size + high - low > len(members):
                    more = max(len(members), high - low)
                    members = np.concatenate((members, np.empty(more, np.int32)))
                chance = equal_chance[node]
                if chance >= 0.0:
                    if chance == 0.0:
                        continue
                    # The number of arcs passed over before one succeeds is geometric: one draw instead of many.
                    log_failure = np.log1p(-chance) if chance < 1.0 else -np.inf
                    place = low
                    while place < high:
                        if chance < 1.0:
                            state = mixed(state)
                            skipped = np.log1p(-unit(state)) / log_failure
                            if skipped >= high - place:
                                break
                            place += np.int64(skipped)
                        other = sources[place]
                        place += 1
                        if met_in[other] != number and not closed[other]:
                            met_in[other] = number
                            members[size] = other
                            size += 1
                else:
                    for place in range(low, high):
                        other = sources[place]
                        if met_in[other] == number or closed[other]:
                            continue
                        state = mixed(state)
                        if unit(state) < chances[place]:
                            met_in[other] = number
                            members[size] = other
                            size += 1
        ends[number + 1] = size
    return ends, members[:size].copy()


@njit(cache=True, nogil=True)
def sets_of_members(nodes: int, ends: Longs, members: Ints) -> tuple[Longs, Ints]:
    """Return the same the other way round: offsets, and in which sets each node is."""
    offsets = np.zeros(nodes + 1, np.int64)
    for member in members:
        offsets[member + 1] += 1
    for node in range(nodes):
        offsets[node + 1] += offsets[node]
    free = offsets[:-1].copy()
    sets = np.empty(len(members), np.int32)
    for number in range(len(ends) - 1):
        for place in range(ends[number], ends[number + 1]):
            node = members[place]
            sets[free[node]] = number
            free[node] += 1
    return offsets, sets


@njit(cache=True, nogil=True)
def cover(node: int, offsets: Longs, sets: Ints, ends: Longs, members: Ints, times: Ints, gains: Ints) -> int:
    """Count the node's sets as covered once more, and return how many were not covered before.

    Those are taken from the gains of all their members: a gain is how many uncovered sets a node is in.
    """
    new = 0
    for place in range(offsets[node], offsets[node + 1]):
        number = sets[place]
        times[number] += 1
        if times[number] == 1:
            new += 1
            for other in range(ends[number], ends[number + 1]):
                gains[members[other]] -= 1
    return new


@njit(cache=True, nogil=True)
def uncover(node: int, offsets: Longs, sets: Ints, ends: Longs, members: Ints, times: Ints, gains: Ints) -> int:
    """Undo it, and return how many sets are no longer covered."""
    lost = 0
    for place in range(offsets[node], offsets[node + 1]):
        number = sets[place]
        times[number] -= 1
        if times[number] == 0:
            lost += 1
            for other in range(ends[number], ends[number + 1]):
                gains[members[other]] += 1
    return lost


@njit(cache=True, nogil=True)
def best_candidate(gains: Ints, costs: Floats, is_open: Flags, left: float, per_cost: bool) -> int:
    """Return the open node of the highest gain, or gain per cost, that is not dearer than `left`; −1 for none.

    Of equal ones it is the first.
    """
    best = -1
    most = -1.0
    for node in range(len(gains)):
        if is_open[node] and costs[node] <= left:
            worth = gains[node] / costs[node] if per_cost else float(gains[node])
            if worth > most:
                most = worth
                best = node
    return best


@njit(cache=True, nogil=True)
def covered_count(ends: Longs, members: Ints, is_seed: Flags) -> int:
    """Return how many of the sets hold a seed."""
    found = 0
    for number in range(len(ends) - 1):
        for place in range(ends[number], ends[number + 1]):
            if is_seed[members[place]]:
                found += 1
                break
    return found


@njit(cache=True, nogil=True)
def cascades(
    offsets: Longs,
    targets: Ints,
    chances: Floats,
    seeds: Ints,
    closed: Flags,
    is_counted: Flags,
    is_threshold_model: bool,
    runs: int,
    seed: int,
) -> tuple[Ints, Ints]:
    """Return for each run how many counted nodes were reached, and for each node in how many runs it was.

    Rows are the arcs out of each node. Under the threshold model a node gives way when the chances of its persuaders
    reach a threshold drawn anew in each run.
    """
    nodes = len(offsets) - 1
    reached = np.zeros(runs, np.int32)
    times = np.zeros(nodes, np.int32)
    persuaded_in = np.full(nodes, -1, np.int32)
    pressed_in = np.full(nodes, -1, np.int32)
    pressure = np.zeros(nodes)
    threshold = np.zeros(nodes)
    queue = np.empty(nodes, np.int32)
    for number in range(runs):
        state = mixed(mixed(np.uint64(seed) * STREAM + np.uint64(number)))
        last = 0
        for node in seeds:
            if persuaded_in[node] != number:
                persuaded_in[node] = number
                queue[last] = node
                last += 1
        place_in_queue = 0
        while place_in_queue < last:
            node = queue[place_in_queue]
            place_in_queue += 1
            times[node] += 1
            reached[number] += is_counted[node]
            for place in range(offsets[node], offsets[node + 1]):
                other = targets[place]
                if persuaded_in[other] == number or closed[other]:
                    continue
                state = mixed(state)
                if is_threshold_model:
                    if pressed_in[other] != number:
                        pressed_in[other] = number
                        pressure[other] = 0.0
                        threshold[other] = unit(state)
                    pressure[other] += chances[place]
                    gives_way = pressure[other] > threshold[other]
                else:
                    gives_way = unit(state) < chances[place]
                if gives_way:
                    persuaded_in[other] = number
                    queue[last] = other
                    last += 1
    return reached, times


@njit(cache=True, nogil=True)
def reach_through_neighbours(
    offsets: Longs, targets: Ints, chances: Floats, node: int, closed: Flags, is_counted: Flags, runs: int, seed: int
) -> tuple[Floats, Floats]:
    """Return for each arc out of `node` how often it persuades, and how many counted nodes are reached through it.

    Both are means over independent cascades from `node` alone; a node counts for the arc by which it was reached.
    """
    nodes = len(offsets) - 1
    low = offsets[node]
    count = offsets[node + 1] - low
    persuaded = np.zeros(count)
    reached = np.zeros(count)
    met_in = np.full(nodes, -1, np.int32)
    by = np.zeros(nodes, np.int64)
    queue = np.empty(nodes, np.int32)
    for number in range(runs):
        state = mixed(mixed(np.uint64(seed) * STREAM + np.uint64(number)))
        met_in[node] = number
        last = 0
        for arc in range(count):
            other = targets[low + arc]
            state = mixed(state)
            if not closed[other] and unit(state) < chances[low + arc]:
                met_in[other] = number
                by[other] = arc
                queue[last] = other
                last += 1
                persuaded[arc] += 1.0
        first = 0
        while first < last:
            at = queue[first]
            first += 1
            reached[by[at]] += is_counted[at]
            for place in range(offsets[at], offsets[at + 1]):
                other = targets[place]
                if met_in[other] == number or closed[other]:
                    continue
                state = mixed(state)
                if unit(state) < chances[place]:
                    met_in[other] = number
                    by[other] = by[at]
                    queue[last] = other
                    last += 1
    return persuaded / runs, reached / runs

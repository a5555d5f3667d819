"""Loops over a whole bank's ties, compiled by numba: plain arrays in and out, for `whole_bank` alone."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NOISE = 1e-12


@njit(cache=True)
def topological_ranks(starts: Longs, ends: Ints) -> Ints:
    """Number the nodes of an acyclic graph so that every arc leads to a higher number (Kahn 1962)."""
    count = len(starts) - 1
    waiting = np.zeros(count, np.int32)
    for arc in range(len(ends)):
        waiting[ends[arc]] += 1
    queue = np.empty(count, np.int32)
    last = 0
    for node in range(count):
        if waiting[node] == 0:
            queue[last] = node
            last += 1
    rank = np.empty(count, np.int32)
    first = 0
    while first < last:
        node = queue[first]
        rank[node] = first
        first += 1
        for arc in range(starts[node], starts[node + 1]):
            waiting[ends[arc]] -= 1
            if waiting[ends[arc]] == 0:
                queue[last] = ends[arc]
                last += 1
    return rank


@njit(cache=True)
def controlled_pairs(starts: Longs, held: Ints, ppb: Longs, base: Longs, at_least_half: bool) -> Ints:
    """Return root and company one after the other, for every company that a root controls."""
    parties = len(starts) - 1
    votes = np.zeros(parties, np.int64)
    inside = np.zeros(parties, np.bool_)
    touched = np.empty(len(held) + 1, np.int32)
    queue = np.empty(parties, np.int32)
    found = np.empty(1024, np.int32)
    size = 0
    for root in range(parties):
        if starts[root] == starts[root + 1]:
            continue
        queue[0] = root
        inside[root] = True
        first, last, touches = 0, 1, 0
        while first < last:
            party = queue[first]
            first += 1
            for tie in range(starts[party], starts[party + 1]):
                company = held[tie]
                if company == party:
                    continue
                votes[company] += ppb[tie]
                touched[touches] = company
                touches += 1
                twice = 2 * votes[company]
                reached = twice > base[company] or (at_least_half and twice == base[company] and base[company] > 0)
                if reached and not inside[company]:
                    inside[company] = True
                    queue[last] = company
                    last += 1
        for position in range(1, last):
            if size + 2 > len(found):
                found = np.concatenate((found, np.empty(len(found), np.int32)))
            found[size], found[size + 1] = root, queue[position]
            size += 2
        for touch in range(touches):
            votes[touched[touch]] = 0
        for position in range(last):
            inside[queue[position]] = False
    return found[:size].copy()


@njit(cache=True)
def owning_persons(
    up_starts: Longs,
    up_items: Ints,
    up_ppb: Longs,
    is_person: Flags,
    order: Ints,
    ring_starts: Longs,
    component: Ints,
) -> tuple[Longs, Ints, Floats, Flags]:
    """Return of each party the persons who own it, as starts, items and shares, and who is in a closed ring.

    `order` has holders before what they hold, rings together; `ring_starts` where each ring begins in it.
    """
    parties = len(is_person)
    first_of, length_of = np.zeros(parties, np.int64), np.zeros(parties, np.int64)
    items, values = np.empty(1024, np.int32), np.empty(1024, np.float64)
    size = 0
    share = np.zeros(parties)
    seen = np.zeros(parties, np.bool_)
    touched = np.empty(parties, np.int32)
    closed = np.zeros(parties, np.bool_)
    place = np.full(parties, -1, np.int32)
    for ring in range(len(ring_starts) - 1):
        low, high = ring_starts[ring], ring_starts[ring + 1]
        count = high - low
        for position in range(count):
            place[order[low + position]] = position
        within = np.zeros((count, count))
        is_ring = False
        for position in range(count):
            company = order[low + position]
            for tie in range(up_starts[company], up_starts[company + 1]):
                holder = up_items[tie]
                if component[holder] == component[company] and not is_person[holder]:
                    within[place[holder], position] += up_ppb[tie] / 1e9
                    is_ring = True
        passed = np.eye(count)
        if is_ring:
            least, most = 1.0, 0.0
            for position in range(count):
                least, most = min(least, within[:, position].sum()), max(most, within[:, position].sum())
            if least >= 1.0 - NOISE or most > 1.0 + NOISE:
                for position in range(count):
                    closed[order[low + position]] = True
                continue
            passed[:, :] = np.linalg.inv(np.eye(count) - within)
        for position in range(count):
            company = order[low + position]
            touches = 0
            for member in range(count):
                weight = passed[member, position]
                if weight == 0.0:
                    continue
                other = order[low + member]
                for tie in range(up_starts[other], up_starts[other + 1]):
                    holder = up_items[tie]
                    part = weight * (up_ppb[tie] / 1e9)
                    if is_person[holder]:
                        if not seen[holder]:
                            seen[holder] = True
                            touched[touches] = holder
                            touches += 1
                        share[holder] += part
                    elif component[holder] != component[company]:
                        for at in range(first_of[holder], first_of[holder] + length_of[holder]):
                            person = items[at]
                            if not seen[person]:
                                seen[person] = True
                                touched[touches] = person
                                touches += 1
                            share[person] += part * values[at]
            while size + touches > len(items):
                items = np.concatenate((items, np.empty(len(items), np.int32)))
                values = np.concatenate((values, np.empty(len(values), np.float64)))
            first_of[company], length_of[company] = size, touches
            for touch in range(touches):
                person = touched[touch]
                items[size], values[size] = person, share[person]
                size += 1
                share[person] = 0.0
                seen[person] = False
    starts = np.zeros(parties + 1, np.int64)
    for party in range(parties):
        starts[party + 1] = starts[party] + length_of[party]
    sorted_items, sorted_values = np.empty(size, np.int32), np.empty(size, np.float64)
    for party in range(parties):
        for offset in range(length_of[party]):
            sorted_items[starts[party] + offset] = items[first_of[party] + offset]
            sorted_values[starts[party] + offset] = values[first_of[party] + offset]
    return starts, sorted_items, sorted_values, closed


@njit(cache=True)
def closures(starts: Longs, reached: Ints, heads: Longs) -> tuple[Longs, Ints]:
    """Return what can be reached from each head, the head included, as starts and items; lone heads are left out."""
    seen = np.full(len(starts) - 1, -1, np.int64)
    queue = np.empty(len(starts) - 1, np.int32)
    items = np.empty(1024, np.int32)
    group_starts = np.zeros(len(heads) + 1, np.int64)
    size, count = 0, 0
    for number in range(len(heads)):
        queue[0] = heads[number]
        seen[heads[number]] = number
        first, last = 0, 1
        while first < last:
            party = queue[first]
            first += 1
            for arc in range(starts[party], starts[party + 1]):
                other = reached[arc]
                if seen[other] != number:
                    seen[other] = number
                    queue[last] = other
                    last += 1
        if last > 1:
            while size + last > len(items):
                items = np.concatenate((items, np.empty(len(items), np.int32)))
            items[size : size + last] = queue[:last]
            size += last
            count += 1
            group_starts[count] = size
    return group_starts[: count + 1].copy(), items[:size].copy()

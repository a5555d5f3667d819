"""Chooses persons on reverse-reachable sets within limits, and bounds what any choice could cover."""

from dataclasses import dataclass

import numpy as np

from algorithms.cascade import ReverseSets
from algorithms.influence_kernels import best_candidate, cover, sets_of_members, uncover
from algorithms.influence_limits import NO_GROUP, Limits
from algorithms.network import Floats, Ints

STEPS_BETWEEN_BOUNDS = 5
FEW, STARTS = 10, 8
"""Up to so many, it is worth while to begin with each of the best few persons."""
EXCHANGES_MAX = 200
"""So many times at most a chosen person is tried to be replaced: it matters for few, and would be long for many."""


@dataclass(frozen=True)
class Selection:
    """`seeds` cover `covered` sets; no choice within the limits covers more than `bound`."""

    seeds: tuple[int, ...]
    covered: int
    bound: float


def greedy(sets: ReverseSets, limits: Limits, nodes: int) -> Selection:
    """Take the person who adds most until a limit is reached, then replace persons while that covers more.

    With a budget it is tried too by what is added for the money, and where few are chosen, from several first persons
    (partial enumeration: Sviridenko 2004); the best is returned. The bound is for all choices: what is covered after
    some steps and the best that any further persons could add to it one by one (Tang et al. 2018), within the limits.
    Seeds come in the order of what each adds to those before.
    """
    ways = (False, True) if limits.has_budget else (False,)
    tried = []
    for first in _first_persons(sets, limits, nodes):
        for per_cost in ways:
            covering = _Covering(sets, limits, nodes, first)
            covering.fill(per_cost=per_cost)
            covering.exchange()
            tried.append(covering)
    best = max(tried, key=lambda found: found.covered)
    return Selection(best.in_order_of_gain(), best.covered, min(found.bound for found in tried))


def _first_persons(sets: ReverseSets, limits: Limits, nodes: int) -> list[int | None]:
    """Return with whom to begin: whoever adds most, and where few are chosen the next best too."""
    if limits.count > FEW or len(limits.must) >= limits.count:
        return [None]
    alone = np.bincount(sets.members, minlength=nodes)
    left = limits.budget - limits.costs[list(limits.must)].sum()
    groups = limits.group[list(limits.must)]
    free = limits.may_be_chosen & (limits.costs <= left) & ~np.isin(limits.group, groups[groups != NO_GROUP])
    free[list(limits.must)] = False
    best = np.argsort(-alone * free, kind="stable")[:STARTS]
    return [None, *(int(node) for node in best if free[node])]


def in_order(scores: Floats, limits: Limits) -> tuple[int, ...]:
    """Return the persons of the highest scores who fit the limits, of equal ones the first."""
    chooser = _Chooser(limits)
    for node in limits.must:
        chooser.take(node)
    for node in np.argsort(-scores, kind="stable").tolist():
        if chooser.is_full:
            break
        if chooser.is_open[node] and limits.costs[node] <= chooser.left:
            chooser.take(node)
    return tuple(chooser.taken)


class _Chooser:
    """Keeps who is chosen, and who still can be."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.is_open = limits.may_be_chosen.copy()
        self.left = limits.budget
        self.taken: list[int] = []
        self._order = np.argsort(limits.group, kind="stable")
        self._sorted = limits.group[self._order]

    @property
    def is_full(self) -> bool:
        return len(self.taken) >= self._limits.count

    def take(self, node: int) -> None:
        self.taken.append(node)
        self.left -= float(self._limits.costs[node])
        self.is_open[self._housemates(node)] = False

    def give_back(self, node: int) -> None:
        self.taken.remove(node)
        self.left += float(self._limits.costs[node])
        again = self._housemates(node)
        self.is_open[again] = self._limits.may_be_chosen[again]

    def _housemates(self, node: int) -> Ints:
        group = self._limits.group[node]
        if group == NO_GROUP:
            return np.array([node], np.int32)
        low, high = np.searchsorted(self._sorted, [group, group + 1])
        return self._order[low:high].astype(np.int32)


class _Covering:
    """Which sets the chosen persons cover, and what every other would add."""

    def __init__(self, sets: ReverseSets, limits: Limits, nodes: int, first: int | None) -> None:
        self._limits = limits
        self._chooser = _Chooser(limits)
        offsets, sets_of = sets_of_members(nodes, sets.ends, sets.members)
        self._gains = np.diff(offsets).astype(np.int32)
        self._tables = (offsets, sets_of, sets.ends, sets.members, np.zeros(len(sets), np.int32), self._gains)
        self.covered = 0
        self.bound = self._bound()
        for node in (*limits.must, *(() if first is None else (first,))):
            self._take(node)

    def fill(self, *, per_cost: bool) -> None:
        """Take one after the other until a limit is reached; every few steps see what the best could be."""
        for step, _ in enumerate(iter(lambda: self._take_best(per_cost=per_cost), None)):
            if step % STEPS_BETWEEN_BOUNDS == 0:
                self.bound = min(self.bound, self._bound())
        self.bound = min(self.bound, self._bound())

    def exchange(self) -> None:
        """Replace one chosen person by others as long as that covers more."""
        left = EXCHANGES_MAX
        improved = True
        while improved and left > 0:
            improved = False
            for node in [node for node in self._chooser.taken if node not in self._limits.must][:left]:
                left -= 1
                improved |= any(self._replace(node, per_cost=per_cost) for per_cost in (False, True))

    def in_order_of_gain(self) -> tuple[int, ...]:
        """Return the chosen, each the one that adds most to those before."""
        waiting = np.sort(self._chooser.taken)
        for node in waiting:
            uncover(node, *self._tables)
        found: list[int] = []
        while len(waiting):
            best = int(np.argmax(self._gains[waiting]))
            cover(waiting[best], *self._tables)
            found.append(int(waiting[best]))
            waiting = np.delete(waiting, best)
        return tuple(found)

    def _replace(self, node: int, *, per_cost: bool) -> bool:
        if node not in self._chooser.taken:
            return False
        before = self.covered
        self._give_back(node)
        added = list(iter(lambda: self._take_best(per_cost=per_cost), None))
        if self.covered > before:
            return True
        for other in added:
            self._give_back(other)
        self._take(node)
        return False

    def _take_best(self, *, per_cost: bool) -> int | None:
        if self._chooser.is_full:
            return None
        open_now, left = self._chooser.is_open, self._chooser.left
        node = int(best_candidate(self._gains, self._limits.costs, open_now, left, per_cost))
        if node < 0:
            return None
        self._take(node)
        return node

    def _take(self, node: int) -> None:
        self._chooser.take(node)
        self.covered += int(cover(node, *self._tables))

    def _give_back(self, node: int) -> None:
        self._chooser.give_back(node)
        self.covered -= int(uncover(node, *self._tables))

    def _bound(self) -> float:
        return self.covered + _addable(self._gains, self._limits)


def _addable(gains: Ints, limits: Limits) -> float:
    """Return what the best choice within the limits could add at most: the sum of what its members add alone.

    Whoever must be included adds nothing more where they are covered already, so that no choice adds more than this.
    """
    allowed = np.flatnonzero(limits.may_be_chosen & (gains > 0))
    if not len(allowed):
        return 0.0
    worth, costs, group = gains[allowed].astype(np.float64), limits.costs[allowed], limits.group[allowed]
    by_number = _top(_best_of_groups(worth, group), limits.count)
    return min(by_number, _fractional(worth, costs, limits.budget)) if limits.has_budget else by_number


def _best_of_groups(worth: Floats, group: Ints) -> Floats:
    grouped = group != NO_GROUP
    if not grouped.any():
        return worth
    best = np.zeros(int(group.max()) + 1)
    np.maximum.at(best, group[grouped], worth[grouped])
    return np.concatenate([worth[~grouped], best])


def _top(worth: Floats, count: int) -> float:
    if count < len(worth):
        worth = np.partition(worth, len(worth) - count)[len(worth) - count :]
    return float(worth.sum())


def _fractional(worth: Floats, costs: Floats, budget: float) -> float:
    """Return the most worth that the budget buys when persons could be bought in parts."""
    order = np.argsort(-worth / costs, kind="stable")
    spent = np.cumsum(costs[order])
    whole = int(np.searchsorted(spent, budget, side="right"))
    total = float(worth[order[:whole]].sum())
    if whole < len(order):
        left = budget - (spent[whole - 1] if whole else 0.0)
        total += float(worth[order[whole]] * left / costs[order[whole]])
    return total

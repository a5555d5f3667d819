"""Who may be chosen, how many, and for how much."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from algorithms.network import Floats, Ints
from algorithms.refusal import CannotRun

Flags = NDArray[np.bool_]
NO_GROUP = -1


@dataclass(frozen=True, eq=False)
class Limits:
    """n persons, of whom `count` at most are chosen whose `costs` come to `budget` at most.

    `may_be_chosen`: bool[n]. `group`: int32[n]; of each group one at most is chosen, −1 is no group. `must` are chosen
    in any case, in their order.
    """

    count: int
    may_be_chosen: Flags
    group: Ints
    costs: Floats
    budget: float
    must: tuple[int, ...]

    @classmethod
    def of(
        cls,
        nodes: int,
        count: int | None = None,
        *,
        blocked: Collection[int] = (),
        group: Mapping[int, int] | None = None,
        costs: Floats | None = None,
        budget: float | None = None,
        must: Collection[int] = (),
    ) -> Self:
        """Return the limits; raises CannotRun when they contradict each other.

        Without a budget everybody costs 1, and `count` limits alone; without a count the budget does.
        """
        if count is None and budget is None:
            raise CannotRun("Say how many are to be chosen, or for what budget.")
        may_be_chosen = np.ones(nodes, np.bool_)
        may_be_chosen[list(blocked)] = False
        groups = np.full(nodes, NO_GROUP, np.int32)
        for node, number in (group or {}).items():
            groups[node] = number
        prices = np.ones(nodes) if costs is None else np.asarray(costs, np.float64)
        if not (np.isfinite(prices).all() and (prices > 0).all()):
            raise CannotRun("Reaching a person costs more than 0.")
        found = cls(
            min(count if count is not None else nodes, nodes),
            may_be_chosen,
            groups,
            prices,
            float("inf") if budget is None else budget,
            tuple(dict.fromkeys(must)),
        )
        found._require_must_fits()
        return found

    @property
    def has_budget(self) -> bool:
        """Return whether costs matter."""
        return bool(np.isfinite(self.budget))

    def require_somebody(self) -> None:
        """Raise CannotRun when nobody can be chosen."""
        affordable = self.may_be_chosen & (self.costs <= self.budget)
        if self.count < 1 or not affordable.any():
            raise CannotRun("Nobody may be chosen: the limits leave no one.")

    def _require_must_fits(self) -> None:
        must = list(self.must)
        groups = [number for number in self.group[must].tolist() if number != NO_GROUP]
        if not self.may_be_chosen[must].all():
            raise CannotRun("A person who must be included may not be contacted.")
        if len(must) > self.count or self.costs[must].sum() > self.budget:
            raise CannotRun("Those who must be included are more than the number or the budget allows.")
        if len(set(groups)) != len(groups):
            raise CannotRun("Two who must be included are of one household.")

"""What the members of a community have in common that others have not: traits with their share here and in the bank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from algorithms.network import Floats, Ints

TRAITS_MAX = 5
SURPRISE_MIN = 3.0
"""A trait is told from so many standard deviations above what as many random persons would have."""
SHARE_MIN = 0.15
"""A trait of fewer members says nothing about the community, however rare it is elsewhere."""


@dataclass(frozen=True, slots=True)
class Trait:
    """`share` of the members have `value` as `attribute`, and `share_in_bank` of all whose attribute is known.

    `lift` is the one over the other. `members` have it.
    """

    attribute: str
    value: str
    members: int
    share: float
    share_in_bank: float
    surprise: float

    @property
    def lift(self) -> float:
        """Return how many times as frequent it is here."""
        return self.share / self.share_in_bank


Attribute = Sequence[Sequence[str]]
"""For every party its values: none where it is unknown, several where there are several."""


class Population:
    """All parties of a bank with their attributes, to compare communities with."""

    def __init__(self, attributes: Mapping[str, Attribute]) -> None:
        self._attributes = {name: _Coded(values) for name, values in attributes.items()}

    def traits(self, members: Ints) -> tuple[Trait, ...]:
        """Return what members share more than others, the most surprising first."""
        found = [trait for name, coded in self._attributes.items() for trait in coded.traits(name, members)]
        found.sort(key=lambda trait: (-trait.surprise, trait.attribute, trait.value))
        return tuple(found[:TRAITS_MAX])

    def distribution(self, attribute: str, members: Ints) -> dict[str, int]:
        """Return value → how many members have it, the most frequent first."""
        return self._attributes[attribute].counted(members)


class _Coded:
    """One attribute as codes, party after party."""

    def __init__(self, values: Attribute) -> None:
        names = sorted({value for some in values for value in some})
        code = {name: number for number, name in enumerate(names)}
        self.names = names
        self._offsets = np.cumsum([0, *(len(some) for some in values)])
        self._codes = np.array([code[value] for some in values for value in some], np.int64)
        self._known = np.array([bool(some) for some in values], np.bool_)
        known = max(int(self._known.sum()), 1)
        self._share: Floats = np.bincount(self._codes, minlength=len(names)) / known

    def traits(self, attribute: str, members: Ints) -> list[Trait]:
        known = int(self._known[members].sum())
        if not known:
            return []
        counts = self._counts(members)
        share = counts / known
        usual = np.sqrt(np.maximum(self._share * (1 - self._share) / known, 1e-12))
        surprise = (share - self._share) / usual
        told = np.flatnonzero((surprise >= SURPRISE_MIN) & (share >= SHARE_MIN) & (self._share < 1))
        return [
            Trait(
                attribute, self.names[code], int(counts[code]), float(share[code]), float(self._share[code]),
                float(surprise[code]),
            )
            for code in told.tolist()
        ]  # fmt: skip

    def counted(self, members: Ints) -> dict[str, int]:
        counts = self._counts(members)
        order = np.argsort(-counts, kind="stable")
        return {self.names[code]: int(counts[code]) for code in order.tolist() if counts[code]}

    def _counts(self, members: Ints) -> Ints:
        places = [np.arange(self._offsets[node], self._offsets[node + 1]) for node in members.tolist()]
        codes = self._codes[np.concatenate([np.empty(0, np.int64), *places]).astype(np.int64)]
        return np.bincount(codes, minlength=len(self.names)).astype(np.int32)

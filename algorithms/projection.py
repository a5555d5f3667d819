"""A projection: parties and their ties as compact arrays in one canonical order, the input of algorithms."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import networkx as nx
import numpy as np
from numpy.typing import ArrayLike, NDArray

UNKNOWN_LABEL = "Party"
UNKNOWN_KIND = "TIE"


@dataclass(frozen=True, eq=False)
class Projection:
    """n parties and m ties between them; parallel ties and ties to oneself are kept.

    - `keys`, `names`, `labels`: n texts; keys are unique and ascending, a name may be ''.
    - `start`, `end`: int32[m], positions in `keys`; where `is_directed` is false, start ≤ end.
    - `kind`: uint16[m], positions in `kinds`, which are ascending and all in use.
    - `confidence`: float32[m] from 0 to 1, how sure a tie's existence is; None where all are certain.
    - `weight`: float64[m] in the unit of what was projected, NaN where unknown; None when no tie has one.

    Ties are ordered by start, end, kind, weight: the same parties and ties give equal arrays in whatever
    order they came. Make one with `canonical`.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    labels: tuple[str, ...]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    kind: NDArray[np.uint16]
    kinds: tuple[str, ...]
    weight: NDArray[np.float64] | None
    is_directed: bool
    confidence: NDArray[np.float32] | None = None

    @classmethod
    def canonical(
        cls,
        keys: Sequence[str],
        names: Sequence[str],
        labels: Sequence[str],
        start: ArrayLike,
        end: ArrayLike,
        kind: ArrayLike,
        kinds: Sequence[str],
        weight: ArrayLike | None,
        *,
        is_directed: bool,
        confidence: ArrayLike | None = None,
    ) -> Self:
        """Put parties and ties in their order; raises ValueError when a key stands twice."""
        if len(set(keys)) != len(keys):
            raise ValueError("two parties of a projection have the same key")
        order = sorted(range(len(keys)), key=keys.__getitem__)
        position = np.empty(len(keys), np.int32)
        position[order] = np.arange(len(keys), dtype=np.int32)
        starts, ends = position[np.asarray(start, np.int32)], position[np.asarray(end, np.int32)]
        if not is_directed:
            starts, ends = np.minimum(starts, ends), np.maximum(starts, ends)
        kind_codes, used_kinds = _used(np.asarray(kind, np.int64), kinds)
        weights = np.full(len(starts), np.nan) if weight is None else np.asarray(weight, np.float64)
        ties = np.lexsort((weights, kind_codes, ends, starts))
        return cls(
            keys=tuple(keys[node] for node in order),
            names=tuple(names[node] for node in order),
            labels=tuple(labels[node] for node in order),
            start=starts[ties],
            end=ends[ties],
            kind=kind_codes[ties],
            kinds=used_kinds,
            weight=None if np.isnan(weights).all() else weights[ties],
            is_directed=is_directed,
            confidence=None if confidence is None else np.asarray(confidence, np.float32)[ties],
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Projection) and self._texts() == other._texts() and self._same_arrays(other)

    __hash__ = None  # type: ignore[assignment]  # arrays can be written to, so that none can be a key

    def _texts(self) -> tuple[object, ...]:
        return self.keys, self.names, self.labels, self.kinds, self.is_directed, self.weight is None

    def _same_arrays(self, other: "Projection") -> bool:
        return (
            np.array_equal(self.start, other.start)
            and np.array_equal(self.end, other.end)
            and np.array_equal(self.kind, other.kind)
            and np.array_equal(self.weight_or_nan(), other.weight_or_nan(), equal_nan=True)
        )

    def weight_or_nan(self) -> NDArray[np.float64]:
        """Return float64[m]: the weights, NaN where unknown, also when no tie has one."""
        return np.full(len(self.start), np.nan) if self.weight is None else self.weight

    def ties(self) -> Iterator[tuple[int, int, int, float]]:
        """Yield start, end, kind and weight of each tie as plain numbers."""
        columns = (self.start, self.end, self.kind, self.weight_or_nan())
        return zip(*(column.tolist() for column in columns), strict=True)

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of keys, ties and weights in hex: the same in whatever order they came."""
        found = hashlib.sha256(repr((len(self.keys), self.kinds, self.is_directed)).encode())
        for key in self.keys:
            found.update(key.encode() + b"\0")
        for column in (self.start, self.end, self.kind, self.weight_or_nan()):
            found.update(np.ascontiguousarray(column).data)
        return found.hexdigest()

    def only(
        self,
        kinds: Collection[str] | None = None,
        keys: Collection[str] | None = None,
        weight_at_least: float | None = None,
        confidence_at_least: float | None = None,
    ) -> "Projection":
        """Return the ties of these kinds, between these parties, at least so heavy and so sure; None sets no bound.

        Parties stay, also those left without a tie, unless `keys` leaves them out. A tie of unknown weight is below
        every bound.
        """
        kept = np.ones(len(self.start), np.bool_)
        if kinds is not None:
            kept &= np.isin(self.kind, [number for number, kind in enumerate(self.kinds) if kind in kinds])
        if weight_at_least is not None:
            kept &= self.weight_or_nan() >= weight_at_least
        if confidence_at_least is not None and self.confidence is not None:
            kept &= self.confidence >= confidence_at_least
        parties = np.arange(len(self.keys))
        if keys is not None:
            wanted = frozenset(keys)
            parties = np.array([number for number, key in enumerate(self.keys) if key in wanted], np.int64)
        position = np.full(len(self.keys), -1, np.int32)
        position[parties] = np.arange(len(parties), dtype=np.int32)
        kept &= (position[self.start] >= 0) & (position[self.end] >= 0)
        kind_codes, used_kinds = _used(self.kind[kept].astype(np.int64), self.kinds)
        weights = None if self.weight is None else self.weight[kept]
        return replace(
            self,
            keys=tuple(self.keys[number] for number in parties),
            names=tuple(self.names[number] for number in parties),
            labels=tuple(self.labels[number] for number in parties),
            start=position[self.start[kept]],
            end=position[self.end[kept]],
            kind=kind_codes,
            kinds=used_kinds,
            weight=None if weights is None or np.isnan(weights).all() else weights,
            confidence=None if self.confidence is None else self.confidence[kept],
        )

    def to_networkx(self) -> "nx.MultiGraph[str] | nx.MultiDiGraph[str]":
        """Return a network with node attributes `label`, `name` and tie attributes `type`, `weight`.

        What is unknown has no attribute. Two parties can be tied in several ways, so that it is always a
        multigraph; the key of a tie is its position here.
        """
        network: nx.MultiGraph[str] = nx.MultiDiGraph() if self.is_directed else nx.MultiGraph()
        for key, name, label in zip(self.keys, self.names, self.labels, strict=True):
            network.add_node(key, label=label, **({"name": name} if name else {}))
        for tie, (start, end, kind, weight) in enumerate(self.ties()):
            known = {} if np.isnan(weight) else {"weight": weight}
            network.add_edge(self.keys[start], self.keys[end], key=tie, type=self.kinds[kind], **known)
        return network

    @classmethod
    def from_networkx(cls, network: "nx.Graph[Any]") -> Self:
        """Return the projection of any network of networkx; its nodes' texts become the keys.

        Raises ValueError when two nodes have the same text.
        """
        position = {node: number for number, node in enumerate(network)}
        nodes = network.nodes(data=True)
        ties = list(network.edges(data=True))
        kind_of = {kind: code for code, kind in enumerate({_kind(data): None for *_, data in ties})}
        return cls.canonical(
            keys=[str(node) for node in network],
            names=[str(data.get("name", "")) for _, data in nodes],
            labels=[str(data.get("label", UNKNOWN_LABEL)) for _, data in nodes],
            start=[position[start] for start, _, _ in ties],
            end=[position[end] for _, end, _ in ties],
            kind=[kind_of[_kind(data)] for *_, data in ties],
            kinds=list(kind_of),
            weight=[float(data.get("weight", np.nan)) for *_, data in ties],
            is_directed=network.is_directed(),
        )


def _kind(data: dict[str, Any]) -> str:
    return str(data.get("type", UNKNOWN_KIND))


def _used(codes: NDArray[np.int64], kinds: Sequence[str]) -> tuple[NDArray[np.uint16], tuple[str, ...]]:
    """Number the kinds that occur anew, in the order of their names."""
    used = sorted(kinds[code] for code in np.unique(codes))
    renumbered = np.zeros(len(kinds), np.uint16)
    for position, name in enumerate(used):
        renumbered[kinds.index(name)] = position
    return renumbered[codes], tuple(used)

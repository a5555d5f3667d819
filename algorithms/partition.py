"""Partitions of nodes: one number a node, counted from the first node on, so that equal partitions are equal arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from algorithms.network import Ints, Longs, Network


def numbered_by_first_member(labels: NDArray[np.integer[Any]] | Sequence[int]) -> Ints:
    """Return int32[n]: the same partition, its parts numbered 0, 1, … in the order of their first members."""
    labels = np.asarray(labels)
    _, first, part = np.unique(labels, return_index=True, return_inverse=True)
    number = np.empty(len(first), np.int32)
    number[np.argsort(first, kind="stable")] = np.arange(len(first), dtype=np.int32)
    return np.asarray(number[part], np.int32)


def sizes(labels: Ints) -> Longs:
    """Return int64[parts]: how many nodes each part has."""
    return np.bincount(labels).astype(np.int64)


def connected_parts(network: Network, labels: Ints) -> Ints:
    """Return the partition whose parts are the connected pieces of the given one's."""
    matrix = network.undirected.to_scipy().tocoo()
    inside = labels[matrix.row] == labels[matrix.col]
    ties = coo_array(
        (np.ones(int(inside.sum()), np.int8), (matrix.row[inside], matrix.col[inside])), shape=matrix.shape
    )
    _, found = connected_components(ties, directed=False)
    return numbered_by_first_member(found)


def adjusted_rand_index(one: Ints, other: Ints) -> float:
    """Return how well two partitions agree: 1 the same, about 0 by chance (Hubert and Arabie 1985)."""
    count = len(one)
    if count < 2:  # noqa: PLR2004  # there is no pair to agree on
        return 1.0
    _, both = np.unique(one.astype(np.int64) * (int(other.max()) + 1) + other, return_counts=True)
    together = _pairs(both)
    in_one, in_other, in_all = _pairs(sizes(one)), _pairs(sizes(other)), _pairs(np.array([count]))
    expected = in_one * in_other / in_all
    most = (in_one + in_other) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def normalised_mutual_information(one: Ints, other: Ints) -> float:
    """Return the information that two partitions share, over the mean of what each holds: 1 the same, 0 unrelated."""
    joint = np.unique(one.astype(np.int64) * (int(other.max()) + 1) + other, return_counts=True)[1]
    of_one, of_other, of_both = _entropy(sizes(one)), _entropy(sizes(other)), _entropy(joint)
    return 1.0 if of_one + of_other == 0 else 2 * (of_one + of_other - of_both) / (of_one + of_other)


def _pairs(counts: Longs) -> float:
    counts = counts.astype(np.float64)
    return float((counts * (counts - 1) / 2).sum())


def _entropy(counts: Longs) -> float:
    shares = counts / counts.sum()
    return float(-(shares * np.log(shares)).sum())

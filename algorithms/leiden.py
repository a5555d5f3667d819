"""Communities by the Leiden algorithm (Traag, Waltman and van Eck 2019): dense inside, sparse between, connected."""

from dataclasses import dataclass

import graspologic_native
import networkit
import numpy as np

from algorithms.network import Ints, Network
from algorithms.networkit_graphs import one_thread, to_networkit
from algorithms.partition import connected_parts, numbered_by_first_member
from algorithms.refusal import CannotRun

ITERATIONS = 3


def leiden(network: Network, resolution: float = 1.0, seed: int = 0, iterations: int = ITERATIONS) -> Ints:
    """Return int32[n]: each node's community by modularity at this resolution; higher gives more and smaller ones.

    Directions are dropped, weights count. The same network, resolution and seed give the same answer. A node without
    ties is a community of its own.
    """
    _check(resolution)
    undirected = network.undirected
    if not undirected.tie_count:
        return np.arange(len(network), dtype=np.int32)
    with one_thread(seed):
        graph = to_networkit(undirected, weighted=undirected.has_weights)
        found = networkit.community.ParallelLeiden(graph, iterations=iterations, gamma=resolution).run()
        labels = np.array(found.getPartition().getVector())
    return _connected(undirected, labels)


def leiden_from(
    network: Network, start: Ints, resolution: float = 1.0, seed: int = 0, iterations: int = ITERATIONS
) -> Ints:
    """Return the same, beginning from the communities `start` instead of from single nodes, so that they last.

    What a changed network no longer holds together begins in pieces: no start can leave a community disconnected.
    """
    _check(resolution)
    undirected = network.undirected
    if not undirected.tie_count:
        return np.arange(len(network), dtype=np.int32)
    edges, tied = _named_edges(undirected)
    pieces = connected_parts(undirected, start)
    _, found = graspologic_native.leiden(
        edges=edges,
        starting_communities={str(node): int(pieces[node]) for node in tied},
        resolution=resolution,
        iterations=iterations,
        use_modularity=True,
        seed=seed,
    )
    return _connected(undirected, _with_lonely_nodes(len(network), {int(node): part for node, part in found.items()}))


@dataclass(frozen=True)
class Hierarchy:
    """`levels`: int32[n] for each, from coarse to fine; a community of a finer level lies inside one of the coarser."""

    levels: tuple[Ints, ...]


def leiden_hierarchy(network: Network, size_max: int, resolution: float = 1.0, seed: int = 0) -> Hierarchy:
    """Split communities again and again until none has more than `size_max` members, where ties allow it."""
    _check(resolution)
    if size_max < 1:
        raise CannotRun("A community has at least one member: size_max is 1 or more.")
    undirected = network.undirected
    if not undirected.tie_count:
        return Hierarchy((np.arange(len(network), dtype=np.int32),))
    edges, _ = _named_edges(undirected)
    clusters = graspologic_native.hierarchical_leiden(
        edges=edges, resolution=resolution, iterations=ITERATIONS, use_modularity=True, max_cluster_size=size_max,
        seed=seed,
    )  # fmt: skip
    by_level: dict[int, dict[int, int]] = {}
    for found in clusters:
        by_level.setdefault(found.level, {})[int(found.node)] = found.cluster
    levels: list[Ints] = []
    parts: dict[int, int] = {}
    for level in sorted(by_level):
        parts = parts | by_level[level]
        levels.append(_connected(undirected, _with_lonely_nodes(len(network), parts)))
    return Hierarchy(tuple(levels))


def _check(resolution: float) -> None:
    if not resolution > 0:
        raise CannotRun("The resolution is above 0.")


def _named_edges(network: Network) -> tuple[list[tuple[str, str, float]], list[int]]:
    starts, ends, weights = network.edges()
    names = [str(node) for node in range(len(network))]
    edges = [
        (names[start], names[end], weight)
        for start, end, weight in zip(starts.tolist(), ends.tolist(), weights.tolist(), strict=True)
    ]
    return edges, np.flatnonzero(network.out.degrees).tolist()


def _with_lonely_nodes(nodes: int, parts: dict[int, int]) -> Ints:
    """Return a label for every node; those without ties, which the library leaves out, are alone."""
    next_part = max(parts.values()) + 1
    return np.array([parts.get(node, next_part + node) for node in range(nodes)])


def _connected(network: Network, labels: Ints) -> Ints:
    """Number the communities, and see to it that each hangs together as the algorithm promises."""
    pieces = connected_parts(network, labels)
    return pieces if pieces.max() > labels.max() else numbered_by_first_member(labels)

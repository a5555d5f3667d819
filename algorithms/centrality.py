"""Who is central: degree, core number, PageRank from all or from some, betweenness exact and sampled."""

import math
from collections.abc import Collection
from dataclasses import dataclass

import networkit
import numpy as np
import rustworkx

from algorithms.centrality_kernels import power_iteration, sampled_paths
from algorithms.network import Floats, Longs, Network
from algorithms.networkit_graphs import one_thread, to_networkit
from algorithms.refusal import CannotRun


@dataclass(frozen=True, slots=True)
class Ranks:
    """`rank`: float64[n], its sum is 1; `change`: by how much the last of `iterations` rounds changed it."""

    rank: Floats
    iterations: int
    change: float


def pagerank(
    network: Network,
    damping: float = 0.85,
    tolerance: float = 1e-9,
    iterations: int = 200,
    restart: Collection[int] = (),
) -> Ranks:
    """Return PageRank (Page, Brin, Motwani, Winograd 1999): weighted, along the ties' direction.

    With `restart` it is personalised: the walk starts again from these nodes alone (Haveliwala 2002). A node with no
    tie out of it passes its rank to where walks start. It ends when a round changes the ranks by `tolerance` in sum.
    """
    if not len(network):
        return Ranks(np.empty(0), 0, 0.0)
    start = np.full(len(network), 1 / len(network))
    if restart:
        start = np.zeros(len(network))
        start[list(restart)] = 1 / len(set(restart))
    uniform = not network.has_weights
    strengths = network.out.degrees.astype(np.float64) if uniform else network.out.strengths()
    rows = network.into
    return Ranks(
        *power_iteration(
            rows.offsets, rows.targets, rows.weights, strengths, start, damping, tolerance, iterations, uniform
        )
    )


def core_numbers(network: Network) -> Longs:
    """Return int64[n]: the largest k so that the node is in a part where all have k neighbours (Seidman 1983)."""
    if not len(network):
        return np.empty(0, np.int64)
    with one_thread():
        found = networkit.centrality.CoreDecomposition(to_networkit(network.undirected)).run().scores()
    return np.asarray(found, np.float64).astype(np.int64)


def betweenness(network: Network) -> Floats:
    """Return float64[n]: the number of shortest paths through each node, each pair's sum being 1 (Brandes 2001).

    Ties count 1 whatever they weigh; an undirected pair counts once. The work grows with nodes × ties.
    """
    graph = rustworkx.PyDiGraph() if network.is_directed else rustworkx.PyGraph()
    graph.add_nodes_from(range(len(network)))
    starts, ends, _ = network.edges()
    graph.extend_from_edge_list(list(zip(starts.tolist(), ends.tolist(), strict=True)))
    # Threads would add the parts in any order, and the last digits would differ from run to run.
    never_in_parallel = len(network) + 1
    found = rustworkx.betweenness_centrality(graph, normalized=False, parallel_threshold=never_in_parallel)
    return np.array([found[node] for node in range(len(network))])


def sampled_betweenness(network: Network, error: float, failure: float, seed: int = 0) -> Floats:
    """Return float64[n]: the share of shortest paths between two random nodes that lead through each node.

    It is off by `error` at most for all nodes at once, with probability 1 − `failure` (Hoeffding's bound for each
    node, over random shortest paths as Riondato and Kornaropoulos 2016 draw them).
    """
    if not 0 < error < 1 or not 0 < failure < 1:
        raise CannotRun("The error and the probability of failure lie between 0 and 1.")
    if len(network) < 3:  # noqa: PLR2004  # nobody can stand between two others
        return np.zeros(len(network))
    samples = math.ceil(math.log(2 * len(network) / failure) / (2 * error**2))
    out, into = network.out, network.into
    return sampled_paths(out.offsets, out.targets, into.offsets, into.targets, samples, seed) / samples

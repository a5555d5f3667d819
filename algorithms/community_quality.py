"""How good communities are: modularity, conductance, connectedness, and whether chance would give the same."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import networkit
import numpy as np
import rustworkx

from algorithms.network import Floats, Ints, Network
from algorithms.networkit_graphs import one_thread, to_networkit
from algorithms.partition import connected_parts, sizes

SMALLEST_TO_CUT = 3
LARGEST_TO_CUT = 2_000
"""A minimum cut is looked for in communities of these sizes: it takes members³ steps in the worst case."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What a partition of a network is worth.

    - `modularity` at resolution 1 (Newman and Girvan 2004), from −.5 to 1.
    - `conductance`: of the ties' weight at a community the part that leads out of it, median and largest over the
      communities of two and more.
    - `disconnected`: how many communities fall into pieces.
    - `well_connected` of `cut_tested` communities need more than log₁₀(members) ties cut to fall apart (Park et al.
      2023).
    """

    modularity: float
    communities: int
    lonely: int
    largest: int
    median_size: float
    median_size_of_members: float
    conductance_median: float
    conductance_max: float
    disconnected: int
    well_connected: int
    cut_tested: int


def quality(network: Network, labels: Ints) -> Quality:
    """Return the quality of the partition; directions are dropped, weights count but for cuts."""
    undirected = network.undirected
    counts = sizes(labels)
    several = counts[counts > 1]
    conductances = conductance(undirected, labels)[counts > 1] if len(counts) else np.empty(0)
    pieces = connected_parts(undirected, labels)
    in_pieces = np.bincount(labels[_first_members(pieces)], minlength=len(counts))
    well, tested = _well_connected(undirected, labels, counts)
    return Quality(
        modularity=modularity(undirected, labels),
        communities=len(counts),
        lonely=int((counts == 1).sum()),
        largest=int(counts.max(initial=0)),
        median_size=float(np.median(several)) if len(several) else float(len(counts) > 0),
        median_size_of_members=median_size_of_members(undirected, labels),
        conductance_median=float(np.median(conductances)) if len(conductances) else 0.0,
        conductance_max=float(conductances.max(initial=0.0)),
        disconnected=int((in_pieces > 1).sum()),
        well_connected=well,
        cut_tested=tested,
    )


def modularity(network: Network, labels: Ints, resolution: float = 1.0) -> float:
    """Return by how much more of the ties' weight lies inside the parts than degrees alone would put there."""
    rows = network.undirected.out
    total = rows.weights.sum()
    if not total:
        return 0.0
    inside = rows.weights[labels[rows.sources] == labels[rows.targets]].sum()
    volumes = _volumes(network, labels)
    return float(inside / total - resolution * ((volumes / total) ** 2).sum())


def conductance(network: Network, labels: Ints) -> Floats:
    """Return float64[parts]: the weight that leads out of each part over the lesser of what is inside and outside."""
    rows = network.undirected.out
    sources = rows.sources
    leaves = labels[sources] != labels[rows.targets]
    volumes = _volumes(network, labels)
    cut = np.bincount(labels[sources[leaves]], rows.weights[leaves], len(volumes))
    lesser = np.minimum(volumes, rows.weights.sum() - volumes)
    return np.asarray(np.divide(cut, lesser, out=np.zeros(len(volumes)), where=lesser > 0))


def median_size_of_members(network: Network, labels: Ints) -> float:
    """Return the size of the community that the median member lives in; who has no tie is left out."""
    tied = network.undirected.out.degrees > 0
    return float(np.median(sizes(labels)[labels[tied]])) if tied.any() else 0.0


@dataclass(frozen=True, slots=True)
class Significance:
    """`modularity` beside what the same algorithm finds in networks with the same degrees and random ties."""

    modularity: float
    by_chance: tuple[float, ...]

    @property
    def is_better_than_chance(self) -> bool:
        """Return whether no random network has given as much."""
        return self.modularity > max(self.by_chance, default=0.0)


def significance(
    network: Network, labels: Ints, detect: Callable[[Network], Ints], seed: int, tries: int = 3
) -> Significance:
    """Compare with degree-preserving rewirings of the network; weights are dealt out anew among the ties."""
    undirected = network.undirected
    found = []
    for number in range(tries):
        rewired = rewire(undirected, seed + number)
        found.append(modularity(rewired, detect(rewired)))
    return Significance(modularity(undirected, labels), tuple(found))


def rewire(network: Network, seed: int, swaps_per_tie: float = 10.0) -> Network:
    """Return an undirected network of the same degrees whose ties are random (Mihail and Zegura's edge switching)."""
    with one_thread(seed):
        switching = networkit.randomization.EdgeSwitching(to_networkit(network), swaps_per_tie)
        switching.run()
        pairs = np.array(list(switching.getGraph().iterEdges()), np.int32).reshape(-1, 2)
    _, _, weights = network.edges()
    dealt = np.random.default_rng(seed).permutation(weights)
    return Network.of_arrays(network.keys, pairs[:, 0], pairs[:, 1], dealt, is_directed=False)


def _volumes(network: Network, labels: Ints) -> Floats:
    return np.asarray(np.bincount(labels, network.undirected.out.strengths(), int(labels.max(initial=-1)) + 1))


def _first_members(labels: Ints) -> Ints:
    return np.unique(labels, return_index=True)[1].astype(np.int32)


def _well_connected(
    network: Network, labels: Ints, counts: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> tuple[int, int]:
    """Return how many communities pass, and how many were put to the test."""
    rows = network.out
    sources = rows.sources
    inside = (labels[sources] == labels[rows.targets]) & (sources < rows.targets)
    starts, ends = sources[inside], rows.targets[inside]
    order = np.argsort(labels[starts], kind="stable")
    starts, ends = starts[order], ends[order]
    limits = np.searchsorted(labels[starts], np.arange(len(counts) + 1))
    inner_degrees = np.bincount(starts, minlength=len(network)) + np.bincount(ends, minlength=len(network))
    least = np.full(len(counts), len(network), np.int64)
    np.minimum.at(least, labels, inner_degrees)
    well = tested = 0
    for part in np.flatnonzero((counts >= SMALLEST_TO_CUT) & (counts <= LARGEST_TO_CUT)):
        tested += 1
        needed = math.log10(counts[part])
        # Cutting off one member is a cut too: where that is enough, the search is spared.
        if least[part] > needed:
            some = slice(limits[part], limits[part + 1])
            well += _minimum_cut(starts[some], ends[some]) > needed
    return well, tested


def _minimum_cut(starts: Ints, ends: Ints) -> float:
    graph = rustworkx.PyGraph()
    nodes, ties = np.unique(np.concatenate([starts, ends]), return_inverse=True)
    graph.add_nodes_from(range(len(nodes)))
    graph.extend_from_edge_list(list(zip(ties[: len(starts)].tolist(), ties[len(starts) :].tolist(), strict=True)))
    found = rustworkx.stoer_wagner_min_cut(graph, weight_fn=lambda _: 1.0)
    return 0.0 if found is None else float(found[0])

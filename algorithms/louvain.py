"""Communities by the Louvain algorithm in its reference implementation, which other results are compared with."""

import community
import networkx as nx

from algorithms.network import Ints, Network
from algorithms.partition import numbered_by_first_member
from algorithms.refusal import CannotRun


def louvain(network: Network, resolution: float = 1.0, seed: int = 0) -> Ints:
    """Return int32[n]: each node's community (Blondel et al. 2008); a community may fall into pieces.

    It takes tens of times as long as Leiden.
    """
    if not resolution > 0:
        raise CannotRun("The resolution is above 0.")
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(network)))
    starts, ends, weights = network.undirected.edges()
    graph.add_weighted_edges_from(zip(starts.tolist(), ends.tolist(), weights.tolist(), strict=True))
    # The library's resolution grows with the communities, ours with their number.
    found = community.best_partition(graph, resolution=1 / resolution, random_state=seed)
    return numbered_by_first_member([found[node] for node in range(len(network))])

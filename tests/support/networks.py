"""Networks for tests."""

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from algorithms.edge_list import read_edge_list
from algorithms.network import Ints, Network
from algorithms.projection import Projection


def network_of(graph: "nx.Graph[Any]", *, weighted: bool = False) -> Network:
    return Network.of(Projection.from_networkx(graph), weighted=weighted)


def labels_of(graph: "nx.Graph[Any]", network: Network, attribute: str) -> Ints:
    """Return a node attribute as a partition in the order of the network's keys."""
    by_key = {str(node): value for node, value in graph.nodes(data=attribute)}
    return np.unique([str(by_key[key]) for key in network.keys], return_inverse=True)[1].astype(np.int32)


def read_network(path: Path, *, is_directed: bool) -> Network:
    projection, faults = read_edge_list(path, is_directed=is_directed, weighted=False)
    assert not faults
    return Network.of(projection, weighted=False)


def planted(groups: int, size: int, inside: float, across: float, seed: int) -> "nx.Graph[int]":
    """Return groups of nodes tied more often inside than across; node attribute `block` says which."""
    graph: nx.Graph[int] = nx.planted_partition_graph(groups, size, inside, across, seed=seed)
    return graph


@st.composite
def graphs(draw: st.DrawFn, *, directed: bool | None = None, nodes_max: int = 9) -> "nx.Graph[int]":
    """Any simple graph of a few nodes, with weights above 0."""
    is_directed = draw(st.booleans()) if directed is None else directed
    count = draw(st.integers(1, nodes_max))
    node = st.integers(0, count - 1)
    graph: nx.Graph[int] = nx.DiGraph() if is_directed else nx.Graph()
    graph.add_nodes_from(range(count))
    for start, end in draw(st.lists(st.tuples(node, node), max_size=25)):
        if start != end:
            graph.add_edge(start, end, weight=float(draw(st.integers(1, 5))))
    return graph

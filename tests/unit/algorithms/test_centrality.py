"""Degrees, ranks, cores, paths and triangles equal published figures and those of networkx."""

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.centrality import betweenness, core_numbers, pagerank, sampled_betweenness
from algorithms.clustering import clustering
from algorithms.refusal import CannotRun
from algorithms.traversal import components, distances
from tests.support.networks import graphs, network_of


def _by_key(graph: "nx.Graph[Any]", values: dict[Any, float]) -> list[float]:
    return [values[int(key)] for key in network_of(graph).keys]


def test_karate_has_its_published_figures() -> None:
    network = network_of(nx.karate_club_graph())
    first, last = network.keys.index("0"), network.keys.index("33")
    ranks, through, tied = pagerank(network).rank, betweenness(network), clustering(network)
    assert (ranks[last], ranks[first]) == pytest.approx((0.100919, 0.096997), abs=5e-7)
    assert (through[first], through[last]) == pytest.approx((231.0714, 160.5516), abs=5e-5)
    assert (tied.triangle_count, tied.coefficient.mean()) == (45, pytest.approx(0.570638, abs=5e-7))
    assert core_numbers(network).max() == 4
    assert max(distances(network, node).max() for node in range(34)) == 5


def test_florentine_families_and_les_miserables_have_their_published_figures() -> None:
    graph = nx.florentine_families_graph()
    network = network_of(graph)
    pairs = (len(network) - 1) * (len(network) - 2) / 2
    assert betweenness(network)[network.keys.index("Medici")] / pairs == pytest.approx(0.521978, abs=5e-7)
    assert clustering(network_of(nx.les_miserables_graph())).triangle_count == 467


@settings(max_examples=60)
@given(graphs())
def test_networkx_says_the_same(graph: "nx.Graph[int]") -> None:
    network = network_of(graph)
    for _, _, data in graph.edges(data=True):
        data.clear()
    assert pagerank(network, tolerance=1e-12).rank == pytest.approx(
        _by_key(graph, nx.pagerank(graph, tol=1e-12, max_iter=1000)), abs=1e-9
    )
    assert betweenness(network) == pytest.approx(_by_key(graph, nx.betweenness_centrality(graph, normalized=False)))
    assert core_numbers(network) == pytest.approx(_by_key(graph, nx.core_number(nx.Graph(graph))))
    assert len(set(components(network).tolist())) == nx.number_connected_components(nx.Graph(graph))
    reached = nx.single_source_shortest_path_length(graph, int(network.keys[0]))
    assert distances(network, 0).tolist() == [reached.get(int(key), -1) for key in network.keys]
    tied = clustering(network)
    assert tied.triangles.tolist() == _by_key(graph, nx.triangles(nx.Graph(graph)))
    if not graph.is_directed():
        assert tied.coefficient == pytest.approx(_by_key(graph, nx.clustering(graph)))


@given(graphs(), st.data())
def test_weights_and_sources_change_pagerank_as_in_networkx(graph: "nx.Graph[int]", data: st.DataObject) -> None:
    network = network_of(graph, weighted=True)
    source = data.draw(st.integers(0, len(network) - 1))
    key = int(network.keys[source])
    expected = nx.pagerank(graph, personalization={key: 1}, tol=1e-12, max_iter=1000)
    assert pagerank(network, tolerance=1e-12, restart=[source]).rank == pytest.approx(
        _by_key(graph, expected), abs=1e-9
    )


@pytest.mark.parametrize("directed", [True, False])
def test_sampled_betweenness_keeps_within_its_error(directed: bool) -> None:  # noqa: FBT001
    graph = nx.gnp_random_graph(60, 0.07, directed=directed, seed=3)
    network = network_of(graph)
    pairs = 60 * 59 / (1 if directed else 2)
    off = [
        np.abs(sampled_betweenness(network, error=0.02, failure=0.1, seed=seed) - betweenness(network) / pairs).max()
        for seed in range(20)
    ]
    assert sum(worst > 0.02 for worst in off) <= 2
    assert max(off) > 0


def test_an_error_out_of_range_is_refused() -> None:
    with pytest.raises(CannotRun):
        sampled_betweenness(network_of(nx.path_graph(4)), error=0, failure=0.1)


def test_nothing_has_no_ranks() -> None:
    network = network_of(nx.Graph())
    assert (len(pagerank(network).rank), len(core_numbers(network)), len(components(network))) == (0, 0, 0)

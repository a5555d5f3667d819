"""A network has every tie once, in the order of its nodes, whatever came in."""

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms.network import Network
from algorithms.projection import Projection
from algorithms.refusal import CannotRun
from tests.support.networks import graphs, network_of
from tests.support.projections import projections


@given(graphs())
def test_rows_hold_the_ties_of_the_graph(graph: "nx.Graph[int]") -> None:
    network = network_of(graph, weighted=True)
    expected = nx.to_numpy_array(graph, nodelist=[int(key) for key in network.keys])
    assert np.array_equal(network.to_scipy().toarray(), expected)
    assert network.tie_count == graph.number_of_edges()
    for node in range(len(network)):
        row = network.out.targets[network.out.offsets[node] : network.out.offsets[node + 1]]
        assert np.all(row[1:] > row[:-1])


@given(projections())
def test_parallel_ties_are_one_and_loops_are_none(projection: Projection) -> None:
    network = Network.of(projection, weighted=False)
    pairs = {(start, end) for start, end, _, _ in projection.ties() if start != end}
    assert network.tie_count == len(pairs)
    starts, ends, weights = network.edges()
    assert set(zip(starts.tolist(), ends.tolist(), strict=True)) == pairs
    assert (weights == 1).all()


@given(graphs(directed=True))
def test_without_directions_opposite_arcs_add_up(graph: "nx.DiGraph[int]") -> None:
    network = network_of(graph, weighted=True)
    matrix = network.to_scipy().toarray()
    assert np.array_equal(network.undirected.to_scipy().toarray(), matrix + matrix.T)


def _pair(weights: list[float], kinds: list[int]) -> Projection:
    return Projection.canonical(
        ["a", "b"], ["", ""], ["Party"] * 2, [0] * len(weights), [1] * len(weights), kinds, ["X", "Y"], weights,
        is_directed=False,
    )  # fmt: skip


def test_weights_of_parallel_ties_are_added() -> None:
    assert Network.of(_pair([0.5, 2.0], [0, 1]), weighted=True).edges()[2].tolist() == [2.5]


def test_an_unknown_weight_counts_as_the_least_known_one_of_its_kind() -> None:
    network = Network.of(_pair([0.5, np.nan, 2.0, np.nan], [0, 0, 0, 1]), weighted=True)
    assert network.edges()[2].tolist() == [0.5 + 0.5 + 2.0 + 1.0]


@pytest.mark.parametrize("weight", [0.0, -1.0, np.inf])
def test_a_weight_that_is_not_above_0_is_refused(weight: float) -> None:
    with pytest.raises(CannotRun, match="above 0"):
        Network.of(_pair([weight], [0]), weighted=True)


def test_keys_that_are_numbers_are_ranked_as_numbers() -> None:
    graph: nx.Graph[Any] = nx.path_graph(12)
    network = network_of(graph)
    assert network.natural_ranks().tolist() == [int(key) for key in network.keys]


@given(projections(), st.randoms())
def test_the_digest_is_that_of_the_ties_not_of_their_order(projection: Projection, chance: Any) -> None:
    order = list(range(len(projection.start)))
    chance.shuffle(order)
    shuffled = Projection.canonical(
        projection.keys, projection.names, projection.labels, projection.start[order], projection.end[order],
        projection.kind[order], projection.kinds, projection.weight_or_nan()[order],
        is_directed=projection.is_directed,
    )  # fmt: skip
    assert shuffled.digest == projection.digest


def test_ties_are_filtered_by_kind_weight_and_party() -> None:
    projection = _pair([0.5, np.nan, 2.0], [0, 0, 1])
    assert projection.only(kinds=["X"]).kinds == ("X",)
    assert len(projection.only(weight_at_least=1.0).start) == 1
    alone = projection.only(keys=["b"])
    assert (alone.keys, len(alone.start), alone.kinds) == (("b",), 0, ())

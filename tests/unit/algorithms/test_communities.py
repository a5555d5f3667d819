"""Communities are those that were planted, hang together, and are the same on every run."""

import random
from itertools import pairwise

import networkit
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms.catalogue import algorithm_named
from algorithms.community_quality import conductance, modularity, quality, rewire, significance
from algorithms.label_propagation import label_propagation
from algorithms.leiden import leiden, leiden_from, leiden_hierarchy
from algorithms.louvain import louvain
from algorithms.network import Ints, Network
from algorithms.partition import (
    adjusted_rand_index,
    connected_parts,
    normalised_mutual_information,
    numbered_by_first_member,
    sizes,
)
from algorithms.projection import Projection
from algorithms.refusal import CannotRun
from algorithms.resolution import PROFILES, choose_resolution
from algorithms.run import Request, run
from tests.support.networks import graphs, labels_of, network_of, planted

partitions = st.lists(st.integers(0, 4), min_size=1, max_size=12).map(numbered_by_first_member)


def test_karate_reaches_its_best_modularity() -> None:
    network = network_of(nx.karate_club_graph())
    assert modularity(network, leiden(network)) == pytest.approx(0.41979, abs=5e-6)
    assert modularity(network, louvain(network)) > 0.41
    factions = labels_of(nx.karate_club_graph(), network, "club")
    assert modularity(network, factions) == pytest.approx(0.35823, abs=5e-6)


def test_florentine_families_reach_their_best_modularity() -> None:
    network = network_of(nx.florentine_families_graph())
    assert max(modularity(network, leiden(network, seed=seed)) for seed in range(5)) == pytest.approx(0.39875, abs=5e-6)


def test_small_planted_communities_are_found_although_modularity_would_merge_them() -> None:
    graph = planted(60, 12, 0.6, 0.004, seed=5)
    network = network_of(graph)
    truth = labels_of(graph, network, "block")
    choice = choose_resolution(network, PROFILES["natural"])
    found = leiden(network, choice.resolution)
    assert choice.fits
    assert adjusted_rand_index(found, truth) > 0.98
    assert adjusted_rand_index(leiden(network, 1.0), truth) < adjusted_rand_index(found, truth)


def test_the_profile_decides_on_the_size() -> None:
    inner = planted(40, 6, 0.9, 0.01, seed=1)
    network = network_of(inner)
    small = choose_resolution(network, PROFILES["household-size"]).resolution
    large = choose_resolution(network, PROFILES["market-size"])
    assert np.median(sizes(leiden(network, small))) == pytest.approx(6, abs=1)
    assert large.resolution < small


def test_a_lfr_benchmark_of_little_mixing_is_found_exactly() -> None:
    graph = nx.LFR_benchmark_graph(
        1000, 3, 1.5, 0.1, average_degree=20, max_degree=50, min_community=20, max_community=60, seed=7
    )
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    truth_of = {node: min(graph.nodes[node]["community"]) for node in graph}
    nx.set_node_attributes(graph, truth_of, "first")
    network = network_of(nx.Graph(graph.edges))
    found = leiden(network, choose_resolution(network, PROFILES["natural"]).resolution)
    assert normalised_mutual_information(found, labels_of(graph, network, "first")) == pytest.approx(1.0)


def _projection(chance: random.Random) -> Projection:
    graph = planted(12, 15, 0.4, 0.02, seed=9)
    names = [str(node) for node in graph]
    ties = [(start, end) if chance.random() < 0.5 else (end, start) for start, end in graph.edges]
    chance.shuffle(ties)
    order = list(range(len(names)))
    chance.shuffle(order)
    place = {node: position for position, node in enumerate(order)}
    return Projection.canonical(
        [names[node] for node in order], [""] * len(names), ["Party"] * len(names),
        [place[start] for start, _ in ties], [place[end] for _, end in ties], [0] * len(ties), ["TIE"],
        [0.1 + (start * 7 + end * 7) % 10 for start, end in ties], is_directed=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["leiden", "leiden-hierarchy", "louvain", "label-propagation", "pagerank", "k-core"])
def test_twenty_runs_on_shuffled_input_and_any_threads_give_one_answer(name: str) -> None:
    algorithm = algorithm_named(name)
    request = Request(algorithm, algorithm.given({}), weighted=True)
    found = set()
    before = networkit.getMaxNumberOfThreads()
    try:
        for number in range(20):
            networkit.setNumberOfThreads((1, 2, 4)[number % 3])
            report = run(_projection(random.Random(number)), request)  # noqa: S311
            found.add((report.input_digest, report.outcome.digest, str(report.outcome.stats)))
    finally:
        networkit.setNumberOfThreads(before)
    assert len(found) == 1


@given(graphs(directed=False), st.floats(0.1, 8), st.integers(0, 5))
def test_every_community_hangs_together(graph: "nx.Graph[int]", resolution: float, seed: int) -> None:
    network = network_of(graph, weighted=True)
    cold = leiden(network, resolution, seed)
    for found in (
        cold,
        leiden_from(network, cold[::-1].copy(), resolution, seed),
        *leiden_hierarchy(network, 3).levels,
    ):
        assert quality(network, found).disconnected == 0
        assert np.array_equal(found, numbered_by_first_member(found))
        assert np.array_equal(connected_parts(network, found), found)


@given(graphs(directed=False), st.data())
def test_modularity_and_conductance_are_those_of_networkx(graph: "nx.Graph[int]", data: st.DataObject) -> None:
    network = network_of(graph, weighted=True)
    labels = numbered_by_first_member(
        data.draw(st.lists(st.integers(0, 3), min_size=len(network), max_size=len(network)))
    )
    parts = [
        {int(network.keys[node]) for node in np.flatnonzero(labels == part).tolist()}
        for part in range(labels.max() + 1)
    ]
    if graph.number_of_edges():
        expected = nx.community.modularity(graph, parts, weight="weight")
        assert modularity(network, labels) == pytest.approx(expected)
    for part, members in enumerate(parts):
        others = set(graph) - members
        volumes = nx.volume(graph, members, "weight"), nx.volume(graph, others, "weight")
        if min(volumes) > 0:
            expected = nx.conductance(graph, members, weight="weight")
            assert conductance(network, labels)[part] == pytest.approx(expected)


@given(partitions)
def test_agreement_is_1_with_itself_under_any_names(labels: Ints) -> None:
    renamed = (labels + 1) % (labels.max() + 1)
    assert adjusted_rand_index(labels, renamed.astype(np.int32)) == pytest.approx(1)
    assert normalised_mutual_information(labels, renamed.astype(np.int32)) == pytest.approx(1)


def test_agreement_by_chance_is_about_0() -> None:
    chance = np.random.default_rng(1)
    one, other = (chance.integers(0, 5, 2000).astype(np.int32) for _ in range(2))
    assert abs(adjusted_rand_index(one, other)) < 0.01
    assert adjusted_rand_index(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])) == pytest.approx(0.5714, abs=1e-4)


def test_a_warm_start_keeps_communities_where_little_has_changed() -> None:
    graph = planted(30, 20, 0.4, 0.01, seed=2)
    before = leiden(network_of(graph), 4.0)
    chance = random.Random(4)  # noqa: S311
    for start, end in chance.sample(list(graph.edges), graph.number_of_edges() // 100):
        graph.remove_edge(start, end)
    network = network_of(graph)
    assert adjusted_rand_index(leiden_from(network, before, 4.0), before) > 0.95


def test_a_hierarchy_goes_down_to_the_size_and_each_level_lies_in_the_one_above() -> None:
    network = network_of(planted(16, 10, 0.8, 0.03, seed=3))
    levels = leiden_hierarchy(network, 12).levels
    assert len(levels) > 1
    assert sizes(levels[-1]).max() <= 12
    for coarse, fine in pairwise(levels):
        assert all(len(set(coarse[fine == part].tolist())) == 1 for part in range(fine.max() + 1))


def test_rewiring_keeps_every_degree_and_chance_is_told_from_communities() -> None:
    network = network_of(planted(8, 20, 0.5, 0.01, seed=1))
    rewired = rewire(network, seed=3)
    assert np.array_equal(rewired.out.degrees, network.out.degrees)
    assert not np.array_equal(rewired.out.targets, network.out.targets)
    assert significance(network, leiden(network), leiden, seed=0).is_better_than_chance


def test_communities_of_random_ties_come_with_a_warning() -> None:
    algorithm = algorithm_named("leiden")
    graph = nx.gnm_random_graph(200, 600, seed=1)
    request = Request(algorithm, algorithm.given({"resolution": 1.0}))
    report = run(Projection.from_networkx(graph), request)
    assert any("may mean nothing" in warning for warning in report.outcome.warnings)


def test_labels_that_flood_a_dense_network_are_warned_about() -> None:
    algorithm = algorithm_named("label-propagation")
    report = run(Projection.from_networkx(nx.complete_graph(20)), Request(algorithm, algorithm.given({})))
    assert any("flooded" in warning for warning in report.outcome.warnings)


def test_well_connected_means_more_ties_to_cut_than_the_logarithm_of_the_size() -> None:
    two_cliques = nx.barbell_graph(10, 0)
    network = network_of(two_cliques)
    together = quality(network, np.zeros(20, np.int32))
    apart = quality(network, leiden(network))
    assert (together.well_connected, together.cut_tested) == (0, 1)
    assert (apart.well_connected, apart.cut_tested) == (2, 2)


def test_pieces_are_counted() -> None:
    network = network_of(nx.Graph([(0, 1), (2, 3)]))
    assert quality(network, np.zeros(4, np.int32)).disconnected == 1


def test_without_ties_everybody_is_alone() -> None:
    graph: nx.Graph[int] = nx.empty_graph(4)
    network: Network = network_of(graph)
    for found in (leiden(network), leiden_from(network, np.zeros(4, np.int32)), louvain(network)):
        assert found.tolist() == [0, 1, 2, 3]
    assert label_propagation(network)[0].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("detect", [leiden, louvain])
def test_a_resolution_that_is_not_above_0_is_refused(detect: object) -> None:
    with pytest.raises(CannotRun):
        detect(network_of(nx.path_graph(3)), 0.0)  # type: ignore[operator]

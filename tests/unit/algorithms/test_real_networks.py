"""Networks that others have published figures about give those figures."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from algorithms.centrality import core_numbers
from algorithms.clustering import clustering
from algorithms.community_quality import modularity, quality
from algorithms.leiden import leiden
from algorithms.louvain import louvain
from algorithms.partition import adjusted_rand_index, normalised_mutual_information
from algorithms.resolution import PROFILES, choose_resolution
from algorithms.traversal import components
from tests.support.networks import labels_of, network_of, read_network

pytestmark = pytest.mark.shared_data


@pytest.fixture(name="folder")
def _folder(shared_data: Path) -> Path:
    return shared_data / "networks"


def test_football_communities_are_the_conferences(folder: Path) -> None:
    graph = nx.read_gml(folder / "community_graphs" / "gml_graphs" / "football.gml")
    network = network_of(graph)
    truth = labels_of(graph, network, "gt")
    found = leiden(network, choose_resolution(network, PROFILES["natural"]).resolution)
    reference = louvain(network)
    assert found.max() + 1 == 12
    assert adjusted_rand_index(found, truth) >= max(0.89, adjusted_rand_index(reference, truth))
    assert normalised_mutual_information(found, truth) >= 0.92


def test_ca_grqc_has_its_published_figures(folder: Path) -> None:
    network = read_network(folder / "snap" / "ca-GrQc.txt", is_directed=False)
    counted = clustering(network)
    assert (len(network), network.tie_count) == (5242, 14484)
    assert counted.triangle_count == 48260
    assert counted.coefficient.mean() == pytest.approx(0.5296, abs=5e-5)
    assert np.bincount(components(network)).max() == 4158
    found = leiden(network)
    assert quality(network, found).disconnected == 0
    assert modularity(network, found) >= modularity(network, louvain(network)) - 0.004


def test_wiki_vote_has_its_published_figures(folder: Path) -> None:
    network = read_network(folder / "snap" / "wiki-Vote.txt", is_directed=True)
    assert (len(network), network.tie_count) == (7115, 103689)
    assert clustering(network).triangle_count == 608389
    assert np.bincount(components(network)).max() == 7066
    assert core_numbers(network).max() == 53

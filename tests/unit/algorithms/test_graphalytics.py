"""LDBC Graphalytics' example graphs give the answers that come with them, exactly."""

from pathlib import Path

import numpy as np
import pytest

from algorithms.centrality import pagerank
from algorithms.clustering import clustering
from algorithms.label_propagation import label_propagation
from algorithms.traversal import UNREACHED, components, distances
from tests.support.networks import read_network

pytestmark = [pytest.mark.shared_data, pytest.mark.parametrize("graph", ["example-directed", "example-undirected"])]

ROUNDS = 2
UNREACHABLE = float(2**63 - 1)


def _expected(folder: Path, graph: str, algorithm: str) -> dict[str, float]:
    lines = (folder / f"{graph}-{algorithm}").read_text().split("\n")
    return {key: float(value) for key, value in (line.split() for line in lines if line)}


@pytest.fixture(name="folder")
def _folder(shared_data: Path) -> Path:
    return shared_data / "networks" / "graphalytics_validation" / "example"


def test_breadth_first(folder: Path, graph: str) -> None:
    network = read_network(folder / f"{graph}.e", is_directed="undirected" not in graph)
    expected = _expected(folder, graph, "BFS")
    source = next(key for key, distance in expected.items() if distance == 0)
    found = distances(network, network.keys.index(source))
    told = [UNREACHABLE if distance == UNREACHED else float(distance) for distance in found.tolist()]
    assert dict(zip(network.keys, told, strict=True)) == expected


def test_pagerank(folder: Path, graph: str) -> None:
    network = read_network(folder / f"{graph}.e", is_directed="undirected" not in graph)
    found = pagerank(network, tolerance=0, iterations=ROUNDS).rank
    expected = _expected(folder, graph, "PR")
    assert found == pytest.approx([expected[key] for key in network.keys], rel=1e-12)


def test_components(folder: Path, graph: str) -> None:
    network = read_network(folder / f"{graph}.e", is_directed="undirected" not in graph)
    found, expected = components(network), _expected(folder, graph, "WCC")
    pairs = {(part, expected[key]) for part, key in zip(found.tolist(), network.keys, strict=True)}
    assert len(pairs) == len({part for part, _ in pairs}) == len(set(expected.values()))


def test_clustering(folder: Path, graph: str) -> None:
    network = read_network(folder / f"{graph}.e", is_directed="undirected" not in graph)
    expected = _expected(folder, graph, "LCC")
    assert clustering(network).coefficient == pytest.approx([expected[key] for key in network.keys], rel=1e-12)


def test_label_propagation(folder: Path, graph: str) -> None:
    network = read_network(folder / f"{graph}.e", is_directed="undirected" not in graph)
    labels, _ = label_propagation(network, ROUNDS)
    found = {key: float(network.keys[label]) for key, label in zip(network.keys, np.asarray(labels), strict=True)}
    assert found == _expected(folder, graph, "CDLP")

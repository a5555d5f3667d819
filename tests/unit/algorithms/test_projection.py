"""Projections are canonical, and come back from networkx as they went."""

import random
from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms.projection import Projection
from tests.support.projections import KINDS, projections


def _family() -> Projection:
    return Projection.canonical(
        ["c", "a", "b"],
        ["丙", "甲", ""],
        ["Person", "Person", "Organization"],
        start=[0, 1, 1],
        end=[1, 2, 2],
        kind=[1, 0, 0],
        kinds=["OWNS", "SPOUSE_OF", "NEVER"],
        weight=[np.nan, 0.4, 0.3],
        is_directed=True,
    )


def test_parties_ties_and_kinds_are_put_in_their_order() -> None:
    family = _family()
    assert family.keys == ("a", "b", "c")
    assert family.names == ("甲", "", "丙")
    assert family.labels == ("Person", "Organization", "Person")
    assert family.kinds == ("OWNS", "SPOUSE_OF")
    assert list(family.ties())[:2] == [(0, 1, 0, 0.3), (0, 1, 0, 0.4)]
    assert [str(column.dtype) for column in (family.start, family.end, family.kind)] == [
        "int32",
        "int32",
        "uint16",
    ]


def test_an_undirected_tie_has_its_smaller_end_first() -> None:
    projection = Projection.canonical(
        ["b", "a"], ["", ""], ["Person"] * 2, [0], [1], [0], ["SOCIAL_TIE"], None, is_directed=False
    )
    assert list(zip(projection.start, projection.end, strict=True)) == [(0, 1)]
    assert projection.weight is None


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        Projection.canonical(["a", "a"], ["", ""], ["Person"] * 2, [], [], [], [], None, is_directed=True)


def test_a_network_has_labels_names_kinds_and_known_weights() -> None:
    network = _family().to_networkx()
    assert isinstance(network, nx.MultiDiGraph)
    assert dict(network.nodes(data=True)) == {
        "a": {"label": "Person", "name": "甲"},
        "b": {"label": "Organization"},
        "c": {"label": "Person", "name": "丙"},
    }
    assert list(network.edges(data=True)) == [
        ("a", "b", {"type": "OWNS", "weight": 0.3}),
        ("a", "b", {"type": "OWNS", "weight": 0.4}),
        ("c", "a", {"type": "SPOUSE_OF"}),
    ]


def test_a_network_of_someone_elses_making_is_taken() -> None:
    projection = Projection.from_networkx(nx.karate_club_graph())
    assert (len(projection.keys), len(projection.start)) == (34, 78)
    assert projection.kinds == ("TIE",)
    assert set(projection.labels) == {"Party"}
    assert not projection.is_directed


def test_two_nodes_of_one_text_are_refused() -> None:
    network: nx.Graph[object] = nx.Graph([(1, "1")])
    with pytest.raises(ValueError, match="same key"):
        Projection.from_networkx(network)


@given(projections())
def test_a_projection_comes_back_from_networkx_as_it_went(projection: Projection) -> None:
    assert Projection.from_networkx(projection.to_networkx()) == projection


@given(projections(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(projection: Projection, chance: random.Random) -> None:
    nodes = list(range(len(projection.keys)))
    chance.shuffle(nodes)
    position = {node: place for place, node in enumerate(nodes)}
    ties = list(projection.ties())
    chance.shuffle(ties)
    shuffled = Projection.canonical(
        [projection.keys[node] for node in nodes],
        [projection.names[node] for node in nodes],
        [projection.labels[node] for node in nodes],
        [position[tie[0]] for tie in ties],
        [position[tie[1]] for tie in ties],
        [KINDS.index(projection.kinds[tie[2]]) for tie in ties],
        KINDS,
        [tie[3] for tie in ties],
        is_directed=projection.is_directed,
    )
    assert shuffled == projection


@pytest.mark.parametrize(
    "change",
    [
        {"keys": ("a", "b", "d")},
        {"names": ("甲", "乙", "丙")},
        {"labels": ("Person",) * 3},
        {"end": np.array([1, 2, 0], np.int32)},
        {"kinds": ("GUARANTEES", "SPOUSE_OF")},
        {"weight": np.array([0.3, 0.4, 0.5])},
        {"weight": None},
        {"is_directed": False},
    ],
)
def test_projections_that_differ_in_anything_are_not_equal(change: dict[str, Any]) -> None:
    assert replace(_family()) == _family()
    assert replace(_family(), **change) != _family()

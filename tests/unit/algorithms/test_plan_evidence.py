"""A plan says whom it reaches in which segment, how sure that is, and why each person is in it."""

import networkx as nx
import numpy as np
import pytest

from algorithms.cascade import Cascade, Model
from algorithms.community_cards import Population
from algorithms.plan_evidence import reach_by_segment, reach_interval, reason
from tests.support.networks import network_of


def _line(chances: list[float]) -> Cascade:
    """Return 0 → 1 → 2 → 3 → 4 with these chances."""
    network = network_of(nx.path_graph(5, create_using=nx.DiGraph))
    return Cascade.of(network, Model.INDEPENDENT_CASCADE, np.array(chances))


def test_reach_is_told_by_segment_and_only_of_the_audience() -> None:
    cascade = _line([1, 1, 1, 0]).among(audience=[1, 2, 4])
    spread = cascade.simulated([0], 50, 0)
    assert reach_by_segment(cascade, spread, {"near": [0, 1], "far": [2, 3, 4]}) == {"near": 1.0, "far": 1.0}


def test_uncertain_ties_widen_the_interval_and_certain_ones_do_not() -> None:
    cascade = _line([1, 1, 1, 1])
    certain = reach_interval(cascade, [0], np.ones(4), seed=1)
    assert (certain.low, certain.median, certain.high) == (5, 5, 5)
    doubtful = reach_interval(cascade, [0], np.array([0.5, 1, 1, 1]), seed=1)
    assert (doubtful.low, doubtful.high) == (1, 5)


def test_a_tie_in_both_directions_exists_or_not_as_one() -> None:
    network = network_of(nx.path_graph(2))
    cascade = Cascade.of(network, Model.INDEPENDENT_CASCADE, np.ones(2))
    found = {reach_interval(cascade, [0, 1], np.full(2, 0.5), seed=seed).low for seed in range(3)}
    assert found == {2.0}


def test_the_reason_names_who_passes_it_on_and_the_likeliest_way() -> None:
    found = reason(_line([0.8, 0.5, 1, 1]), 0, seed=2)
    assert [neighbour.node for neighbour in found.neighbours] == [1]
    assert found.neighbours[0].chance == pytest.approx(0.8, abs=0.05)
    assert found.neighbours[0].reach == pytest.approx(0.8 * (1 + 0.5 * 3), abs=0.15)
    assert found.reach_alone == pytest.approx(1 + found.neighbours[0].reach)
    assert found.ways[0].nodes == (0, 1, 2)
    assert found.ways[0].chance == pytest.approx(0.4)


def test_nothing_passes_through_who_was_reached_before() -> None:
    found = reason(_line([1, 1, 1, 1]).among(closed=[1]), 0, seed=2)
    assert (found.neighbours, found.ways, found.reach_alone) == ((), (), 1.0)


def test_a_trait_is_what_members_share_more_than_the_bank() -> None:
    tiers = [["GOLD"] if number < 10 else ["BASIC"] if number < 95 else [] for number in range(100)]
    products = [["CARD", "FUND"] if number < 8 else ["CARD"] for number in range(100)]
    population = Population({"tier": tiers, "product": products})
    found = population.traits(np.arange(10, dtype=np.int32))
    assert [(trait.attribute, trait.value, trait.members) for trait in found] == [
        ("tier", "GOLD", 10),
        ("product", "FUND", 8),
    ]
    assert (found[0].share, found[0].share_in_bank) == (1.0, 10 / 95)
    assert found[0].lift == pytest.approx(9.5)
    assert population.distribution("product", np.arange(4, 12, dtype=np.int32)) == {"CARD": 8, "FUND": 4}


def test_members_of_whom_nothing_is_known_share_nothing() -> None:
    population = Population({"tier": [[], [], ["GOLD"]]})
    assert population.traits(np.array([0, 1], np.int32)) == ()

"""What passes along ties is learned from who took something up after whom."""

import networkx as nx
import numpy as np
import pytest

from algorithms.cascade import Cascade, Model
from algorithms.learned_chances import NEVER, TRIALS_MIN, learn
from algorithms.network import Network
from tests.support.networks import network_of

UNTIL = 365


def _star(leaves: int) -> Network:
    return network_of(nx.star_graph(leaves))


def _days(network: Network, days: dict[str, int]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.array([days.get(key, NEVER) for key in network.keys], np.int64)


def test_who_is_followed_more_than_others_is_more_persuasive() -> None:
    graph = nx.disjoint_union_all([nx.star_graph(40) for _ in range(10)])
    network = network_of(graph)
    days = {str(41 * star): 10 for star in range(10)}
    days |= {str(leaf): 15 for leaf in range(1, 21)}
    days |= {str(41 * star + 1): 12 for star in range(1, 10)}
    found = learn(network, [_days(network, days)], 14, UNTIL)
    assert found is not None
    persuasion = dict(zip(network.keys, found.persuasion.tolist(), strict=True))
    credit = dict(zip(network.keys, found.credit.tolist(), strict=True))
    assert max(persuasion, key=persuasion.__getitem__) == "0"
    assert (credit["0"], credit["41"], credit["1"]) == (20, 1, 0)
    assert (found.trials, found.takers) == (400, 29)
    assert found.mean_chance == pytest.approx(29 / 400)
    first = network.out.sources == network.keys.index("0")
    assert found.chances[first].mean() > 2 * found.chances[~first].mean()
    Cascade.of(network, Model.INDEPENDENT_CASCADE, found.chances)


def test_credit_is_shared_among_those_before_and_a_referral_has_it_all() -> None:
    graph: nx.Graph[int] = nx.star_graph(TRIALS_MIN)
    graph.add_edges_from([(1, 500), (0, 500)])
    network = network_of(graph)
    days = _days(network, {"0": 1, "1": 2, "500": 5})
    equal = learn(network, [days], 10, UNTIL)
    referred = (network.out.sources == network.keys.index("1")) & (network.out.targets == network.keys.index("500"))
    told = learn(network, [days], 10, UNTIL, referred)
    assert equal is not None
    assert told is not None
    zero, one = network.keys.index("0"), network.keys.index("1")
    assert (equal.credit[zero], equal.credit[one]) == (1.5, 0.5)
    assert (told.credit[zero], told.credit[one]) == (1.0, 1.0)


def test_a_later_day_than_the_window_is_no_credit_and_an_open_window_no_trial() -> None:
    network = _star(TRIALS_MIN)
    late = _days(network, {"0": 1, "1": 40, "2": 3})
    found = learn(network, [late], 14, UNTIL)
    assert found is not None
    assert found.credit.sum() == 1
    assert learn(network, [late], 14, observed_until=10) is None


def test_too_little_to_learn_from_is_said() -> None:
    network = _star(5)
    assert learn(network, [_days(network, {"0": 1, "1": 2})], 14, UNTIL) is None
    assert learn(_star(500), [_days(_star(500), {"0": 1})], 14, UNTIL) is None


def test_stronger_ties_persuade_more() -> None:
    graph: nx.Graph[int] = nx.star_graph(TRIALS_MIN)
    nx.set_edge_attributes(graph, {edge: 1.0 + (edge[1] % 2) for edge in graph.edges}, "weight")
    network = network_of(graph, weighted=True)
    found = learn(network, [_days(network, {"0": 1, "1": 2})], 14, UNTIL)
    assert found is not None
    strong = network.out.weights == 2
    assert found.chances[strong].min() > found.chances[~strong].max()

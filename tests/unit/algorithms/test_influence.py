"""Whom to win: within every limit, nearly the best possible, and never claimed to be more than it is."""

from collections.abc import Iterator
from itertools import chain, combinations, product
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.cascade import Cascade, Model, ReverseSets
from algorithms.imm import imm
from algorithms.influence import HEURISTICS, plan
from algorithms.influence_limits import Limits
from algorithms.network import Network
from algorithms.refusal import CannotRun
from algorithms.seed_selection import greedy, in_order
from tests.support.networks import network_of, planted

SETS = 1 << 15


def _small(seed: int, arcs: int = 11, nodes: int = 8) -> tuple[Network, Any]:
    """Return a small directed network and a chance for every arc, at most 1 in sum into each node."""
    chance = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(nodes, arcs, directed=True, seed=seed)
    network = network_of(graph)
    chances = chance.uniform(0.1, 0.9, arcs)
    into = np.bincount(network.out.targets, chances, nodes)
    return network, chances / np.maximum(1, into[network.out.targets])


def _reach_of_each(network: Network, worlds: Iterator[tuple[float, list[tuple[int, int]]]]) -> tuple[Any, Any]:
    """Return each world's chance and, as bits, whom each node reaches in it."""
    chances, reached = [], []
    for chance, arcs in worlds:
        graph: nx.DiGraph[int] = nx.DiGraph(arcs)
        graph.add_nodes_from(range(len(network)))
        chances.append(chance)
        reached.append(
            [sum(1 << other for other in {node, *nx.descendants(graph, node)}) for node in range(len(network))]
        )
    return np.array(chances), np.array(reached)


def _cascade_worlds(network: Network, chances: Any) -> Iterator[tuple[float, list[tuple[int, int]]]]:
    """Every arc is open or not."""
    arcs = list(zip(network.out.sources.tolist(), network.out.targets.tolist(), strict=True))
    for is_open in product((False, True), repeat=len(arcs)):
        yield (
            float(np.prod(np.where(is_open, chances, 1 - chances))),
            [arc for arc, through in zip(arcs, is_open, strict=True) if through],
        )


def _threshold_worlds(network: Network, chances: Any) -> Iterator[tuple[float, list[tuple[int, int]]]]:
    """Every node is open to one of its arcs or to none."""
    into: list[list[tuple[float, int | None]]] = [[] for _ in range(len(network))]
    for start, end, chance in zip(
        network.out.sources.tolist(), network.out.targets.tolist(), chances.tolist(), strict=True
    ):
        into[end].append((chance, start))
    choices = [[*row, (1 - sum(chance for chance, _ in row), None)] for row in into]
    for world in product(*choices):
        yield (
            float(np.prod([chance for chance, _ in world])),
            [(start, end) for end, (_, start) in enumerate(world) if start is not None],
        )


WORLDS = {Model.INDEPENDENT_CASCADE: _cascade_worlds, Model.LINEAR_THRESHOLD: _threshold_worlds}


class _Exact:
    """The exact reach of any choice in a small network, by all worlds."""

    def __init__(self, network: Network, chances: Any, model: Model) -> None:
        self._chances, self._reached = _reach_of_each(network, WORLDS[model](network, chances))

    def reach(self, seeds: Any) -> float:
        together = np.bitwise_or.reduce(self._reached[:, list(seeds)], axis=1) if len(seeds) else np.zeros(1, int)
        counts = np.array([int(bits).bit_count() for bits in together.tolist()])
        return float((self._chances * counts).sum())


@pytest.mark.parametrize("model", Model)
@pytest.mark.parametrize("seed", range(3))
def test_sets_and_simulation_agree_with_all_worlds(model: Model, seed: int) -> None:
    network, chances = _small(seed, arcs=9, nodes=6)
    exact = _Exact(network, chances, model)
    cascade = Cascade.of(network, model, chances)
    sets = cascade.sets(0, 200_000, seed)
    for seeds in ([0], [1, 4], [2, 3, 5]):
        wanted = exact.reach(seeds)
        held = [bool(set(seeds) & set(some.tolist())) for some in np.split(sets.members, sets.ends[1:-1])]
        assert np.mean(held) * 6 == pytest.approx(wanted, abs=0.03)
        simulated = cascade.simulated(seeds, 100_000, seed)
        assert abs(simulated.mean - wanted) < 4 * simulated.standard_error + 1e-9


@pytest.mark.parametrize("model", Model)
def test_equal_chances_are_drawn_by_skipping_and_mean_the_same(model: Model) -> None:
    network, _ = _small(5)
    cascade = Cascade.of(network, model)
    exact = _Exact(network, cascade.out_chances, model)
    sets = cascade.sets(0, 200_000, 1)
    assert (cascade.equal_chances >= 0).all()
    for node in range(len(network)):
        share = np.count_nonzero(sets.members == node) / len(sets)
        assert share * len(network) == pytest.approx(exact.reach([node]), abs=0.03)


def _feasible(limits: Limits, nodes: int) -> Iterator[tuple[int, ...]]:
    for some in chain.from_iterable(combinations(range(nodes), size) for size in range(1, limits.count + 1)):
        groups = [group for group in limits.group[list(some)].tolist() if group >= 0]
        if (
            limits.may_be_chosen[list(some)].all()
            and len(set(groups)) == len(groups)
            and limits.costs[list(some)].sum() <= limits.budget
            and set(limits.must) <= set(some)
        ):
            yield some


@pytest.mark.parametrize("seed", range(40))
def test_within_limits_the_choice_is_nearly_the_best_there_is(seed: int) -> None:
    network, chances = _small(seed, nodes=9)
    chance = np.random.default_rng(seed)
    model = list(Model)[seed % 2]
    blocked = chance.choice(9, 2, replace=False).tolist()
    free = [node for node in range(9) if node not in blocked]
    limits = Limits.of(
        9,
        3,
        blocked=blocked,
        group={free[0]: 0, free[1]: 0, free[2]: 1, free[3]: 1},
        costs=chance.uniform(1, 3, 9) if seed % 3 else None,
        budget=6.0 if seed % 3 else None,
        must=[free[4]] if seed % 4 == 0 else (),
    )
    found = plan(Cascade.of(network, model, chances), limits, failure=0.01, seed=seed, sets_max=SETS)
    exact = _Exact(network, chances, model)
    allowed = list(_feasible(limits, 9))
    best = max(exact.reach(some) for some in allowed)
    assert tuple(sorted(found.seeds)) in allowed
    assert not set(found.seeds) & set(blocked)
    assert exact.reach(found.seeds) >= 0.95 * best
    assert found.lower <= exact.reach(found.seeds) + 1e-9
    assert found.upper >= best - 1e-9


def _net() -> Network:
    return network_of(planted(10, 20, 0.3, 0.01, seed=4))


@pytest.mark.parametrize("model", Model)
def test_the_lower_bound_never_exceeds_what_is_simulated(model: Model) -> None:
    network = _net()
    cascade = Cascade.of(network, model)
    for seed in range(60):
        found = plan(cascade, Limits.of(len(network), 5), seed=seed)
        checked = cascade.simulated(found.seeds, 1_000, seed + 1_000)
        assert found.lower <= checked.mean + 3 * checked.standard_error
        assert found.ratio >= 0.7 or found.sets == 1 << 22


def test_the_choice_is_as_good_as_imm_and_never_below_degree_and_pagerank() -> None:
    network = _net()
    cascade = Cascade.of(network, Model.INDEPENDENT_CASCADE)
    limits = Limits.of(len(network), 8)
    reached = cascade.simulated(plan(cascade, limits).seeds, 20_000, 5)
    assert reached.mean >= 0.99 * cascade.simulated(imm(cascade, limits), 20_000, 5).mean
    for score in HEURISTICS.values():
        assert reached.mean >= cascade.simulated(in_order(score(network), limits), 20_000, 5).mean - 0.5


def test_sets_do_not_depend_on_how_many_are_drawn_at_once() -> None:
    cascade = Cascade.of(_net(), Model.INDEPENDENT_CASCADE)
    whole = cascade.sets(0, 500, 3)
    parts = cascade.sets(0, 200, 3).and_(cascade.sets(200, 300, 3))
    assert np.array_equal(whole.members, parts.members)
    assert np.array_equal(whole.ends, parts.ends)


def test_only_the_audience_counts_and_nothing_passes_through_who_was_reached() -> None:
    network = network_of(nx.path_graph(5))
    cascade = Cascade.of(network, Model.INDEPENDENT_CASCADE, np.ones(8)).among(audience=[3, 4])
    assert cascade.simulated([0], 10, 0).mean == 2
    assert cascade.among(audience=[3, 4], closed=[2]).simulated([0], 10, 0).mean == 0
    assert plan(cascade.among(audience=[3, 4], closed=[2]), Limits.of(5, 1, blocked=[2])).seeds[0] in (3, 4)
    assert set(cascade.sets(0, 100, 1).roots.tolist()) == {3, 4}


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True), min_size=1, max_size=12), st.data())
def test_the_bound_is_above_every_choice_within_the_limits(rows: list[list[int]], data: st.DataObject) -> None:
    sets = ReverseSets(
        np.cumsum([0, *map(len, rows)]).astype(np.int64), np.array(list(chain.from_iterable(rows)), np.int32)
    )
    group = data.draw(st.dictionaries(st.integers(0, 5), st.integers(0, 2), max_size=4))
    costs = np.array(data.draw(st.lists(st.integers(1, 4), min_size=6, max_size=6)), float)
    budget = data.draw(st.none() | st.integers(1, 8))
    limits = Limits.of(6, data.draw(st.integers(1, 3)), group=group, costs=costs, budget=budget)
    found = greedy(sets, limits, 6)

    def covered(some: tuple[int, ...]) -> int:
        return sum(bool(set(some) & set(row)) for row in rows)

    assert found.covered == covered(found.seeds)
    assert all(covered(some) <= found.bound + 1e-9 for some in _feasible(limits, 6))
    assert tuple(sorted(found.seeds)) in {(), *_feasible(limits, 6)}


@pytest.mark.parametrize(
    ("given_limits", "sentence"),
    [
        ({}, "how many"),
        ({"count": 2, "blocked": [1], "must": [1]}, "may not be contacted"),
        ({"count": 1, "must": [1, 2]}, "more than the number"),
        ({"budget": 1.5, "must": [1, 2]}, "more than the number or the budget"),
        ({"count": 2, "must": [1, 2], "group": {1: 0, 2: 0}}, "one household"),
        ({"count": 2, "costs": np.zeros(4)}, "costs more than 0"),
    ],
)
def test_limits_that_contradict_each_other_are_refused(given_limits: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CannotRun, match=sentence):
        Limits.of(4, **given_limits)


def test_nobody_to_choose_or_to_reach_is_said() -> None:
    network = network_of(nx.path_graph(3))
    cascade = Cascade.of(network, Model.INDEPENDENT_CASCADE)
    with pytest.raises(CannotRun, match="Nobody may be chosen"):
        plan(cascade, Limits.of(3, 1, blocked=[0, 1, 2]))
    with pytest.raises(CannotRun, match="audience"):
        plan(cascade.among(audience=[]), Limits.of(3, 1))
    with pytest.raises(CannotRun, match="may not be chosen"):
        plan(cascade.among(closed=[1]), Limits.of(3, 1))


def test_chances_that_are_none_are_refused() -> None:
    network = network_of(nx.path_graph(3))
    with pytest.raises(CannotRun, match="between 0 and 1"):
        Cascade.of(network, Model.INDEPENDENT_CASCADE, np.full(4, 1.5))
    with pytest.raises(CannotRun, match="sum to 1"):
        Cascade.of(network, Model.LINEAR_THRESHOLD, np.full(4, 0.8))

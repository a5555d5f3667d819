"""Communities keep their ids from run to run, and what happens to them is told once."""

import random
from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms.leiden import leiden, leiden_from
from algorithms.lineage import MEMBERS_MIN, Change, Lineage, trace
from algorithms.partition import numbered_by_first_member
from tests.support.networks import network_of, planted

Groups = Sequence[Sequence[str]]


def _partition(groups: Groups) -> tuple[list[str], "np.ndarray[tuple[int], np.dtype[np.int32]]"]:
    keys = sorted(key for group in groups for key in group)
    of = {key: number for number, group in enumerate(groups) for key in group}
    return keys, numbered_by_first_member([of[key] for key in keys])


def _ids(groups: Groups, before: Mapping[str, str]) -> tuple[dict[str, str], Lineage]:
    keys, labels = _partition(groups)
    found = trace(before, keys, labels)
    return {key: found.ids[part] for key, part in zip(keys, labels.tolist(), strict=True)}, found


def _people(first: int, count: int) -> list[str]:
    return [f"p{number:04d}" for number in range(first, first + count)]


START = [_people(0, 40), _people(100, 30), _people(200, 30), _people(300, 20)]


def _events(after: Groups) -> list[tuple[Change, int, int]]:
    before, _ = _ids(START, {})
    _, found = _ids(after, before)
    return [(event.change, len(event.before), len(event.after)) for event in found.events]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (START, []),
        ([START[0][:20], START[0][20:], *START[1:]], [(Change.SPLIT, 1, 2)]),
        ([START[0][:14], START[0][14:27], START[0][27:], *START[1:]], [(Change.SPLIT, 1, 3)]),
        ([START[0], [*START[1], *START[2]], START[3]], [(Change.MERGE, 2, 1)]),
        ([*START, _people(500, 25)], [(Change.BIRTH, 0, 1)]),
        (START[:3], [(Change.DEATH, 1, 0)]),
        ([*START[:3], *([key] for key in START[3])], [(Change.DEATH, 1, 0)]),
        ([START[0][:-3], [*START[1], *START[0][-3:]], *START[2:]], []),
        ([*START, ["x", "y"]], []),
    ],
    ids=["same", "split", "split in three", "merge", "birth", "death", "scattered", "moved", "pair"],
)
def test_what_was_planted_is_told_as_exactly_one_event(after: Groups, expected: list[tuple[Change, int, int]]) -> None:
    assert _events(after) == expected


def test_the_largest_part_keeps_the_id_and_the_others_have_new_ones() -> None:
    before, _ = _ids(START, {})
    after, found = _ids([START[0][:25], START[0][25:], *START[1:]], before)
    assert {after[key] for key in START[0][:25]} == {before[START[0][0]]}
    assert after[START[0][30]] not in before.values()
    assert found.events[0].before == (before[START[0][0]],)
    assert set(found.events[0].after) == {after[START[0][0]], after[START[0][30]]}


def test_an_id_that_was_retired_is_not_given_again() -> None:
    keys, labels = _partition(START[:1])
    first = trace({}, keys, labels).ids[0]
    assert trace({}, keys, labels, retired={first}).ids[0] != first
    assert trace({}, keys, labels).ids[0] == first


def test_one_percent_of_ties_changed_keeps_95_percent_of_members_in_their_community() -> None:
    graph = planted(40, 25, 0.4, 0.006, seed=11)
    network = network_of(graph)
    labels = leiden(network, 4.0)
    ids = trace({}, network.keys, labels).ids
    before = {key: ids[part] for key, part in zip(network.keys, labels.tolist(), strict=True)}
    chance = random.Random(3)  # noqa: S311
    for start, end in chance.sample(sorted(graph.edges), graph.number_of_edges() // 100):
        graph.remove_edge(start, end)
        graph.add_edge(*chance.sample(range(len(graph)), 2))
    changed = network_of(graph)
    later = leiden_from(changed, labels, 4.0)
    found = trace(before, changed.keys, later)
    kept = sum(found.ids[part] == before[key] for key, part in zip(changed.keys, later.tolist(), strict=True))
    assert kept / len(network) >= 0.95
    assert found.events == ()


@given(st.lists(st.integers(0, 4), min_size=1, max_size=30), st.lists(st.integers(0, 4), min_size=1, max_size=30))
def test_ids_are_unique_and_stay_when_nothing_changes(first: list[int], second: list[int]) -> None:
    keys = [f"{number:02d}" for number in range(30)]
    one = numbered_by_first_member([first[number % len(first)] for number in range(30)])
    other = numbered_by_first_member([second[number % len(second)] for number in range(30)])
    before = trace({}, keys, one)
    named = {key: before.ids[part] for key, part in zip(keys, one.tolist(), strict=True)}
    assert trace(named, keys, one) == Lineage(before.ids, ())
    after = trace(named, keys, other)
    given_ids = [one for one in after.ids if one]
    assert len(set(given_ids)) == len(given_ids)
    for part, one_id in enumerate(after.ids):
        assert bool(one_id) == (np.count_nonzero(other == part) >= MEMBERS_MIN)
    told = [one for event in after.events for one in event.after if event.change is Change.BIRTH]
    assert not set(told) & set(named.values())


def test_communities_of_a_graph_without_ties_have_no_ids() -> None:
    network = network_of(nx.empty_graph(3))
    assert trace({}, network.keys, leiden(network)).ids == ("", "", "")

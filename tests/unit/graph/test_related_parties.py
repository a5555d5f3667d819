from collections.abc import Iterable
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.entitlement import SEES_EVERYTHING
from graph.related_parties import RelatedParties, Walk
from graph.sight import Sight
from tests.support.vault import test_vault

SIGHT = Sight(test_vault(), SEES_EVERYTHING)
edges = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]), max_size=25)


def row(from_id: str, related: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    plain = {"from_id": from_id, "name": from_id, "labels": ["Party", "Person"], "fan_out": len(related)}
    return {
        **plain,
        "has_more": False,
        "is_walked": True,
        "related": related,
        "withheld": [],
        "hubs": [],
        "is_cut": False,
        **changes,
    }


def other(party_id: str, *ties: dict[str, Any]) -> dict[str, Any]:
    return {
        "party_id": party_id,
        "name": party_id,
        "labels": ["Party", "Person"],
        "ties": list(ties) or [friend()],
    }


def evidence(confidence: float = 1.0) -> dict[str, Any]:
    plain = {"source": "core", "source_type": "VERIFIED", "status": "ASSERTED", "recorded_at": "2026-01-01T00:00:00Z"}
    return {**plain, "confidence": confidence}


def friend(confidence: float = 0.5) -> dict[str, Any]:
    return {"kind": "SPOUSE_OF", "is_outgoing": True, "ours": evidence(confidence)}


def walked(network: nx.Graph, depth: int, parties_max: int = 1_000) -> RelatedParties:
    walk = Walk("0", parties_max, SIGHT)
    while walk.distance < depth and (frontier := walk.frontier()):
        walk.advance(row(party, [other(str(one)) for one in _neighbours(network, party)]) for party in frontier)
    return walk.result()


def _neighbours(network: nx.Graph, party: str) -> Iterable[int]:
    return sorted(network[int(party)])


@given(edges, st.integers(1, 4))
def test_everyone_in_reach_is_found_once_at_the_shortest_distance(pairs: set[tuple[int, int]], depth: int) -> None:
    network: nx.Graph = nx.Graph([(0, 0), *pairs])
    network.remove_edge(0, 0)
    expected = nx.single_source_shortest_path_length(network, 0, cutoff=depth)
    found = walked(network, depth)
    assert {party["party_id"]: party["distance"] for party in found.parties} == {
        str(party): distance for party, distance in expected.items() if party != 0
    }
    assert not found.truncated


@given(edges)
def test_each_path_is_as_long_as_its_distance_and_runs_over_ties(pairs: set[tuple[int, int]]) -> None:
    network: nx.Graph = nx.Graph([(0, 0), *pairs])
    network.remove_edge(0, 0)
    for party in walked(network, 4).parties:
        assert len(party["path"]) == party["distance"]
        assert party["path"][0]["from_id"] == "0"
        assert party["path"][-1]["to_id"] == party["party_id"]
        for step, following in zip(party["path"], party["path"][1:], strict=False):
            assert step["to_id"] == following["from_id"]
            assert network.has_edge(int(step["from_id"]), int(step["to_id"]))


@given(edges)
def test_nearer_comes_before_farther_and_stronger_before_weaker(pairs: set[tuple[int, int]]) -> None:
    network: nx.Graph = nx.Graph([(0, 0), *pairs])
    found = walked(network, 4).parties
    assert [(party["distance"], -party["strength"]) for party in found] == sorted(
        (party["distance"], -party["strength"]) for party in found
    )
    assert all(0 <= party["strength"] <= 1 for party in found)


def test_of_two_shortest_paths_the_stronger_one_is_shown() -> None:
    walk = Walk("a", 10, SIGHT)
    walk.advance([row("a", [other("weak", friend(0.1)), other("strong", friend(0.9))])])
    assert walk.frontier() == ["strong", "weak"]
    walk.advance([row("weak", [other("b", friend(1.0))]), row("strong", [other("b", friend(1.0))])])
    (party,) = [one for one in walk.result().parties if one["party_id"] == "b"]
    assert [step["from_id"] for step in party["path"]] == ["a", "strong"]
    assert party["strength"] == pytest.approx(0.95 * 0.9 * 0.95)


def test_two_sources_of_one_tie_confirm_it_and_do_not_add_up() -> None:
    walk = Walk("a", 10, SIGHT)
    walk.advance([row("a", [other("b", friend(0.4), friend(0.6))])])
    (party,) = walk.result().parties
    (tie,) = party["path"][0]["ties"]
    assert tie["strength"] == pytest.approx(0.95 * 0.6)
    assert len(tie["evidence"]) == 2


def test_ties_of_two_kinds_add_up() -> None:
    phone = {"label": "Phone", "id": "p", "name": "1", "degree": 2}
    shared = {
        "kind": "HAS_PHONE",
        "through": phone,
        "ours": [{"confidence": 1.0}],
        "theirs": [{"confidence": 1.0}],
    }
    walk = Walk("a", 10, SIGHT)
    walk.advance([row("a", [other("b", friend(1.0), shared)])])
    (party,) = walk.result().parties
    assert party["strength"] == pytest.approx(1 - (1 - 0.95) * (1 - 0.6))
    assert [tie["kind"] for tie in party["path"][0]["ties"]] == ["SPOUSE_OF", "HAS_PHONE"]


def test_hubs_are_said_once_and_withheld_parties_are_counted_once() -> None:
    hub = {"label": "Address", "id": "dorm", "name": "Dorm", "degree": 11, "element_id": "4:x:1"}
    walk = Walk("a", 10, SIGHT)
    walk.advance([row("a", [other("b"), other("c")], hubs=[hub], withheld=["x"])])
    walk.advance([row("b", [], hubs=[hub], withheld=["x", "y"]), row("c", [], is_walked=False)])
    assert walk.uncounted() == ["4:x:1"]
    walk.count([{"element_id": "4:x:1", "degree": 50}], 100)
    assert walk.uncounted() == []
    found = walk.result()
    assert [(one["label"], one["id"], one["met_at"], one["degree"], one["is_at_least"]) for one in found.hubs] == [
        ("Address", "dorm", "a", 50, False),
        ("Party", "c", "c", 0, False),
    ]
    assert [(item.reason, item.count) for item in found.omitted] == [("OUT_OF_SCOPE", 2)]


def test_a_full_answer_stops_the_walk_and_says_so() -> None:
    network: nx.Graph = nx.Graph([(0, 1), (0, 2), (0, 3), (1, 4)])
    found = walked(network, 2, parties_max=3)
    assert [party["party_id"] for party in found.parties] == ["1", "2", "3"]
    assert found.truncated


def test_an_answer_that_just_fits_is_not_called_truncated() -> None:
    network: nx.Graph = nx.Graph([(0, 1), (0, 2)])
    assert not walked(network, 1, parties_max=2).truncated

from typing import Any

import pytest

from cypher import load_catalogue
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.customers import Customers, WalkLimits
from graph.errors import CustomerNotFound, InvalidCursor, InvalidParameters, TraversalTooLarge
from graph.scope import Scope
from tests.support.app import caller_in
from tests.support.recorded import RecordedSession
from tests.support.vault import test_vault
from tests.unit.graph.test_related_parties import other, row

NOW = AsOf.given()


def customers(session: RecordedSession, limits: WalkLimits | None = None) -> Customers:
    return Customers(session.as_session(), test_vault(), limits or WalkLimits())


def hits(given: dict[str, Any] | Any) -> list[dict[str, Any]]:
    places = range(given["skip"], min(given["skip"] + given["rows_max"], 5))
    empty = {"labels": ["Party"], "birth_date": None, "region": None, "customer_since": None}
    return [{"party_id": f"p{place}", "name": "n", **empty, "matched_by": "NAME", "scheme": None} for place in places]


def touchpoints(given: dict[str, Any] | Any) -> list[dict[str, Any]]:
    before, after_id = given["before_millis"], given["after_touchpoint_id"]
    everything = sorted(((1_000 - place // 2, f"t{place}") for place in range(9)), key=lambda one: (-one[0], one[1]))
    left = [one for one in everything if before is None or one[0] < before or (one[0] == before and one[1] > after_id)]
    found = [
        {"touchpoint": {"touchpoint_id": key, "kind": "LOGIN"}, "occurred_millis": millis, "channel_id": None,
         "channel_name": None, "account_id": None, "account_currency": None}
        for millis, key in left[: given["rows_max"]]
    ]  # fmt: skip
    return [{"party_id": given["party_id"], "touchpoints": found}]


@pytest.mark.parametrize("name", [name for name in load_catalogue() if name.startswith("customers/")])
def test_every_statement_about_customers_takes_scope_and_the_banks_clock(name: str) -> None:
    assert {"sees_all", "employee_ids", "branch_ids", "known_at"} <= set(load_catalogue()[name].params)


def test_a_search_goes_through_all_pages_without_gap_or_repeat() -> None:
    reader = customers(RecordedSession({"customers/search": hits}))
    found, cursor = [], None
    while True:
        page = reader.search("n", LOCAL_CALLER, NOW, cursor=cursor, limit=2)
        found += [hit.party_id for hit in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == ["p0", "p1", "p2", "p3", "p4"]


def test_a_cursor_of_another_search_is_refused() -> None:
    reader = customers(RecordedSession({"customers/search": hits}))
    cursor = reader.search("n", LOCAL_CALLER, NOW, limit=2).next_cursor
    with pytest.raises(InvalidCursor):
        reader.search("m", LOCAL_CALLER, NOW, cursor=cursor)


def test_a_timeline_goes_through_all_pages_without_gap_or_repeat() -> None:
    reader = customers(RecordedSession({"customers/timeline": touchpoints}))
    found, cursor = [], None
    while True:
        page = reader.timeline("p", LOCAL_CALLER, NOW, cursor=cursor, limit=2)
        found += [touchpoint["touchpoint_id"] for touchpoint in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == [f"t{place}" for place in range(9)]


@pytest.mark.parametrize("method", ["profile", "timeline", "related_parties"])
def test_a_customer_that_is_not_visible_is_not_found(method: str) -> None:
    reader = customers(RecordedSession({f"customers/{method}": []}))
    with pytest.raises(CustomerNotFound):
        getattr(reader, method)("p", caller_in(Scope()), NOW)


def test_a_walk_asks_once_a_level_and_not_about_the_last_one() -> None:
    levels = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["e"]}
    session = RecordedSession(
        {
            "customers/related_parties": lambda given: [
                row(party, [other(one) for one in levels.get(party, [])]) for party in given["frontier"]
            ]
        }
    )
    found = customers(session).related_parties("a", LOCAL_CALLER, NOW, depth=2, kinds=["OWNS"])
    assert [party["party_id"] for party in found.parties] == ["b", "c", "d"]
    assert [call["frontier"] for _, call in session.calls] == [["a"], ["b", "c"]]
    assert [call["is_first"] for _, call in session.calls] == [True, False]
    assert session.calls[0][1]["kinds"] == ["OWNS"]


@pytest.mark.parametrize("depth", [0, 5])
def test_a_walk_has_a_limit_that_its_error_names(depth: int) -> None:
    with pytest.raises(TraversalTooLarge, match="1 to 4"):
        customers(RecordedSession()).related_parties("a", LOCAL_CALLER, NOW, depth=depth)


def test_an_unknown_kind_of_tie_is_refused() -> None:
    with pytest.raises(InvalidParameters, match="FRIENDS"):
        customers(RecordedSession()).related_parties("a", LOCAL_CALLER, NOW, kinds=["OWNS", "FRIENDS"])

"""Communities of a small bank: found, described, kept over runs; a run that fails changes nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest

from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.errors import CommunityNotFound, InvalidParameters, NotPermitted, RunOvertaken
from graph.scope import Scope
from graph.session import GraphSession
from insights import community_detection, community_population
from insights.communities import Communities
from insights.community_detection import CommunityDetection, DetectionReport
from tests.integration.insights.planted import forget, plant, tie
from tests.support.app import caller_in
from tests.support.server import TestServer
from tests.support.vault import test_vault

TODAY = AsOf(date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC))
VIEW = "social/team-size"


@pytest.fixture(name="detect")
def _detect(session: GraphSession, neo4j_server: TestServer) -> Callable[..., DetectionReport]:
    plant(neo4j_server, {"a": 12, "b": 10, "c": 9, "d": 8})
    detection = CommunityDetection(session, test_vault())
    return lambda **given: detection.detect(TODAY, **given)


@pytest.fixture(name="communities")
def _communities(session: GraphSession) -> Communities:
    return Communities(session, test_vault())


def _of(communities: Communities) -> dict[str, set[str]]:
    """Return id → members."""
    page = communities.page(VIEW, LOCAL_CALLER, 0, None, 50)
    return {
        card.community_id: {
            member.party_id for member in communities.members(card.community_id, LOCAL_CALLER, None, 200).items
        }
        for card in page.items
    }


def test_planted_circles_are_found_the_largest_first(
    detect: Callable[..., DetectionReport], communities: Communities
) -> None:
    report = detect()
    assert (report.communities, report.members, report.kept, report.warnings) == (4, 39, 0, ())
    assert report.events == {"BIRTH": 4}
    assert [min(members)[0] for members in _of(communities).values()] == ["a", "b", "c", "d"]
    view = communities.views(LOCAL_CALLER)[0]
    assert (view.view_id, view.digest, view.valid_at) == (VIEW, report.digest, TODAY.valid_at)
    assert view.figures["disconnected"] == 0


def test_a_card_says_what_members_share_in_two_languages(
    detect: Callable[..., DetectionReport], communities: Communities
) -> None:
    detect()
    card = communities.page(VIEW, LOCAL_CALLER, 0, None, 1).items[0]
    told = {trait.attribute: trait for trait in card.traits}
    assert (card.size, told["region"].value, told["region"].share) == (12, "a", 1.0)
    assert (told["employer"].value_name, told["employer"].share) == ("Firm & Sons", 1.0)
    assert told["region"].lift == pytest.approx(39 / 12)
    assert "12 members. " in card.words["en"]
    assert "100% work for Firm & Sons (31% of all, 3 times as many as in the bank as a whole)." in card.words["en"]
    assert "100%任职于Firm & Sons（全行31%，是全行的3倍）。" in card.words["zh"]
    assert communities.one(card.community_id, LOCAL_CALLER) == card


def test_pages_of_communities_and_members_go_on_where_they_ended(
    detect: Callable[..., DetectionReport], communities: Communities
) -> None:
    detect()
    first = communities.page(VIEW, LOCAL_CALLER, 9, None, 2)
    second = communities.page(VIEW, LOCAL_CALLER, 9, first.next_cursor, 2)
    assert [card.size for card in (*first.items, *second.items)] == [12, 10, 9]
    assert second.next_cursor is None
    one = first.items[0].community_id
    some = communities.members(one, LOCAL_CALLER, None, 5)
    rest = communities.members(one, LOCAL_CALLER, some.next_cursor, 50)
    assert len({member.party_id for member in (*some.items, *rest.items)}) == 12
    assert [member.rank for member in (*some.items, *rest.items)] == [*range(1, 11), None, None]
    assert some.items[0].kind == "PERSON"


def test_the_same_ties_give_the_same_communities_and_no_event(
    detect: Callable[..., DetectionReport], communities: Communities, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = detect()
    before = _of(communities)
    figures = communities.views(LOCAL_CALLER)[0].figures
    with monkeypatch.context() as patched:
        patched.setattr(community_detection, "leiden_from", None)
        again = detect()
    assert communities.views(LOCAL_CALLER)[0].figures == figures
    anew = detect(anew=True)
    assert (again.digest, again.events, again.kept) == (first.digest, {}, 39)
    assert (anew.digest, anew.events) == (first.digest, {})
    assert _of(communities) == before


def test_what_happens_to_circles_is_told_once_and_ids_stay(
    detect: Callable[..., DetectionReport], communities: Communities, neo4j_server: TestServer
) -> None:
    detect()
    before = {min(members)[0]: one for one, members in _of(communities).items()}
    tie(neo4j_server, [(f"c{one:02d}", f"d{other:02d}") for one, other in product(range(9), range(8)) if one or other])
    plant(neo4j_server, {"e": 11})
    forget(neo4j_server, [f"b{number:02d}" for number in range(10)])
    report = detect(anew=True)
    assert report.events == {"MERGE": 1, "BIRTH": 1, "DEATH": 1}
    after = _of(communities)
    assert sorted(map(len, after.values())) == [11, 12, 17]
    assert after[before["a"]] == {f"a{number:02d}" for number in range(12)}
    merged = next(one for one, members in after.items() if len(members) == 17)
    assert merged in (before["c"], before["d"])
    event = communities.lineage(merged, LOCAL_CALLER)[0]
    assert (event.change, set(event.before), event.after) == ("MERGE", {before["c"], before["d"]}, (merged,))
    gone = communities.lineage(before["b"], LOCAL_CALLER)
    assert [event.change for event in gone] == ["DEATH", "BIRTH"]
    with pytest.raises(CommunityNotFound, match="lineage"):
        communities.one(before["b"], LOCAL_CALLER)


def test_a_run_that_fails_changes_nothing_that_is_read(
    detect: Callable[..., DetectionReport],
    communities: Communities,
    neo4j_server: TestServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    detect()
    before = _of(communities)
    plant(neo4j_server, {"e": 11})

    def broken(*_: Any) -> None:
        raise RuntimeError("the machine went away")

    with monkeypatch.context() as patched:
        patched.setattr(community_detection, "read_population", broken)
        with pytest.raises(RuntimeError):
            detect(anew=True)
    assert _of(communities) == before
    assert neo4j_server.run("MATCH (run:Run {kind: 'COMMUNITIES'}) RETURN run.state AS state ORDER BY run.run_id")[-1]
    assert detect().communities == 5
    left = neo4j_server.run(
        "MATCH (view:CommunityView) MATCH (:Party)-[tie:IN_COMMUNITY]->() "
        "WHERE tie.since_number > view.number OR tie.until_number > view.number RETURN count(tie) AS left"
    )
    assert left == [{"left": 0}]


def test_two_runs_at_once_do_not_mix(
    detect: Callable[..., DetectionReport], neo4j_server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = community_population.read_population

    def overtaken(*given: Any) -> Any:
        neo4j_server.run("MATCH (view:CommunityView) SET view.claimed_by = 'another'")
        return whole(*given)

    monkeypatch.setattr(community_detection, "read_population", overtaken)
    with pytest.raises(RunOvertaken, match="another run"):
        detect()


def test_communities_are_for_those_who_see_all_customers(
    detect: Callable[..., DetectionReport], communities: Communities
) -> None:
    detect()
    one = communities.page(VIEW, LOCAL_CALLER, 0, None, 1).items[0].community_id
    manager = caller_in(Scope(employee_ids=("e1",)))
    assert communities.views(manager) == ()
    for ask in (communities.one, communities.lineage):
        with pytest.raises(NotPermitted):
            ask(one, manager)


def test_what_is_not_there_is_said(communities: Communities, detect: Callable[..., DetectionReport]) -> None:
    with pytest.raises(CommunityNotFound, match="communities detect"):
        communities.page(VIEW, LOCAL_CALLER, 0, None, 1)
    with pytest.raises(CommunityNotFound, match="no community x"):
        communities.one("x", LOCAL_CALLER)
    with pytest.raises(InvalidParameters, match="household-size"):
        detect(profile="huge")

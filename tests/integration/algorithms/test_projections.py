"""Named projections of a small bank: what is in them on which day, for whom, and what they weigh."""

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest

from algorithms.job import Part, Projected, project, project_part
from algorithms.refusal import CannotRun
from graph import projections as reader
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.errors import InvalidParameters
from graph.projections import IS_DIRECTED, Projections
from graph.scope import Scope
from graph.session import GraphSession
from tests.support.app import caller_in
from tests.support.server import TestServer
from tests.support.vault import test_vault

BANK = """
CREATE (zhang:Party:Person:Customer {party_id: 'zhang', name: '张伟'})
CREATE (wang:Party:Person:Customer {party_id: 'wang', name: '王芳'})
CREATE (child:Party:Person {party_id: 'child'})
CREATE (firm:Party:Organization:Customer {party_id: 'firm', name: 'Firm & Sons'})
CREATE (state:Party:State {party_id: 'state', name: 'SASAC'})
CREATE (alone:Party:Person {party_id: 'alone', name: 'Nobody knows him'})
CREATE (:Employee {employee_id: 'e1'})-[:MANAGES {status: 'ASSERTED'}]->(zhang)
CREATE (wang)-[:SERVED_BY {status: 'ASSERTED'}]->(:Branch {branch_id: 'b1'})
WITH zhang, wang, child, firm, state, {
  source: 's', status: 'ASSERTED', confidence: 0.9, recorded_at: datetime('2024-01-01T00:00:00Z')
} AS fact
CREATE (zhang)-[marriage:SPOUSE_OF]->(wang) SET marriage = fact, marriage.valid_from = date('2010-01-01')
CREATE (wang)-[birth:PARENT_OF]->(child) SET birth = fact
CREATE (child)-[friends:SOCIAL_TIE]->(zhang) SET friends = fact, friends.kind = 'FRIEND', friends.score = 0.4
CREATE (child)-[colleagues:SOCIAL_TIE]->(zhang)
  SET colleagues = fact, colleagues.kind = 'COLLEAGUE', colleagues.score = 0.6
CREATE (wang)-[referred:REFERRED]->(zhang) SET referred = fact, referred.status = 'REJECTED'
CREATE (zhang)-[common:OWNS]->(firm) SET common = fact, common.equity_share_ppb = 200000000
CREATE (zhang)-[preferred:OWNS]->(firm) SET preferred = fact, preferred.equity_share_ppb = 100000000
CREATE (zhang)-[registered:OWNS]->(firm) SET registered = fact, registered.source = 't',
  registered.equity_share_ppb = 250000000
CREATE (state)-[unknown:OWNS]->(firm) SET unknown = fact
CREATE (firm)-[treasury:OWNS]->(firm) SET treasury = fact, treasury.equity_share_ppb = 10000000
CREATE (wang)-[sold:OWNS]->(firm) SET sold = fact, sold.equity_share_ppb = 1, sold.valid_to = date('2020-01-01')
CREATE (wang)-[corrected:OWNS]->(firm) SET corrected = fact, corrected.equity_share_ppb = 2,
  corrected.superseded_at = datetime('2024-06-01T00:00:00Z')
CREATE (zhang)-[january:TRANSFERS_TO]->(wang) SET january = fact, january.amount_minor = 100, january.currency = 'CNY'
CREATE (zhang)-[march:TRANSFERS_TO]->(wang) SET march = fact, march.amount_minor = 50, march.currency = 'CNY'
CREATE (zhang)-[dollars:TRANSFERS_TO]->(wang) SET dollars = fact, dollars.amount_minor = 7, dollars.currency = 'USD'
CREATE (firm)-[guarantee:GUARANTEES]->(zhang) SET guarantee = fact
"""
TODAY = AsOf(date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def projections(session: GraphSession, neo4j_server: TestServer) -> Projections:
    neo4j_server.run(BANK)
    return Projections(session, test_vault())


def _ties(projected: Projected) -> list[tuple[str, str, str, Any]]:
    found = projected.projection
    return [
        (found.keys[start], found.kinds[kind], found.keys[end], None if np.isnan(weight) else weight)
        for start, end, kind, weight in found.ties()
    ]


def test_who_knows_whom_reads_both_ways_and_weighs_the_closest_tie(projections: Projections) -> None:
    found = project(projections, "social", LOCAL_CALLER, TODAY)
    assert not found.projection.is_directed
    assert _ties(found) == [
        ("child", "PARENT_OF", "wang", 0.9),
        ("child", "SOCIAL_TIE", "zhang", 0.6),
        ("wang", "SPOUSE_OF", "zhang", 0.9),
    ]
    assert found.projection.names == ("", "王芳", "张伟")
    assert found.projection.labels == ("Person", "Person", "Person")


def test_kinship_is_marriage_and_parenthood(projections: Projections) -> None:
    assert _ties(project(projections, "kinship", LOCAL_CALLER, TODAY)) == [
        ("wang", "PARENT_OF", "child", 0.9),
        ("zhang", "SPOUSE_OF", "wang", 0.9),
    ]


def test_shares_of_one_source_add_up_and_an_unknown_share_is_not_zero(projections: Projections) -> None:
    found = project(projections, "ownership", LOCAL_CALLER, TODAY)
    assert _ties(found) == [
        ("firm", "OWNS", "firm", 10_000_000),
        ("state", "OWNS", "firm", None),
        ("zhang", "OWNS", "firm", 300_000_000),
    ]
    assert found.projection.labels == ("Organization", "State", "Person")


def test_money_is_summed_over_months_and_never_over_currencies(projections: Projections) -> None:
    assert _ties(project(projections, "money_flow", LOCAL_CALLER, TODAY)) == [
        ("zhang", "TRANSFERS_TO_CNY", "wang", 150),
        ("zhang", "TRANSFERS_TO_USD", "wang", 7),
    ]


def test_related_has_each_pair_once_a_kind(projections: Projections) -> None:
    ties = _ties(project(projections, "related", LOCAL_CALLER, TODAY))
    assert len(ties) == len(set(ties)) == 8
    assert ("firm", "GUARANTEES", "zhang", 0.9) in ties


def test_both_clocks_are_turned_back(projections: Projections) -> None:
    then = AsOf(date(2009, 12, 31), datetime(2024, 3, 1, tzinfo=UTC))
    # Neither sold yet in the world, nor corrected yet in the bank's knowledge.
    assert ("wang", "OWNS", "firm", 3) in _ties(project(projections, "ownership", LOCAL_CALLER, then))
    assert [tie[1] for tie in _ties(project(projections, "kinship", LOCAL_CALLER, then))] == ["PARENT_OF"]
    before_all = AsOf(date(2026, 1, 1), datetime(2023, 1, 1, tzinfo=UTC))
    assert _ties(project(projections, "related", LOCAL_CALLER, before_all)) == []


def test_ties_to_customers_out_of_scope_are_left_out_and_counted(projections: Projections) -> None:
    found = project(projections, "social", caller_in(Scope(employee_ids=("e1",))), TODAY)
    assert _ties(found) == [("child", "SOCIAL_TIE", "zhang", 0.6)]
    assert found.ties_withheld == 2
    assert found.projection.keys == ("child", "zhang")
    both = project(projections, "social", caller_in(Scope(employee_ids=("e1",), branch_ids=("b1",))), TODAY)
    assert (len(_ties(both)), both.ties_withheld) == (3, 0)


@pytest.mark.parametrize("name", IS_DIRECTED)
def test_an_empty_graph_gives_an_empty_projection(session: GraphSession, name: str) -> None:
    found = project(Projections(session, test_vault()), name, LOCAL_CALLER, TODAY)
    assert (found.projection.keys, _ties(found), found.ties_withheld) == ((), [], 0)


def test_an_unknown_projection_is_named_with_those_there_are(session: GraphSession) -> None:
    with pytest.raises(InvalidParameters, match="no projection 'friends'; there are social, kinship"):
        project(Projections(session, test_vault()), "friends", LOCAL_CALLER, TODAY)


def test_names_are_asked_for_in_several_reads_and_progress_is_told(
    projections: Projections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "PARTIES_OF_ONE_READ", 2)
    heard: list[int] = []
    found = project(projections, "related", LOCAL_CALLER, TODAY, heard.append)
    assert found.projection.names == ("", "Firm & Sons", "SASAC", "王芳", "张伟")
    assert sum(heard) == len(found.projection.start)


def test_amounts_of_several_currencies_are_never_added(projections: Projections) -> None:
    with pytest.raises(CannotRun, match="TRANSFERS_TO_CNY, TRANSFERS_TO_USD"):
        project_part(projections, "money_flow", LOCAL_CALLER, TODAY, Part(weighted=True))
    dollars = project_part(projections, "money_flow", LOCAL_CALLER, TODAY, Part(["TRANSFERS_TO_USD"], weighted=True))
    assert _ties(dollars) == [("zhang", "TRANSFERS_TO_USD", "wang", 7)]
    assert len(project_part(projections, "money_flow", LOCAL_CALLER, TODAY, Part()).projection.kinds) == 2


def test_a_part_without_ties_is_said_and_sure_ties_alone_can_be_wanted(projections: Projections) -> None:
    sure = project_part(projections, "social", LOCAL_CALLER, TODAY, Part(confidence_at_least=0.9)).projection
    assert len(sure.start) == 3
    with pytest.raises(CannotRun, match="no such tie"):
        project_part(projections, "social", LOCAL_CALLER, TODAY, Part(confidence_at_least=0.95))

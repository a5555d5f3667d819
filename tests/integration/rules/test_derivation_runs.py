"""Whole-bank derivations on a real graph: they say what a request derives, and are swapped in as one."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from algorithms.beneficial_owners import Outcome
from algorithms.verdict import Verdict
from cypher import query
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.errors import DerivationConflict, DerivationNotFound
from graph.migrations import migrate
from graph.session import GraphSession
from graph.values import SHARE_ONE
from graph.writer import GraphWriter
from ingest.job import ingest_delivery
from ingest.mapping_files import load_mapping
from ingest.readers import FolderDelivery
from rules.derivation_runs import Derivations
from rules.derived import DerivedKind, DerivedTie, share_text
from rules.facts import is_unidentified
from rules.graph_facts import GraphFacts
from rules.group_answers import BankCapital, GroupAnswers
from rules.ownership_answers import OwnershipAnswers
from rules.pack import load_pack
from sample_bank import write_sample_bank
from tests.integration.api.companies import tie, write_companies
from tests.support.server import TestServer, delete_everything
from tests.support.vault import test_vault

CN = load_pack("cn")


def _as_of() -> AsOf:
    return AsOf.given(date(2026, 6, 30))


@pytest.fixture
def companies(session: GraphSession) -> GraphSession:
    write_companies(GraphWriter(session, "run-1", datetime(2026, 1, 10, tzinfo=UTC), test_vault()))
    return session


def _ties(derivations: Derivations) -> list[DerivedTie]:
    return derivations.ties(derivations.view("cn", _as_of()))


def test_a_second_run_changes_nothing_and_a_changed_holding_only_what_it_reaches(companies: GraphSession) -> None:
    derivations = Derivations(companies, test_vault())
    first = derivations.derive(CN, _as_of())
    assert (first.created, first.changed, first.retired) == (first.view.ties, 0, 0)
    assert first.derived_parties == first.parties

    second = derivations.derive(CN, _as_of())
    assert (second.created, second.changed, second.retired) == (0, 0, 0)
    assert (second.derived_parties, second.view.digest) == (0, first.view.digest)

    writer = GraphWriter(companies, "run-2", datetime.now(UTC), test_vault())
    writer.ties("OWNS", [tie("zhu", "works", "own-4", "Owns", equity_share_ppb=SHARE_ONE * 24 // 100)])
    third = derivations.derive(CN, _as_of())
    assert third.derived_parties == 5  # zhu and works, shop below them, depot and mill, which answer for works
    part = _ties(derivations)
    # A quarter may still be reached with the hundredth that nobody known holds now.
    assert [one.status for one in part if (one.start, one.end, one.standard) == ("zhu", "works", 1)] == ["UNKNOWN"]
    whole = derivations.derive(CN, _as_of(), whole=True)
    assert (whole.created, whole.changed, whole.retired) == (0, 0, 0)
    assert whole.view.digest == third.view.digest != first.view.digest
    assert _ties(derivations) == part


def test_what_was_known_earlier_gives_the_register_of_then(companies: GraphSession) -> None:
    derivations = Derivations(companies, test_vault())
    then = datetime.now(UTC)
    before = derivations.derive(CN, AsOf.given(date(2026, 6, 30), then)).view.digest
    writer = GraphWriter(companies, "run-2", datetime.now(UTC), test_vault())
    writer.ties("OWNS", [tie("zhu", "works", "own-4", "Owns", equity_share_ppb=SHARE_ONE * 24 // 100)])
    assert derivations.derive(CN, _as_of()).view.digest != before
    assert derivations.derive(CN, AsOf.given(date(2026, 6, 30), then)).view.digest == before


def test_a_run_that_breaks_off_changes_nothing_and_the_next_one_cleans_up(
    companies: GraphSession, neo4j_server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    derivations = Derivations(companies, test_vault())
    derivations.derive(CN, _as_of())
    before = _ties(derivations)
    writer = GraphWriter(companies, "run-2", datetime.now(UTC), test_vault())
    writer.ties("OWNS", [tie("zhu", "works", "own-4", "Owns", equity_share_ppb=SHARE_ONE * 70 // 100)])

    with monkeypatch.context() as broken:
        broken.setattr("rules.derivation_runs._Run._swap", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            derivations.derive(CN, _as_of())
    assert _ties(derivations) == before
    states = neo4j_server.run("MATCH (run:Run {kind: 'DERIVATION'}) RETURN run.state AS state ORDER BY run.started_at")
    assert [row["state"] for row in states] == ["COMPLETED", "FAILED"]

    derivations.derive(CN, _as_of())
    assert _ties(derivations) != before
    left = neo4j_server.run(
        "MATCH (view:DerivedView) MATCH ()-[tie {view_id: view.view_id}]->() "
        "WHERE tie.since_number > view.number OR tie.until_number > view.number RETURN count(*) AS left"
    )
    assert left[0]["left"] == 0


def test_a_run_that_was_overtaken_says_so_and_writes_nothing(companies: GraphSession, neo4j_server: TestServer) -> None:
    derivations = Derivations(companies, test_vault())

    def overtake(step: str, _done: int, _of: int) -> None:
        if step == "writing":
            neo4j_server.run("MATCH (view:DerivedView) SET view.claimed_by = 'another'")

    with pytest.raises(DerivationConflict, match="another run has taken over"):
        derivations.derive(CN, _as_of(), heard=overtake)
    assert derivations.views() == ()
    assert derivations.derive(CN, _as_of()).view.number == 1


def test_a_couple_that_controls_together_is_to_review_in_request_and_batch(companies: GraphSession) -> None:
    """ren and lin are married; each has a part of mill, and only together the majority."""
    writer = GraphWriter(companies, "run-2", datetime.now(UTC), test_vault())
    shares = {"ren": 25, "lin": 30}
    writer.ties(
        "OWNS",
        [
            tie(person, "mill", f"own-m-{person}", "Owns", equity_share_ppb=SHARE_ONE * share // 100)
            for person, share in shares.items()
        ],
    )
    answers = OwnershipAnswers(GraphFacts(companies, test_vault()))
    assert _controllers(answers, "mill", _as_of()) == {("lin", Verdict.REVIEW), ("ren", Verdict.REVIEW)}
    derivations = Derivations(companies, test_vault())
    derivations.derive(CN, _as_of())
    of_mill = [one for one in _ties(derivations) if (one.kind, one.end) == (DerivedKind.CONTROLS, "mill")]
    assert [(one.start, one.rule_id, one.basis, one.lower) for one in of_mill] == [
        ("lin", "CN-GRP-3-3", "FAMILY", "0.55"), ("ren", "CN-GRP-3-3", "FAMILY", "0.55"),
    ]  # fmt: skip


def test_days_stand_beside_each_other_and_can_be_dropped(companies: GraphSession, neo4j_server: TestServer) -> None:
    derivations = Derivations(companies, test_vault())
    earlier = AsOf.given(date(2026, 6, 29))
    first = derivations.derive(CN, earlier)
    second = derivations.derive(CN, _as_of())
    assert second.derived_parties == 0
    assert [view.valid_at.day for view in derivations.views("cn")] == [30, 29]
    assert derivations.drop("cn", earlier) == first.view.ties
    with pytest.raises(DerivationNotFound, match="2026-06-30"):
        derivations.view("cn", earlier)
    derivations.drop("cn", _as_of())
    left = neo4j_server.run("MATCH (n) WHERE n:RelatedGroup OR n:DerivedView RETURN count(n) AS left")
    assert left[0]["left"] == 0


@pytest.fixture(scope="module")
def sample(neo4j_server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphSession]:
    folder = tmp_path_factory.mktemp("sample")
    write_sample_bank(folder / "bank", customers=200, seed=11)
    with neo4j_server.connect() as session:
        delete_everything(neo4j_server)
        migrate(session)
        ingest_delivery(
            session, test_vault(), load_mapping("sample_bank"), FolderDelivery(folder / "bank"), Path(folder)
        )
        yield session


def test_request_and_batch_agree_on_every_party_of_the_sample_bank(sample: GraphSession) -> None:
    as_of = AsOf.given(date(2026, 6, 30))
    derivations = Derivations(sample, test_vault())
    derivations.derive(CN, as_of)
    batch = derivations.ties(derivations.view("cn", as_of))
    facts = GraphFacts(sample, test_vault())
    ownership, groups = OwnershipAnswers(facts), GroupAnswers(facts, BankCapital())

    for row in sample.read(query("derivation/bank_parties")):
        party = row["party_id"]
        about = [one for one in batch if one.end == party]
        assert _controllers(ownership, party, as_of) == {
            (one.start, one.status) for one in about if one.kind is DerivedKind.CONTROLS
        }, party
        assert _owners(ownership, party, as_of) == {
            (one.start, one.standard, one.basis, one.status, one.lower, one.upper)
            for one in about
            if one.kind is DerivedKind.BENEFICIAL_OWNER_OF
        }, party
        answer = groups.groups(party, CN, LOCAL_CALLER, as_of, explain=False)
        assert {frozenset(member.party.party_id for member in one.members) for one in answer.groups} == {
            members for members in _groups(batch) if party in members
        }, party
        assert {(one.dependent.party_id, one.on.party_id, one.verdict) for one in answer.open_dependencies} == {
            (one.start, one.end, one.status)
            for one in batch
            if one.kind is DerivedKind.DEPENDS_ON and one.status.is_open and party in (one.start, one.end)
        }, party
    assert {one.kind for one in batch} == set(DerivedKind) - {DerivedKind.RELATED_TO}


def _controllers(answers: OwnershipAnswers, party: str, as_of: AsOf) -> set[tuple[str, Verdict]]:
    found = answers.controllers(party, CN, LOCAL_CALLER, as_of, explain=False)
    proven = {one.party.party_id for one in found.controllers}
    to_review = {one.party_id for one in found.to_review}
    return {
        *((one, Verdict.TRUE) for one in proven if not is_unidentified(one)),
        *((one, Verdict.REVIEW) for one in to_review if not is_unidentified(one)),
    }


def _owners(answers: OwnershipAnswers, party: str, as_of: AsOf) -> set[tuple[object, ...]]:
    answer = answers.beneficial_owners(party, CN, LOCAL_CALLER, as_of, explain=False, higher_risk=False)
    if answer.party.kind == "PERSON":
        return set()
    found: set[tuple[object, ...]] = {
        (
            one.person.party_id,
            one.finding.standard.value,
            one.finding.right.value if one.finding.right else "control",
            one.finding.verdict,
            share_text(one.finding.lower),
            share_text(one.finding.upper),
        )
        for one in answer.owners
        if one.finding.verdict is not Verdict.FALSE and one.rule is not None
    }
    if answer.outcome is Outcome.SENIOR_MANAGER:
        found |= {(one.party_id, 4, "", Verdict.TRUE, None, None) for one in answer.senior_managers}
    return found


def _groups(batch: list[DerivedTie]) -> set[frozenset[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for one in batch:
        if one.kind is DerivedKind.IN_RELATED_GROUP:
            members[one.end].add(one.start)
    return {frozenset(found) for found in members.values()}

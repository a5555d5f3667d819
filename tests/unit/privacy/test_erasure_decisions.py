"""Of decisions on one erasure that meet at one moment a single one holds, and what it has locked away stays whole."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any, cast

import pytest
from sqlalchemy import Engine
from sqlalchemy.schema import CreateTable

from graph.caller import LOCAL_CALLER, Caller
from graph.erasure import Doomed, Erasures, Relationship, Removed
from graph.errors import CustomerNotFound, ErasureConflict, ErasureNotFound, InvalidParameters
from graph.person_statements import Persons, PersonStatements
from graph.vault import KeyFile, Vault
from guanxi.service_store import open_service_store
from privacy import certificates
from privacy.certificates import Certificate, Certificates
from privacy.erasure import ErasureDesk
from privacy.locked import LockedBundles
from privacy.tables import erasures

FIRST, SECOND = replace(LOCAL_CALLER, name="first"), replace(LOCAL_CALLER, name="second")
LATELY = datetime.now(UTC).date() - timedelta(days=30)


class Graph:
    """A graph of one person, whose account ended lately; `meanwhile` happens just before the removal."""

    def __init__(self) -> None:
        self.label = "Person"
        self.is_there = True
        self.ended_on: Any = LATELY
        self.meanwhile: Callable[[], None] = lambda: None

    def doomed(self, party_id: str) -> Doomed:
        if not self.is_there:
            raise CustomerNotFound(party_id)
        node = {"label": "Party", "labels": ["Party"], "properties": {"party_id": party_id}}
        return Doomed(("Party", self.label), [node], [], [], [], (Relationship("CURRENT", self.ended_on),), ())

    def erase(self, party_id: str, erased_id: str, seen: Doomed) -> Removed:
        self.meanwhile()
        if not self.is_there:
            raise ErasureConflict(erased_id)
        self.is_there = False
        return Removed([{"label": node["label"], "key": party_id} for node in seen.nodes], [], [], [])


class Anybody:
    """Everybody sees everybody, each of one kind."""

    kind = "PERSON"

    def statements(self, party_id: str, caller: Caller) -> PersonStatements:
        return PersonStatements(party_id, self.kind, {"name": caller.name})


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_service_store(None, tmp_path)


@pytest.fixture
def graph() -> Graph:
    return Graph()


@pytest.fixture
def anybody() -> Anybody:
    return Anybody()


@pytest.fixture
def desk(engine: Engine, graph: Graph, anybody: Anybody, tmp_path: Path) -> ErasureDesk:
    keys = KeyFile(tmp_path / "keys.json")
    vault = Vault(keys)
    return ErasureDesk(
        cast("Erasures", graph),
        cast("Persons", anybody),
        vault,
        Certificates(engine),
        LockedBundles(engine, vault, keys),
        lambda _: 0,
        lambda: None,
        3650,
    )


@pytest.fixture
def asked(desk: ErasureDesk) -> str:
    return desk.request("p", "PERSON_ASKED", LOCAL_CALLER).certificate_id


def at_once(first: Callable[[], Certificate], second: Callable[[], Certificate]) -> list[Certificate | ErasureConflict]:
    start = Barrier(2)

    def run(one: Callable[[], Certificate]) -> Certificate | ErasureConflict:
        start.wait()
        try:
            return one()
        except ErasureConflict as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, (first, second)))


def test_of_two_requests_at_once_one_is_written(engine: Engine) -> None:
    store = Certificates(engine)
    ended = at_once(
        lambda: store.request("p", "b", "PERSON_ASKED", "x"), lambda: store.request("p", "b", "UNLAWFUL", "y")
    )
    assert sorted(type(one).__name__ for one in ended) == ["Certificate", "ErasureConflict"]
    assert len(store.all()) == 1


def test_a_database_of_an_earlier_version_takes_one_open_request_too(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(CreateTable(erasures))
    for _ in range(2):
        store = Certificates(engine)
    store.request("p", "b", "PERSON_ASKED", "x")
    with pytest.raises(ErasureConflict):
        store.request("p", "b", "UNLAWFUL", "y")


def test_of_two_approvals_at_once_one_is_carried_out(desk: ErasureDesk, asked: str) -> None:
    ended = at_once(lambda: desk.approve(asked, FIRST), lambda: desk.approve(asked, SECOND))
    (done,) = [one for one in ended if isinstance(one, Certificate)]
    assert done == desk.certificates.get(asked)
    assert done.state == "LOCKED"
    assert desk.locked(asked)["nodes"][0]["properties"] == {"party_id": "p"}


@pytest.mark.parametrize("step", ["approve", "refuse"])
def test_nobody_else_decides_while_an_erasure_is_carried_out(
    desk: ErasureDesk, graph: Graph, asked: str, step: str
) -> None:
    def meanwhile() -> None:
        with pytest.raises(ErasureConflict):
            getattr(desk, step)(asked, SECOND)

    graph.meanwhile = meanwhile
    done = desk.approve(asked, FIRST)
    assert (done.state, done.decided_by) == ("LOCKED", "first")
    assert desk.locked(asked)["nodes"]


def test_a_removal_that_did_not_happen_leaves_nothing_locked_and_can_be_tried_again(
    desk: ErasureDesk, graph: Graph, asked: str
) -> None:
    def changed() -> None:
        raise ErasureConflict

    graph.meanwhile = changed
    with pytest.raises(ErasureConflict):
        desk.approve(asked, FIRST)
    with pytest.raises(ErasureNotFound):
        desk.locked(asked)
    graph.meanwhile, graph.ended_on = lambda: None, None
    assert desk.approve(asked, SECOND).state == "REFUSED"


def test_a_removal_whose_answer_was_lost_keeps_what_it_locked(desk: ErasureDesk, graph: Graph, asked: str) -> None:
    graph.meanwhile = lambda: setattr(graph, "is_there", False)
    assert desk.approve(asked, FIRST).state == "LOCKED"
    assert desk.locked(asked)["nodes"]


def test_what_a_crash_has_cut_is_free_after_a_while_and_then_refuses_leave_nothing_locked(
    desk: ErasureDesk, graph: Graph, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash() -> None:
        raise KeyboardInterrupt

    graph.meanwhile = crash
    with pytest.raises(KeyboardInterrupt):
        desk.approve(asked, FIRST)
    with pytest.raises(ErasureConflict):
        desk.approve(asked, SECOND)
    monkeypatch.setattr(certificates, "CLAIM_TIME", timedelta(seconds=-1))
    graph.ended_on = None
    assert desk.approve(asked, SECOND).state == "REFUSED"
    with pytest.raises(ErasureNotFound):
        desk.locked(asked)


@pytest.mark.parametrize("kind", ["ORGANIZATION", "STATE", "ARRANGEMENT", "UNKNOWN"])
def test_only_a_person_can_be_asked_about(desk: ErasureDesk, anybody: Anybody, kind: str) -> None:
    anybody.kind = kind
    with pytest.raises(InvalidParameters):
        desk.plan("p", FIRST)
    with pytest.raises(InvalidParameters):
        desk.request("p", "PERSON_ASKED", FIRST)
    assert desk.certificates.all() == []


def test_what_turns_out_to_be_no_person_stays(desk: ErasureDesk, graph: Graph, asked: str) -> None:
    graph.label = "Organization"
    done = desk.approve(asked, FIRST)
    assert (done.state, done.basis) == ("REFUSED", "NOT_A_PERSON")
    assert graph.is_there
    with pytest.raises(ErasureNotFound):
        desk.locked(asked)

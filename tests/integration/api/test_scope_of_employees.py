"""Own book, cover, team and branches, from day to day; and a right that was taken away is gone within a second."""

import time
from datetime import date, timedelta

import pytest

from graph.access_scope import OrganisationTitles, Scopes
from graph.as_of import AsOf
from graph.scope import Scope
from graph.session import GraphSession
from graph.store import Store
from tests.support.app import caller_in
from tests.support.server import TestServer
from tests.support.vault import test_vault

YESTERDAY, TODAY, TOMORROW = (date.today() + timedelta(days=days) for days in (-1, 0, 1))  # noqa: DTZ011 - as the server
STAFF = """
CREATE (head:Branch {branch_id: 'head'})<-[:PART_OF {status: 'ASSERTED'}]-(city:Branch {branch_id: 'city'})
CREATE (city)<-[:PART_OF {status: 'ASSERTED'}]-(street:Branch {branch_id: 'street'})
CREATE (boss:Employee {employee_id: 'boss', title: 'BRANCH_HEAD'})-[:WORKS_AT {status: 'ASSERTED'}]->(city)
CREATE (boss)-[:WORKS_AT {status: 'REJECTED'}]->(:Branch {branch_id: 'other'})
CREATE (street)<-[:PART_OF {status: 'REJECTED'}]-(:Branch {branch_id: 'elsewhere'})
CREATE (:Employee {employee_id: 'lead', title: 'TEAM_LEAD', team: 'A'})
CREATE (:Employee {employee_id: 'one', title: 'MANAGER', team: 'A'})
CREATE (:Employee {employee_id: 'two', title: 'MANAGER', team: 'B'})
CREATE (:Party:Person:Customer {party_id: 'c'})
"""


@pytest.fixture
def store(session: GraphSession, neo4j_server: TestServer) -> Store:
    neo4j_server.run(STAFF)
    return Store(session, test_vault())


def books(store: Store, employee_id: str) -> set[str]:
    # A new reader each time: what is kept for a second is another test's subject.
    return set(Scopes(store.session, OrganisationTitles()).of_employee(employee_id).employee_ids)


def test_a_team_lead_sees_the_team_and_a_member_the_own_book(store: Store) -> None:
    assert books(store, "lead") == {"lead", "one"}
    assert books(store, "one") == {"one"}
    assert books(store, "nobody") == set()


def test_a_head_sees_the_branch_and_all_below_it(store: Store) -> None:
    assert store.scopes.of_employee("boss").branch_ids == ("city", "street")
    assert store.scopes.of_employee("one").branch_ids == ()


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "status", "sees"),
    [
        (None, None, "ASSERTED", True),
        (TODAY, TOMORROW, "ASSERTED", True),
        (YESTERDAY, TODAY, "ASSERTED", False),
        (TOMORROW, None, "ASSERTED", False),
        (None, None, "REJECTED", False),
    ],
)
def test_cover_and_handover_hold_from_their_first_day_to_the_day_before_their_last(
    store: Store,
    neo4j_server: TestServer,
    valid_from: date | None,
    valid_to: date | None,
    status: str,
    sees: bool,  # noqa: FBT001 - a column of the table
) -> None:
    facts = {"valid_from": valid_from, "valid_to": valid_to, "status": status}
    neo4j_server.run(
        "MATCH (one:Employee {employee_id: 'one'}), (two:Employee {employee_id: 'two'}), (party:Customer) "
        "CREATE (one)-[covers:COVERS]->(two), (one)-[manages:MANAGES]->(party) SET covers = $facts, manages = $facts",
        facts=facts,
    )
    assert ("two" in books(store, "one")) is sees
    own = caller_in(Scope(employee_ids=("one",)))
    assert bool(store.customers.search("c", own, AsOf.given()).items) is sees


def test_a_right_that_was_taken_away_is_gone_within_a_second(store: Store, neo4j_server: TestServer) -> None:
    neo4j_server.run(
        "MATCH (one:Employee {employee_id: 'one'}), (two:Employee {employee_id: 'two'}) "
        "CREATE (one)-[:COVERS {status: 'ASSERTED'}]->(two)"
    )
    assert store.scopes.of_employee("one").employee_ids == ("one", "two")
    neo4j_server.run("MATCH ()-[covers:COVERS]->() SET covers.superseded_at = datetime()")
    time.sleep(1.05)
    assert store.scopes.of_employee("one").employee_ids == ("one",)

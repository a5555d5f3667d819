"""A client of the whole service over a real graph that holds the bank of `bank.py`."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from api.app import PREFIX
from api.security import current_caller
from graph.customers import WalkLimits
from graph.migrations import migrate
from graph.scope import WHOLE_BANK, Scope
from graph.session import GraphSession
from graph.store import Store
from tests.integration.api.bank import build_bank
from tests.support.app import app_on, caller_in
from tests.support.server import TestServer, delete_everything
from tests.support.vault import test_vault

Client = Callable[..., TestClient]


@pytest.fixture(scope="module")
def bank(neo4j_server: TestServer) -> Iterator[GraphSession]:
    """A connection to a graph with the bank in it, written once a module since these tests only read."""
    with neo4j_server.connect() as session:
        delete_everything(neo4j_server)
        migrate(session)
        build_bank(session)
        yield session


@pytest.fixture
def client(bank: GraphSession) -> Client:
    """Make a client for a caller of this scope, with these limits; its addresses start below the prefix."""

    def of(scope: Scope = WHOLE_BANK, limits: WalkLimits | None = None) -> TestClient:
        app = app_on(Store(bank, test_vault(), limits))
        app.dependency_overrides[current_caller] = lambda: caller_in(scope)
        return TestClient(app, base_url=f"http://testserver{PREFIX}")

    return of

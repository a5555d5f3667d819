"""A client of the application over recorded answers."""

from collections.abc import Mapping

from starlette.testclient import TestClient

from graph.store import Store
from tests.support.app import client_of
from tests.support.recorded import Answer, RecordedSession
from tests.support.vault import test_vault


def client(answers: Mapping[str, Answer] | None = None, error: Exception | None = None) -> TestClient:
    """Return a client whose addresses start below the prefix."""
    store = Store(RecordedSession(answers, error).as_session(), test_vault())
    return client_of(store)

"""A client of the application over recorded answers."""

from collections.abc import Mapping

from starlette.testclient import TestClient

from api.app import PREFIX
from graph.store import Store
from tests.support.app import app_on
from tests.support.recorded import Answer, RecordedSession


def client(answers: Mapping[str, Answer] | None = None, error: Exception | None = None) -> TestClient:
    """Return a client whose addresses start below the prefix."""
    store = Store(RecordedSession(answers, error).as_session())
    return TestClient(app_on(store), base_url=f"http://testserver{PREFIX}", raise_server_exceptions=False)

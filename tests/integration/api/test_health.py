import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from graph.session import Deadlines, GraphSession
from graph.store import Store
from tests.integration.api.conftest import Client
from tests.support.app import client_of
from tests.support.proxy import Gate
from tests.support.server import TestServer
from tests.support.vault import test_vault

DEADLINES = Deadlines(connect_seconds=2.0, retry_seconds=0.5)


@pytest.fixture
def gate(neo4j_server: TestServer) -> Iterator[Gate]:
    with Gate(neo4j_server.uri) as found:
        yield found


@pytest.fixture
def behind(gate: Gate, neo4j_server: TestServer, bank: GraphSession) -> Iterator[TestClient]:
    """A client of a service whose connections run through the gate."""
    assert bank
    server = neo4j_server
    with GraphSession.connect(gate.uri, server.user, server.password, deadlines=DEADLINES) as session:
        yield client_of(Store(session, test_vault()))


def test_ready_names_the_server_and_its_schema(client: Client) -> None:
    answer = client().get("/health/ready").json()
    assert answer["status"] == "ready"
    assert "5.26" in answer["neo4j"]
    assert answer["migrations"] > 50


def test_a_server_that_dies_is_503_and_the_service_recovers_by_itself(gate: Gate, behind: TestClient) -> None:
    assert behind.get("/customers/wei").status_code == 200
    gate.shut()
    started = time.monotonic()
    for path in ("/customers/wei", "/customers?q=zw", "/queries/runs", "/health/ready"):
        response = behind.get(path)
        assert response.status_code == 503, path
        assert response.headers["retry-after"]
    assert time.monotonic() - started < 20
    assert behind.get("/health/live").status_code == 200
    gate.reopen()
    assert behind.get("/customers/wei").status_code == 200
    assert behind.get("/health/ready").status_code == 200


def test_an_address_where_nothing_listens_is_503() -> None:
    with GraphSession.connect("bolt://127.0.0.1:1", "neo4j", "x", deadlines=DEADLINES) as session:
        http = client_of(Store(session, test_vault()))
        assert http.get("/health/ready").status_code == 503


def test_a_refused_password_is_503(neo4j_server: TestServer) -> None:
    with GraphSession.connect(neo4j_server.uri, "neo4j", "wrong", deadlines=DEADLINES) as session:
        http = client_of(Store(session, test_vault()))
        response = http.get("/customers?q=zw")
    assert response.status_code == 503
    assert "password" in response.json()["detail"]

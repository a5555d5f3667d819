from cypher import load_catalogue
from graph.migrations import migrations
from tests.support.recorded import Answer
from tests.unit.api.app import client

INTROSPECTION: dict[str, Answer] = {
    "introspection/constraints": [],
    "introspection/indexes": [],
    "migrations/applied": [],
}


def test_live_needs_no_graph() -> None:
    response = client(error=RuntimeError("no graph")).get("/health/live")
    assert response.json()["status"] == "live"


def test_a_graph_without_its_schema_is_not_ready() -> None:
    response = client(INTROSPECTION).get("/health/ready")
    assert response.status_code == 503
    assert migrations()[0].name in response.json()["detail"]
    assert "retry-after" in response.headers


def test_load_balancers_can_probe_with_head() -> None:
    assert client().head("/health/live").status_code == 200
    assert client(INTROSPECTION).head("/health/ready").status_code == 503


def test_readiness_reads_only() -> None:
    assert all(load_catalogue()[name].access == "read" for name in INTROSPECTION)

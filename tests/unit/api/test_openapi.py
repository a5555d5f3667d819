import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.app import DOCS_PATH, PREFIX
from api.problems import PROBLEM_JSON
from api.routers import customers, health, metrics, queries
from api.security import current_caller
from graph.store import Store
from tests.support.app import app_on
from tests.support.recorded import RecordedSession
from tests.unit.api.app import client

ROUTES = [
    route
    for module in (customers, health, metrics, queries)
    for route in module.router.routes
    if isinstance(route, APIRoute)
]


def app() -> FastAPI:
    return app_on(Store(RecordedSession().as_session()))


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [(path, item["get"]) for path, item in app().openapi()["paths"].items()]


def calls(dependant: Dependant) -> set[Any]:
    return {dependant.call}.union(*(calls(inner) for inner in dependant.dependencies))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{min(route.methods)} {route.path}")
def test_every_route_asks_for_a_caller(route: APIRoute) -> None:
    assert current_caller in calls(route.dependant)


def test_the_promised_routes_are_there() -> None:
    assert {path.removeprefix(PREFIX) for path, _ in operations()} == {
        "/customers", "/customers/{party_id}", "/customers/{party_id}/timeline",
        "/customers/{party_id}/related-parties", "/queries", "/queries/{name}",
        "/health/live", "/health/ready", "/metrics",
    }  # fmt: skip


def test_every_operation_is_described_and_so_is_each_parameter() -> None:
    for path, operation in operations():
        assert operation["description"], path
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (path, parameter["name"])


def test_problems_are_documented_as_problem_documents_only() -> None:
    for path, operation in operations():
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(response["content"]) == [PROBLEM_JSON], (path, status)


def test_the_documentation_needs_no_other_host() -> None:
    http = client()
    page = http.get(DOCS_PATH.removeprefix(PREFIX))
    assert page.status_code == 200
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page.text)
    for asset in re.findall(r"(?:src|href)=\"([^\"]+)\"", page.text):
        assert http.get(f"http://testserver{asset}").status_code == 200, asset


def test_the_openapi_document_is_served_below_the_prefix() -> None:
    assert client().get("/openapi.json").json()["info"]["title"] == "Guanxi"

import re
from typing import Any

from fastapi import FastAPI

from api.app import DOCS_PATH, PREFIX
from api.problems import PROBLEM_JSON
from graph.store import Store
from tests.support.app import app_on
from tests.support.recorded import RecordedSession
from tests.support.vault import test_vault
from tests.unit.api.app import client


def app() -> FastAPI:
    return app_on(Store(RecordedSession().as_session(), test_vault()))


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path.removeprefix(PREFIX)}", operation)
        for path, item in app().openapi()["paths"].items()
        for method, operation in item.items()
    ]


def test_the_promised_routes_are_there() -> None:
    assert {path for path, _ in operations()} >= {
        "GET /customers", "GET /customers/{party_id}", "GET /customers/{party_id}/timeline",
        "GET /customers/{party_id}/related-parties", "GET /customers/{party_id}/ownership",
        "GET /customers/{party_id}/controllers", "GET /customers/{party_id}/beneficial-owners",
        "GET /customers/{party_id}/groups", "GET /customers/{party_id}/household",
        "GET /customers/{party_id}/guarantee-circles", "GET /customers/{party_id}/hierarchies",
        "GET /queries", "GET /queries/{name}",
        "POST /sign-in", "POST /sign-out", "GET /me", "POST /tokens", "GET /users",
        "GET /health/live", "GET /health/ready", "GET /metrics",
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


def test_no_body_may_have_a_field_that_is_not_in_its_schema() -> None:
    schemas = app().openapi()["components"]["schemas"]
    for path, operation in operations():
        if "requestBody" in operation:
            reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            assert schemas[reference.rsplit("/", 1)[1]].get("additionalProperties") is False, path

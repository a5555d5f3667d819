from typing import Any

import pytest
from structlog.testing import capture_logs

from api.problems import PROBLEM_JSON, RETRY_AFTER_SECONDS, STATUS_OF, Problem, status_of
from graph import errors
from graph.errors import GraphUnavailable, GuanxiError, QueryTimeout, SchemaOutOfDate
from tests.unit.api.app import client

SEARCH = "/customers?q=%E5%BC%A0%E4%BC%9F"


def conditions(base: type[GuanxiError] = GuanxiError) -> list[type[GuanxiError]]:
    """Those that a request can meet: the command line has some of its own, above the API."""
    found = [one for child in base.__subclasses__() for one in (child, *conditions(child))]
    return [one for one in found if not one.__module__.startswith("guanxi.")]


def problem(response: Any, status: int) -> Problem:
    assert response.status_code == status
    assert response.headers["content-type"] == PROBLEM_JSON
    found = Problem.model_validate(response.json())
    assert found.status == status
    assert found.request_id == response.headers["x-request-id"]
    return found


@pytest.mark.parametrize("condition", conditions(), ids=lambda condition: condition.__name__)
def test_every_condition_has_a_status(condition: type[GuanxiError]) -> None:
    assert any(base in STATUS_OF for base in condition.__mro__)
    assert 400 <= status_of(condition) < 600


def test_every_condition_is_drawn_in_the_tree() -> None:
    assert errors.__doc__ is not None
    for condition in conditions():
        assert condition.__name__ in errors.__doc__


@pytest.mark.parametrize("error", [GraphUnavailable("Neo4j is away."), SchemaOutOfDate("Old.")])
def test_a_graph_that_cannot_serve_is_503_with_the_time_to_ask_again(error: GuanxiError) -> None:
    response = client(error=error).get(SEARCH)
    assert problem(response, 503).detail == str(error)
    assert response.headers["retry-after"] == str(RETRY_AFTER_SECONDS)


def test_a_statement_past_its_deadline_is_504() -> None:
    assert problem(client(error=QueryTimeout("Too long.")).get(SEARCH), 504).title == "Query timeout"


def test_an_unexpected_failure_carries_the_request_id_and_nothing_else() -> None:
    with capture_logs() as lines:
        response = client(error=RuntimeError("张伟 110101198503071231")).get(SEARCH)
    assert problem(response, 500).request_id in {line["request_id"] for line in lines if line["log_level"] == "error"}
    assert "张伟" not in response.text


def test_a_wrong_shape_names_the_place_and_not_the_value() -> None:
    found = problem(client().get("/customers?q=x&limit=secret"), 422)
    assert found.errors is not None
    assert found.errors[0]["place"] == "query.limit"
    assert "secret" not in found.model_dump_json()


@pytest.mark.parametrize("path", ["/nothing", "/customers/a/b/c", "/../nothing"])
def test_an_unknown_address_is_a_problem_too(path: str) -> None:
    assert problem(client().get(path), 404).type == "urn:guanxi:problem:not-found"


def test_another_method_is_a_problem_that_says_which_ones_there_are() -> None:
    response = client().post("/customers")
    problem(response, 405)
    assert response.headers["allow"] == "GET"

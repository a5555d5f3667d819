"""What the OpenAPI document promises, held against the service as each role, with requests right and wrong."""

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import BaseSchema, Case, GenerationMode
from structlog.testing import capture_logs

from access.door import Door
from access.rate_limits import Rates
from access.roles import Role
from api.app import PREFIX
from graph.session import GraphSession
from graph.store import Store
from tests.support.app import app_on, memory_engine, signed_in_client
from tests.support.recorded import RecordedSession
from tests.support.vault import test_vault

DOCUMENT = app_on(Store(RecordedSession().as_session(), test_vault())).openapi()
CASES = [
    (f"{method.upper()} {path}", mode)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    for mode in GenerationMode
    # Nothing can be wrong with a request that has no parameters of its own.
    if mode is GenerationMode.POSITIVE
    or operation.get("requestBody")
    or any(parameter["in"] != "header" for parameter in operation.get("parameters", []))
]
NO_LIMITS = Rates("1000000/minute", "1000000/minute", "1000000/minute")
EXAMPLES = 6
REFUSED_BY_FORM = [400, 401, 403, 404, 405, 406, 409, 413, 414, 415, 422, 428, 429, 431]
"""What a wrong request may be told: the checker's own list, and that it is too long to be looked at."""
CONFIG = schemathesis.Config.from_dict(
    {
        # Each request is signed in by the test itself.
        "generation": {"with-security-parameters": False},
        "checks": {"negative_data_rejection": {"expected-statuses": [str(status) for status in REFUSED_BY_FORM]}},
    }
)


Service = tuple[FastAPI, Door, BaseSchema]


@pytest.fixture(scope="module")
def service(bank: GraphSession) -> Service:
    """The service with its document read once: that takes a second, and there are hundreds of tests."""
    door = Door(memory_engine(), rates=NO_LIMITS)
    app = app_on(Store(bank, test_vault()), door)
    with capture_logs():
        return app, door, schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", app, config=CONFIG)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("operation", "mode"), CASES)
def test_every_answer_is_one_that_the_document_describes(
    service: Service, role: Role, operation: str, mode: GenerationMode
) -> None:
    method, path = operation.split()
    app, door, schema = service
    headers = dict(signed_in_client(app, door, role.value, employee_id="rm1").headers)
    with capture_logs():
        strategy = schema[path][method].as_strategy(generation_mode=mode)

        @given(strategy)
        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        def hold(case: Case[Any]) -> None:
            if mode is GenerationMode.POSITIVE:
                # Only a cursor that the service handed out is a right one, and none is handed out here.
                case.query.pop("cursor", None)
                # Nor is any text the id of an operation.
                if "name" in case.path_parameters and case.path.endswith(("/runs", "/estimate")):
                    # Each algorithm has parameters of its own, which the document cannot tie to its name.
                    case.path_parameters["name"] = "pagerank"
                    if isinstance(case.body, dict):
                        case.body.pop("parameters", None)
                if isinstance(case.body, dict):
                    case.body.pop("operations", None)
                    # Nor is any text a statement, nor any name a parameter of it.
                    if "query" in case.body:
                        case.body["query"] = "RETURN 1 AS one"
                        case.body.pop("parameters", None)
            case.call_and_validate(headers={"Authorization": headers["authorization"]})

        hold()

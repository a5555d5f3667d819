"""What the OpenAPI document promises, held against the service with made-up requests, right and wrong ones."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from structlog.testing import capture_logs

from api.app import PREFIX
from graph.store import Store
from tests.integration.api.conftest import Client
from tests.support.app import app_on
from tests.support.recorded import RecordedSession

DOCUMENT = app_on(Store(RecordedSession().as_session())).openapi()
CASES = [
    (path, mode)
    for path, item in DOCUMENT["paths"].items()
    for mode in GenerationMode
    # Nothing can be wrong with a request that has no parameters.
    if mode is GenerationMode.POSITIVE or item["get"].get("parameters")
]


@pytest.mark.parametrize(("path", "mode"), CASES)
def test_every_answer_is_one_that_the_document_describes(client: Client, path: str, mode: GenerationMode) -> None:
    with capture_logs():
        schema = schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", client().app)
        strategy = schema[path]["GET"].as_strategy(generation_mode=mode)

        @given(strategy)
        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        def hold(case: Case[Any]) -> None:
            if mode is GenerationMode.POSITIVE:
                # Only a cursor that the service handed out is a right one, and none is handed out here.
                case.query.pop("cursor", None)
            case.call_and_validate()

        hold()

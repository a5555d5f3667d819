"""Makes the HTTP application from what it is handed; nothing here is global."""

from importlib.metadata import version
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute

from api.audit_recorder import AuditRecorder
from api.docs_page import add_docs_page
from api.observer import Metrics, RequestObserver
from api.parameters import refuse_unknown_parameters
from api.problems import Problem, add_problem_handlers, problem_responses
from api.routers import (
    audit,
    consents,
    customers,
    cypher,
    erasures,
    health,
    metrics,
    persons,
    queries,
    sign_in,
    users,
)
from api.security import current_caller
from api.services import Services
from graph.errors import NotAuthenticated, NotPermitted, TooManyRequests

PREFIX = "/api/v1"
DOCS_PATH = f"{PREFIX}/docs"
REFUSALS = (NotAuthenticated, NotPermitted, TooManyRequests)
"""How any route behind the door can end before it begins."""

_DESCRIPTION = (
    "Who is related, how strongly, by which evidence, as of which day. "
    "Sign in by `POST /sign-in`, or send a token. Every failure is a problem document (RFC 9457). "
    "Every read takes two clocks: `valid_at` (the day in the world) and `known_at` (what the bank knew then)."
)


class Application(FastAPI):
    """The application, whose OpenAPI document knows the one shape of all problems."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        document = super().openapi()
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        return document


def create_app(services: Services) -> FastAPI:
    """Return the application that answers from these services."""
    app = Application(
        title="Guanxi",
        version=version("guanxi"),
        description=_DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
    )
    app.state.services = services
    app.state.metrics = Metrics()
    unrecorded = frozenset({"docs", *(route.name for open_ in (health, metrics) for route in open_.router.routes)})
    app.add_middleware(AuditRecorder, audit=services.audit, unrecorded=unrecorded)
    app.add_middleware(RequestObserver, metrics=app.state.metrics, prefix=PREFIX)
    add_problem_handlers(app)
    for router in (health.router, metrics.router, sign_in.open_router):
        app.include_router(router, prefix=PREFIX, dependencies=[Depends(refuse_unknown_parameters)])
    behind_the_door = (
        sign_in.router,
        users.router,
        customers.router,
        queries.router,
        consents.router,
        audit.router,
        cypher.router,
        persons.router,
        erasures.router,
    )
    for router in behind_the_door:
        app.include_router(
            router,
            prefix=PREFIX,
            dependencies=[Depends(current_caller), Depends(refuse_unknown_parameters)],
            responses=problem_responses(*REFUSALS),
        )
    add_docs_page(app, DOCS_PATH)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name

"""Makes the HTTP application from what it is handed; nothing here is global."""

from importlib.metadata import version
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware

from api.audit_recorder import AuditRecorder
from api.deadline import Deadline
from api.docs_page import add_docs_page
from api.hardening import Hardening
from api.idempotency import HEADER as IDEMPOTENCY_HEADER
from api.idempotency import AnsweredBefore, AnswerKeeper, answer_again, begin_once
from api.observer import REQUEST_ID_HEADER, Metrics, RequestObserver
from api.parameters import refuse_unknown_parameters
from api.problems import Problem, add_problem_handlers, problem_responses
from api.request_limits import RequestLimits
from api.routers import (
    algorithms,
    audit,
    communities,
    consents,
    customers,
    cypher,
    erasures,
    health,
    influence,
    metrics,
    overrides,
    persons,
    queries,
    register,
    relations,
    saved_queries,
    sign_in,
    users,
)
from api.security import CSRF_HEADER, current_caller
from api.security_headers import SecurityHeaders
from api.services import Services
from graph.errors import IdempotencyConflict, NotAuthenticated, NotPermitted, TooManyRequests

PREFIX = "/api/v1"
CORS_METHODS = ("GET", "POST", "PATCH", "DELETE")
CORS_HEADERS = ("Authorization", "Content-Type", CSRF_HEADER, "X-Purpose", IDEMPOTENCY_HEADER, REQUEST_ID_HEADER)
DOCS_PATH = f"{PREFIX}/docs"
REFUSALS = (NotAuthenticated, NotPermitted, TooManyRequests, IdempotencyConflict)
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


def create_app(services: Services, hardening: Hardening | None = None) -> FastAPI:
    """Return the application that answers from these services."""
    limits = hardening or Hardening()
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
    # From the innermost to the outermost: what comes last here sees a request first.
    app.add_middleware(AnswerKeeper, keys=services.idempotency)
    app.add_middleware(AuditRecorder, audit=services.audit, limits=services.door.limits, unrecorded=unrecorded)
    app.add_middleware(Deadline, seconds=limits.deadline_seconds)
    if limits.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=limits.cors_origins,
            allow_credentials=True,
            allow_methods=CORS_METHODS,
            allow_headers=CORS_HEADERS,
        )
    app.add_middleware(RequestLimits, hardening=limits)
    app.add_middleware(RequestObserver, metrics=app.state.metrics, prefix=PREFIX)
    app.add_middleware(SecurityHeaders, public_prefix=f"{DOCS_PATH}/assets/")
    add_problem_handlers(app)
    app.add_exception_handler(AnsweredBefore, answer_again)
    for router in (health.router, metrics.router, sign_in.open_router):
        app.include_router(router, prefix=PREFIX, dependencies=[Depends(refuse_unknown_parameters)])
    behind_the_door = (
        sign_in.router,
        users.router,
        customers.router,
        relations.router,
        overrides.router,
        register.router,
        algorithms.router,
        communities.router,
        influence.router,
        queries.router,
        consents.router,
        audit.router,
        cypher.router,
        saved_queries.router,
        persons.router,
        erasures.router,
    )
    for router in behind_the_door:
        app.include_router(
            router,
            prefix=PREFIX,
            dependencies=[Depends(current_caller), Depends(refuse_unknown_parameters), Depends(begin_once)],
            responses=problem_responses(*REFUSALS),
        )
    add_docs_page(app, DOCS_PATH)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name

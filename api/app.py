"""Makes the HTTP application from what it is handed; nothing here is global."""

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from api.docs_page import add_docs_page
from api.observer import Metrics, RequestObserver
from api.problems import Problem, add_problem_handlers
from api.routers import customers, health, metrics, queries
from api.services import Services

PREFIX = "/api/v1"
DOCS_PATH = f"{PREFIX}/docs"
_DESCRIPTION = (
    "Who is related, how strongly, by which evidence, as of which day. "
    "Every failure is a problem document (RFC 9457). "
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
    app.add_middleware(RequestObserver, metrics=app.state.metrics, prefix=PREFIX)
    add_problem_handlers(app)
    routes = APIRouter(prefix=PREFIX)
    for noun in (customers, queries, health, metrics):
        routes.include_router(noun.router)
    app.include_router(routes)
    add_docs_page(app, DOCS_PATH)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name

"""Routes for a supervisor: does the process answer, and can it answer from its graph?"""

from fastapi import APIRouter, Request

from api.dependencies import StoreDep
from api.problems import problem_responses
from api.schemas.health import LiveShape, ReadyShape

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
def live(request: Request) -> LiveShape:
    """Answer as long as the process does."""
    return LiveShape(status="live", version=request.app.version)


@router.get("/ready", responses=problem_responses())
def ready(request: Request, store: StoreDep) -> ReadyShape:
    """Answer when Neo4j does, with the schema of this version; 503 otherwise."""
    readiness = store.health.readiness()
    return ReadyShape(
        status="ready", version=request.app.version, neo4j=readiness.server, migrations=readiness.migrations
    )


# Load balancers probe with HEAD; the schema shows the GET routes only.
router.add_api_route("/live", live, methods=["HEAD"], include_in_schema=False)
router.add_api_route("/ready", ready, methods=["HEAD"], include_in_schema=False)

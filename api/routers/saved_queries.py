"""Routes of the statements that a bank keeps: saved, reviewed by another, run by name."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from analyst.saved_queries import typed
from api.cypher_answers import ANSWERS, answered
from api.dependencies import CallerDep, ServicesDep
from api.problems import problem_responses
from api.schemas.cypher import CypherAnswerShape
from api.schemas.saved_queries import (
    NewSavedQueryShape,
    ReviewShape,
    SavedRunShape,
    SavedTextShape,
    SavedVersionShape,
    SavedVersionsShape,
)
from graph.errors import (
    CypherRefused,
    InvalidParameters,
    NotPermitted,
    SavedQueryConflict,
    SavedQueryNotFound,
)

router = APIRouter(prefix="/saved-queries", tags=["saved queries"])

Name = Annotated[str, Path(description="The query's name.", max_length=64, examples=["organisations_of_region"])]
Version = Annotated[int, Path(description="The version's number.", ge=1, le=1_000_000, examples=[1])]
_CHANGES = problem_responses(SavedQueryNotFound, SavedQueryConflict, NotPermitted)


@router.get("")
def list_saved_queries(
    services: ServicesDep,
    only_approved: Annotated[bool, Query(description="Only those that can be run.")] = False,
) -> SavedVersionsShape:
    """List saved queries, every version."""
    found = services.saved_queries.all(only_approved=only_approved)
    return SavedVersionsShape(versions=[SavedVersionShape.of(saved) for saved in found])


@router.post("", status_code=201, responses=problem_responses(CypherRefused, InvalidParameters, SavedQueryConflict))
def save_query(services: ServicesDep, caller: CallerDep, wanted: NewSavedQueryShape) -> SavedVersionShape:
    """Keep a query as a draft."""
    saved = services.saved_queries.save(wanted.name, wanted.title, wanted.query, wanted.parameters, caller.name)
    return SavedVersionShape.of(saved)


@router.post(
    "/{name}/versions",
    status_code=201,
    responses=problem_responses(CypherRefused, InvalidParameters, SavedQueryNotFound, SavedQueryConflict),
)
def save_query_version(
    services: ServicesDep, caller: CallerDep, name: Name, wanted: SavedTextShape
) -> SavedVersionShape:
    """Keep a new version as a draft; the approved one stays in use until this one is approved."""
    saved = services.saved_queries.add_version(name, wanted.query, wanted.parameters, caller.name)
    return SavedVersionShape.of(saved)


@router.post("/{name}/versions/{version}/submit", responses=_CHANGES)
def submit_saved_query(services: ServicesDep, caller: CallerDep, name: Name, version: Version) -> SavedVersionShape:
    """Put one's own draft up for review."""
    return SavedVersionShape.of(services.saved_queries.submit(name, version, caller.name))


@router.post("/{name}/versions/{version}/review", responses=_CHANGES)
def review_saved_query(
    services: ServicesDep, caller: CallerDep, name: Name, version: Version, review: ReviewShape
) -> SavedVersionShape:
    """Approve or reject a version that somebody else wrote."""
    is_approved = review.decision == "APPROVE"
    saved = services.saved_queries.review(name, version, caller.name, is_approved=is_approved, comment=review.comment)
    return SavedVersionShape.of(saved)


@router.post("/{name}/versions/{version}/retire", responses=_CHANGES)
def retire_saved_query(services: ServicesDep, name: Name, version: Version) -> SavedVersionShape:
    """Take a version out of use."""
    return SavedVersionShape.of(services.saved_queries.retire(name, version))


@router.post(
    "/{name}/run",
    response_model=CypherAnswerShape,
    responses=ANSWERS | problem_responses(CypherRefused, InvalidParameters, SavedQueryNotFound),
)
async def run_saved_query(
    request: Request, services: ServicesDep, caller: CallerDep, name: Name, wanted: SavedRunShape
) -> Response:
    """Run the approved version of a saved query, as `POST /cypher` runs a statement."""
    statement = typed(services.saved_queries.approved(name), wanted.parameters)
    return await answered(request, services.console, caller, statement, wanted)

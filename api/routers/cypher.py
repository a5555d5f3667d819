"""Routes of Cypher that analysts write: run it, ask what it would cost, end it."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response

from access.roles import Role
from analyst.statement import Statement
from api.audit_recorder import note
from api.cypher_answers import ANSWERS, answered
from api.dependencies import CallerDep, ServicesDep
from api.problems import problem_responses
from api.schemas.cypher import CypherAnswerShape, CypherRunShape, ExplainedShape, StatementShape
from graph.errors import CypherQueryNotFound, CypherRefused

router = APIRouter(prefix="/cypher", tags=["cypher"])


@router.post("", response_model=CypherAnswerShape, responses=ANSWERS | problem_responses(CypherRefused))
async def run_cypher(request: Request, services: ServicesDep, caller: CallerDep, wanted: CypherRunShape) -> Response:
    """Run one Cypher statement that only reads, on the analyst replica where there is one.

    Names, numbers, phones and addresses of persons are never in the answer. It is streamed; a statement that is cut off
    says so at its end. Whoever closes the connection ends the statement.
    """
    statement = Statement(wanted.query, wanted.parameters)
    return await answered(request, services.console, caller, statement, wanted)


@router.post("/explain", responses=problem_responses())
def explain_cypher(
    request: Request,
    services: ServicesDep,
    wanted: StatementShape,
    accept_language: Annotated[str, Header(description="en or zh", max_length=200)] = "en",
) -> ExplainedShape:
    """Say whether a statement would be let through, and what it would cost, without running it."""
    note(request, statement=wanted.query, parameters=wanted.parameters)
    examined = services.console.examine(Statement(wanted.query, wanted.parameters))
    if examined.refusals:
        note(request, reason=examined.refusals[0].reason.value)
    language = "zh" if accept_language.strip().lower().startswith("zh") else "en"
    return ExplainedShape.of(examined, services.console.place, language)


@router.delete("/{query_id}", status_code=204, responses=problem_responses(CypherQueryNotFound))
def cancel_cypher(
    services: ServicesDep,
    caller: CallerDep,
    query_id: Annotated[str, Path(description="The id that the run was given.", max_length=64, examples=["q-000001"])],
) -> None:
    """End a statement that runs: one's own, or as an administrator anybody's."""
    is_admin = Role.ADMIN.value in caller.roles
    services.console.cancel(query_id, None if is_admin else caller.name)

"""Routes of Cypher that analysts write: run it, ask what it would cost, end it."""

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request, Response

from access.roles import Role
from analyst.answers import MEDIA_TYPES, Caps, Format, written
from analyst.console import Console
from analyst.statement import Statement
from api.audit_recorder import note
from api.dependencies import CallerDep, ServicesDep
from api.problems import problem_responses
from api.schemas.cypher import CypherAnswerShape, CypherRunShape, ExplainedShape, StatementShape
from api.streams import CallerLeft, Pump, PumpedResponse
from graph.caller import Caller
from graph.errors import CypherQueryNotFound, CypherRefused

CALLER_LEFT = 499
"""As proxies note a request whose caller went away; nobody receives it."""

router = APIRouter(prefix="/cypher", tags=["cypher"])


@dataclass(frozen=True)
class _Head:
    place: str
    as_of: datetime


ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer. `truncated` says whether rows were cut off.",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/gexf+xml": {"schema": {"type": "string"}},
        },
    }
}


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


async def answered(
    request: Request, console: Console, caller: Caller, statement: Statement, wanted: CypherRunShape
) -> Response:
    """Return the answer of a statement as a stream; a failure before its first row is raised."""
    note(request, statement=statement.text, parameters=dict(statement.parameters))
    query_id = wanted.query_id or f"q-{secrets.token_hex(8)}"
    caps = Caps(min(wanted.limits.rows or console.limits.rows_max, console.limits.rows_max), console.limits.bytes_max)
    form: Format = wanted.format

    def pieces() -> Iterator[Any]:
        with console.run(
            statement, query_id=query_id, user=caller.name, timeout_seconds=wanted.limits.timeout_seconds
        ) as running:
            answer = written(running, form, caps)
            first = next(answer, b"")
            yield _Head(running.place, running.as_of)
            yield first
            yield from answer

    pump = Pump(request, pieces, lambda: console.end(query_id, caller.name))
    try:
        head: _Head = await pump.next()
        first = await pump.next()
    except CypherRefused as error:
        note(request, reason=error.reason)
        raise
    except CallerLeft:
        await pump.close()
        return Response(status_code=CALLER_LEFT)
    except asyncio.CancelledError:
        await pump.close()
        raise
    headers = {"X-Query-Id": query_id, "X-Ran-On": head.place, "X-As-Of": head.as_of.isoformat()}
    if form != "json":
        headers["Content-Disposition"] = f'attachment; filename="{query_id}.{form}"'
    return PumpedResponse(pump, first, media_type=MEDIA_TYPES[form], headers=headers)

"""How a statement's answer goes out: made in a thread, streamed, ended when its caller leaves."""

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request, Response

from analyst.answers import MEDIA_TYPES, Caps, Format, written
from analyst.console import Console
from analyst.statement import Statement
from api.audit_recorder import note
from api.schemas.cypher import CypherRunShape
from api.schemas.saved_queries import SavedRunShape
from api.streams import CallerLeft, Pump, PumpedResponse
from graph.caller import Caller
from graph.errors import CypherRefused

CALLER_LEFT = 499
"""As proxies note a request whose caller went away; nobody receives it."""


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


async def answered(
    request: Request, console: Console, caller: Caller, statement: Statement, wanted: CypherRunShape | SavedRunShape
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

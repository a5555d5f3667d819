"""Routes by which compliance reads the audit: who did what, and whether the chain is whole."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from api.audit_recorder import note
from api.dependencies import Cursor, Limit, ServicesDep, WrittenMoment
from api.problems import problem_responses
from api.schemas.audit import AuditShape, VerificationShape
from audit import EntryFilter
from graph.cursor import decode_cursor, encode_cursor
from graph.errors import AuditUnavailable, InvalidCursor

router = APIRouter(prefix="/audit", tags=["audit"])


async def _wanted(
    who: Annotated[str | None, Query(description="Only of this user.", max_length=200, examples=["wang.fang"])] = None,
    operation: Annotated[
        str | None, Query(description="Only this operation.", max_length=100, examples=["search_customers"])
    ] = None,
    subject: Annotated[
        str | None, Query(description="Only about this party, user or query.", max_length=200, examples=["core:17"])
    ] = None,
    outcome: Annotated[int | None, Query(description="Only with this status.", ge=100, le=599, examples=[403])] = None,
    since: Annotated[WrittenMoment | None, Query(description="From this moment on, with its zone.")] = None,
    until: Annotated[WrittenMoment | None, Query(description="Before this moment, with its zone.")] = None,
    text: Annotated[
        str | None,
        Query(
            description="Who searched for exactly this, or wrote it in a query; it is compared blinded.",
            min_length=1,
            max_length=200,
        ),
    ] = None,
) -> EntryFilter:
    return EntryFilter(who, operation, subject, outcome, since, until, text)


@router.get("", responses=problem_responses(InvalidCursor, AuditUnavailable))
def list_audit(
    request: Request,
    services: ServicesDep,
    wanted: Annotated[EntryFilter, Depends(_wanted)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> AuditShape:
    """List entries of the audit, newest first. Personal texts are not in it: they are blinds, equal for equal texts."""
    listing = ("audit", wanted)
    before = None if cursor is None else decode_cursor(listing, cursor, (int,))[0]
    found = services.audit.find(wanted, before=before, limit=limit + 1)
    shown = found[:limit]
    note(request, results=len(shown))
    return AuditShape.of(shown, encode_cursor(listing, (shown[-1].sequence,)) if len(found) > limit else None)


@router.get("/verification", responses=problem_responses(AuditUnavailable))
def verify_audit(services: ServicesDep) -> VerificationShape:
    """Recompute the whole chain of the audit, and name the first entry that is not as it was written."""
    return VerificationShape.of(services.audit.verify())

"""The one place where requests are recorded: each operation, also refused, before its answer leaves.

When it cannot be recorded, the answer is 503 and nothing of it is shown; a change is not even begun.
"""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from access.rate_limits import RateLimits
from api.parameters import declared_parameters
from api.problems import named
from api.security import address_of
from audit import Audit, Event
from graph.errors import AuditUnavailable, TooManyRequests

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FAILED, REFUSED, NOT_FOUND, TOO_MANY = 500, 400, 404, 429
"""A caller who asks too often is counted by the metrics only: a flood is not to fill the audit."""


def note(request: Request, **details: Any) -> None:
    """Have something recorded with this request: what was changed, why, which fields, how many results."""
    request.state.audit = {**getattr(request.state, "audit", {}), **details}


class AuditRecorder:
    """ASGI middleware around the routes. What they `note`, or put in the dict `request.state.audit`, are the details.

    Two of its names are more than a detail: `user` is who tried to sign in, `subject` whom the operation is about.
    """

    def __init__(self, app: ASGIApp, audit: Audit, limits: RateLimits, unrecorded: frozenset[str]) -> None:
        self._app = app
        self._audit = audit
        self._limits = limits
        self._unrecorded = unrecorded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and record it when its outcome is known."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_recorded = is_withheld = False

        async def record_first(message: Message) -> None:
            nonlocal is_recorded, is_withheld
            if message["type"] == "http.response.start":
                is_recorded = True
                try:
                    await self._record(scope, message["status"])
                except (AuditUnavailable, TooManyRequests) as error:
                    is_withheld = True
                    await named(Request(scope), error)(scope, receive, send)
            if not is_withheld:
                await send(message)

        try:
            if scope["method"] not in SAFE_METHODS:
                await run_in_threadpool(self._audit.probe)
            await self._app(scope, receive, record_first)
        except AuditUnavailable as error:
            await named(Request(scope), error)(scope, receive, send)
        except Exception:
            if not is_recorded:
                await self._record(scope, FAILED)
            raise

    async def _record(self, scope: Scope, status: int) -> None:
        operation = getattr(scope.get("route"), "name", None)
        if operation is not None and operation not in self._unrecorded and status != TOO_MANY:
            request = Request(scope)
            is_refused = REFUSED <= status < FAILED and status != NOT_FOUND
            if is_refused and getattr(request.state, "principal", None) is None:
                # Nobody has to sign in to be refused: who is, without end, is answered 429 instead and not recorded.
                self._limits.count_refused_stranger(address_of(request))
            await run_in_threadpool(self._audit.append, self._event(scope, operation, status))

    def _event(self, scope: Scope, operation: str, status: int) -> Event:
        request, blinder = Request(scope), self._audit.blinder
        state = request.state
        principal = getattr(state, "principal", None)
        noted: dict[str, Any] = dict(getattr(state, "audit", None) or {})
        named_user = noted.pop("user", "")
        is_known = status < REFUSED
        ids = [blinder.subject(str(value), is_known=is_known) for value in request.path_params.values()]
        given_subject = noted.pop("subject", None)
        if given_subject is not None:
            ids.insert(0, blinder.subject(str(given_subject), is_known=is_known))
        details = blinder.details(noted)
        if ids[1:]:
            details["path"] = ids[1:]
        asked = blinder.query(request.query_params.multi_items(), declared_parameters(request, is_answered=is_known))
        if asked:
            details["asked"] = asked
        return Event(
            user=principal.name if principal else named_user,
            roles=tuple(principal.roles) if principal else (),
            operation=operation,
            outcome=status,
            purpose=getattr(state, "purpose", None),
            subject=ids[0] if ids else None,
            request_id=scope.get("request_id"),
            details=details,
        )

"""The header Idempotency-Key: a change asked for again under the same key is answered again, and not done again."""

import json
import re

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from access.idempotency import IdempotencyKeys, KeptAnswer
from api.audit_recorder import REFUSED, SAFE_METHODS, note
from api.security import current_caller
from api.services import services_of
from graph.caller import Caller
from graph.errors import InvalidParameters

HEADER = "Idempotency-Key"
BODY_BYTES_MAX = 64 << 10
"""A larger answer, such as a stream of rows, is not kept."""

SECRET_FIELDS = frozenset({"secret", "password", "csrf_token", "token"})
READS = frozenset({"unmask_customer", "read_locked", "run_cypher", "explain_cypher", "run_saved_query"})
"""What is asked by POST and changes nothing: it is done anew each time, by what the caller may see then. A kept answer
would hold numbers in clear, for a day, also for somebody whose customer this is no more.
"""

FAILED = 500
_KEY = re.compile(r"[A-Za-z0-9._:-]{8,200}")


class AnsweredBefore(Exception):
    """Not a failure: the request was answered before, and this ends its second course."""

    def __init__(self, answer: KeptAnswer) -> None:
        super().__init__()
        self.answer = answer


async def begin_once(request: Request, caller: Caller = Depends(current_caller)) -> None:
    """Take the request's key, or end the request with the answer that it had before."""
    given = request.headers.get(HEADER)
    if given is None or request.method in SAFE_METHODS or request.scope["route"].name in READS:
        return
    if not _KEY.fullmatch(given):
        raise InvalidParameters(f"{HEADER} is 8 to 200 of A-Z a-z 0-9 . _ : -")
    key = f"{caller.name}\x1f{given}"
    body = (await request.body()).hex()
    asked = "\x1f".join((request.method, request.url.path, request.url.query, str(caller.purpose), body))
    kept = await run_in_threadpool(services_of(request).idempotency.begin, key, asked)
    if kept is not None:
        note(request, answered_before=True)
        raise AnsweredBefore(kept)
    request.state.idempotency_key = key


def answer_again(_request: Request, error: Exception) -> Response:
    """Return the kept answer."""
    if not isinstance(error, AnsweredBefore):
        raise error
    kept = error.answer
    return Response(kept.body, kept.status, {"Idempotent-Replayed": "true"}, kept.media_type)


class AnswerKeeper:
    """ASGI middleware that keeps the answer of a request which took a key."""

    def __init__(self, app: ASGIApp, keys: IdempotencyKeys) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; the answer is kept before its last piece leaves."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self._app(scope, receive, send)
            return
        status, headers, pieces, size = FAILED, Headers(), list[bytes](), 0

        async def keep_too(message: Message) -> None:
            nonlocal status, headers, size
            if message["type"] == "http.response.start":
                status, headers = message["status"], Headers(raw=message["headers"])
            else:
                size += len(message.get("body", b""))
                if size <= BODY_BYTES_MAX:
                    pieces.append(message.get("body", b""))
                key = getattr(Request(scope).state, "idempotency_key", None)
                if key is not None and not message.get("more_body", False):
                    body = b"".join(pieces) if size <= BODY_BYTES_MAX else None
                    await run_in_threadpool(self._keep, key, status, headers, body)
            await send(message)

        await self._app(scope, receive, keep_too)

    def _keep(self, key: str, status: int, headers: Headers, body: bytes | None) -> None:
        if REFUSED <= status < FAILED:
            self._keys.free(key)
        # Whether a request that failed took effect is not known: its key stays taken.
        elif status < FAILED:
            is_secret = "set-cookie" in headers or _has_secret(body)
            self._keys.keep(key, status, headers.get("content-type"), None if is_secret else body)


def _has_secret(body: bytes | None) -> bool:
    try:
        answer = json.loads(body or b"null")
    except ValueError:
        return False
    return isinstance(answer, dict) and not SECRET_FIELDS.isdisjoint(answer)

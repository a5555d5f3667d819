"""Ends the wait for an answer that does not begin in time; what runs on in a thread is ended by its own deadline."""

import asyncio

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import named
from graph.errors import QueryTimeout

_log = structlog.get_logger("guanxi.api")


class Deadline:
    """ASGI middleware; an answer that has begun, such as a stream, may take as long as its route lets it."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 504 when the route has not begun to answer in time; what it says later is dropped."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = is_late = False

        async def send_in_time(message: Message) -> None:
            nonlocal has_begun
            if not is_late:
                has_begun = True
                await send(message)

        answering = asyncio.ensure_future(self._app(scope, receive, send_in_time))
        try:
            await asyncio.wait({answering}, timeout=self._seconds)
        except asyncio.CancelledError:
            answering.cancel()
            raise
        if answering.done() or has_begun:
            await answering
            return
        is_late = True
        # The loop keeps only weak references to its tasks.
        self._late.add(answering)
        answering.add_done_callback(self._forget)
        error = QueryTimeout(f"No answer began within {self._seconds:g} seconds.")
        await named(Request(scope), error)(scope, receive, send)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._late.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.warning("failure after the deadline", condition=type(error).__name__)

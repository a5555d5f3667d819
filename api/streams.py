"""An answer that is made in a thread and sent while it grows; who goes away in the middle ends what makes it."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

POLL_SECONDS = 0.25
"""How often one looks whether the caller is still there."""

WAITING_PIECES = 4
STALLED_SECONDS = 120.0
"""A caller that takes nothing for so long is taken for gone."""

_THREADS = ThreadPoolExecutor(max_workers=16, thread_name_prefix="answers")


class CallerLeft(Exception):
    """The caller closed the connection."""


class Pump:
    """Takes pieces from a generator in a thread; `stop` has to make a generator that waits come to its end."""

    def __init__(self, request: Request, pieces: Callable[[], Iterator[Any]], stop: Callable[[], None]) -> None:
        self._request = request
        self._pieces = pieces
        self._stop = stop
        self._queue: asyncio.Queue[tuple[Any, Exception | None]] = asyncio.Queue(WAITING_PIECES)
        self._loop = asyncio.get_running_loop()
        self._has_left = False
        self._worker = self._loop.run_in_executor(_THREADS, self._work)

    async def next(self) -> Any:
        """Return the next piece, None at the end; raises what the generator raised, and CallerLeft."""
        waiting = asyncio.ensure_future(self._queue.get())
        while True:
            done, _ = await asyncio.wait({waiting}, timeout=POLL_SECONDS)
            if done:
                piece, error = waiting.result()
                if error is not None:
                    raise error
                return piece
            if await self._request.is_disconnected():
                waiting.cancel()
                raise CallerLeft

    async def close(self) -> None:
        """End what is still being made; nothing when it has come to its end."""
        if self._worker.done():
            return
        self._has_left = True
        stopping = self._loop.run_in_executor(None, self._stop)
        while not self._worker.done():
            while not self._queue.empty():
                self._queue.get_nowait()
            await asyncio.wait({self._worker}, timeout=POLL_SECONDS)
        await stopping

    def _work(self) -> None:
        error: Exception | None = None
        pieces = self._pieces()
        try:
            for piece in pieces:
                if self._has_left:
                    break
                self._put(piece, None)
        except Exception as raised:  # noqa: BLE001 - raised again where the answer is made
            error = raised
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()
        self._put(None, error)

    def _put(self, piece: Any, error: Exception | None) -> None:
        putting = asyncio.run_coroutine_threadsafe(self._queue.put((piece, error)), self._loop)
        try:
            putting.result(STALLED_SECONDS)
        except FutureTimeoutError:
            putting.cancel()
            self._has_left = True


class PumpedResponse(Response):
    """A response whose body comes from a pump."""

    def __init__(self, pump: Pump, first: bytes | None, *, media_type: str, headers: dict[str, str]) -> None:
        super().__init__(media_type=media_type, headers=headers)
        del self.headers["content-length"]
        self._pump = pump
        self._first = first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the pump has it
        """Send the pieces as they come."""
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            piece = self._first
            while piece is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await self._pump.next()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except CallerLeft:
            return
        finally:
            await self._pump.close()

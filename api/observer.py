"""What is noted of each request: an id, a log line, a count and a duration; no address, name or number."""

import re
import time
from typing import Any
from uuid import uuid4

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import unexpected

REQUEST_ID_HEADER = "X-Request-Id"
UNKNOWN_METHOD = "OTHER"
UNKNOWN_ROUTE = "unknown"
"""Label of requests for no route: their addresses would make endless labels, and may name customers."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
"""Others are counted as one: anybody can make up a word, and each would be a label for ever."""

_ACCEPTED_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_log = structlog.get_logger("guanxi.access")


class Metrics:
    """Counters of one app, in a registry of its own so that two apps in one process do not add up."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("guanxi_requests", "Requests answered.", labels, registry=self.registry)
        self._seconds = Histogram(
            "guanxi_request_seconds",
            "Time until the answer was sent.",
            ("method", "route"),
            buckets=_BUCKETS_SECONDS,
            registry=self.registry,
        )

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)


class RequestObserver:
    """ASGI middleware around the whole app; a plain request id of a proxy before it is kept."""

    def __init__(self, app: ASGIApp, metrics: Metrics, prefix: str) -> None:
        self._app = app
        self._metrics = metrics
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope["request_id"] = request_id
        started, status, has_started = time.perf_counter(), 500, False

        async def note_status(message: Message) -> None:
            nonlocal status, has_started
            if message["type"] == "http.response.start":
                status, has_started = message["status"], True
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id
            await send(message)

        try:
            await self._app(scope, receive, note_status)
        except Exception as error:  # the last place where a failure can still become an answer
            if has_started:
                raise
            await unexpected(Request(scope), error)(scope, receive, note_status)
        finally:
            self._note(scope, request_id, status, time.perf_counter() - started)

    def _note(self, scope: Scope, request_id: str, status: int, seconds: float) -> None:
        route = _template(scope, self._prefix)
        method = scope["method"] if scope["method"] in _METHODS else UNKNOWN_METHOD
        self._metrics.note(method, route, status, seconds)
        _log.info(
            "request",
            request_id=request_id,
            method=method,
            route=route,
            status=status,
            duration_ms=round(seconds * 1000, 1),
        )


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
    return given if _ACCEPTED_ID.fullmatch(given) else uuid4().hex[:16]


def _template(scope: Scope, prefix: str) -> str:
    """Return the route's path with its places unfilled; the framework gives it as it stands in its router."""
    route: Any = scope.get("route")
    path = getattr(route, "path", None)
    if path is None:
        return UNKNOWN_ROUTE
    return str(path) if path.startswith(prefix) else f"{prefix}{path}"

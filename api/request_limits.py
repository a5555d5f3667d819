"""Refuses a request by its form alone: by host, size, content type and nesting, before anything of it is worked on."""

import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.hardening import LOOPBACK_HOSTS, Hardening
from api.problems import named
from graph.errors import (
    AddressTooLong,
    BodyTooDeep,
    BodyTooLarge,
    GuanxiError,
    HeadersTooLarge,
    HostNotAllowed,
    MediaTypeNotSupported,
)

_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""Takes a text that nobody closed as one too, and never looks back: else a body of quotes is searched for an hour."""

_OPENING, _CLOSING = frozenset(b"[{"), frozenset(b"]}")
_PORT = re.compile(r":\d{1,5}$")


class RequestLimits:
    """ASGI middleware; bodies are read whole here, so that one sent in pieces is measured like any other."""

    def __init__(self, app: ASGIApp, hardening: Hardening) -> None:
        self._app = app
        self._limits = hardening
        self._hosts = LOOPBACK_HOSTS | {host.lower() for host in hardening.allowed_hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request of the right form."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check_head(scope)
            body = await self._body(Headers(scope=scope), receive)
        except GuanxiError as error:
            await named(Request(scope), error)(scope, receive, send)
            return
        if body is None:
            return
        is_given = False

        async def receive_again() -> Message:
            nonlocal is_given
            if is_given:
                return await receive()
            is_given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, receive_again, send)

    def _check_head(self, scope: Scope) -> None:
        headers, limits = scope["headers"], self._limits
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > limits.address_bytes_max:
            raise AddressTooLong(f"An address has at most {limits.address_bytes_max:,} bytes.")
        size = sum(len(name) + len(value) for name, value in headers)
        if size > limits.header_bytes_max or len(headers) > limits.headers_max:
            raise HeadersTooLarge(
                f"At most {limits.headers_max} headers of together {limits.header_bytes_max:,} bytes are read."
            )
        host = _PORT.sub("", Headers(scope=scope).get("host", "")).strip("[]").lower()
        if host not in self._hosts:
            raise HostNotAllowed("The service is not called so; its names are in GUANXI_SERVICE__ALLOWED_HOSTS.")

    async def _body(self, headers: Headers, receive: Receive) -> bytes | None:
        """Return the whole body, None when the caller has gone."""
        limit = self._limits.body_bytes_max
        announced = headers.get("content-length", "0")
        if announced.isdecimal() and int(announced) > limit:
            raise BodyTooLarge(f"A body has at most {limit:,} bytes.")
        pieces, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            piece = message.get("body", b"")
            size += len(piece)
            if size > limit:
                raise BodyTooLarge(f"A body has at most {limit:,} bytes.")
            pieces.append(piece)
            if not message.get("more_body", False):
                break
        body = b"".join(pieces)
        if body:
            self._check_body(headers, body)
        return body

    def _check_body(self, headers: Headers, body: bytes) -> None:
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise MediaTypeNotSupported("A body is JSON, and says so: Content-Type: application/json.")
        depth = 0
        for found in _BRACKETS.finditer(body):
            first = body[found.start()]
            depth += (first in _OPENING) - (first in _CLOSING)
            if depth > self._limits.depth_max:
                raise BodyTooDeep(f"A body nests at most {self._limits.depth_max} deep.")

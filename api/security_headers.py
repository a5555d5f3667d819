"""The headers by which browsers are told what an answer may do: nothing, unless the route says otherwise."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "Content-Security-Policy"
HEADERS = {
    POLICY: "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NO_STORE = "no-store"
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"
"""For a year, as browsers' preload lists ask."""


class SecurityHeaders:
    """ASGI middleware around everything, so that errors carry them too."""

    def __init__(self, app: ASGIApp, public_prefix: str) -> None:
        self._app = app
        self._public_prefix = public_prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add to every answer what it does not have yet."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                # Only the documentation's own scripts are the same for everybody.
                if not scope["path"].startswith(self._public_prefix):
                    headers["Cache-Control"] = NO_STORE
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = STRICT_TRANSPORT
            await send(message)

        await self._app(scope, receive, with_headers)

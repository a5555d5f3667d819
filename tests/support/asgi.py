"""Many requests to an application within one process, several at a time: quicker than a client that waits for each."""

import asyncio
from collections.abc import Sequence
from urllib.parse import quote

from fastapi import FastAPI

from api.app import PREFIX

AT_ONCE = 4
"""More only wait for each other: the server and the application share the machine's cores."""

Answer = tuple[int, bytes]


def ask(app: FastAPI, asked: Sequence[tuple[str, str]]) -> list[Answer]:
    """Return status and body of each request, given as the header X-Caller and an address below the prefix."""

    async def ask_all() -> list[Answer]:
        turns = asyncio.Semaphore(AT_ONCE)

        async def in_turn(caller: str, address: str) -> Answer:
            async with turns:
                return await _get(app, caller, address)

        return await asyncio.gather(*(in_turn(caller, address) for caller, address in asked))

    return asyncio.run(ask_all())


async def _get(app: FastAPI, caller: str, address: str) -> Answer:
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": f"{PREFIX}{path}",
        "raw_path": f"{PREFIX}{path}".encode(),
        "root_path": "",
        "query_string": quote(query, safe="=&:").encode(),
        "headers": [(b"host", b"testserver"), (b"x-caller", caller.encode()), (b"x-request-id", b"the-same-each-time")],
        "client": ("test", 1),
        "server": ("testserver", 80),
    }
    status, body = 0, b""

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        nonlocal status, body
        if message["type"] == "http.response.start":
            status = int(str(message["status"]))
        elif isinstance(part := message.get("body", b""), bytes):
            body += part

    await app(scope, receive, send)  # type: ignore[arg-type] # the plain types of ASGI
    return status, body

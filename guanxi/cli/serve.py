"""The command that serves the HTTP API, on loopback unless it is told otherwise twice."""

import gc
import socket
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from api.app import DOCS_PATH, PREFIX
from api.security import is_loopback
from graph.errors import SettingsInvalid
from guanxi.logs import configure_logs
from guanxi.settings import load_settings
from guanxi.wiring import open_app

GC_THRESHOLD = 50_000
"""New objects before the collector looks at them: about as many as one large answer has."""

SHUTDOWN_SECONDS = 10
"""How long requests under way may take once the service is asked to stop."""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on instead of GUANXI_SERVICE__HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on instead of GUANXI_SERVICE__PORT.")] = None,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Listen beyond this machine; TLS has to be in front.")
    ] = False,
) -> None:
    """Serve the HTTP API until Ctrl-C."""
    settings = load_settings()
    address = host or settings.service.host
    chosen_port = settings.service.port if port is None else port
    with (
        bound(address, chosen_port, allow_remote=allow_remote) as listener,
        open_app(settings, address) as app,
    ):
        configure_logs(settings.service.log_format)
        settle_memory()
        _print_addresses(listener)
        http_server(app).run(sockets=[listener])


def settle_memory() -> None:
    """Keep the collector from searching the program itself while large answers are made."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)


def http_server(app: FastAPI) -> uvicorn.Server:
    """Return the server that serves the application until it is asked to stop."""
    return uvicorn.Server(
        uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=SHUTDOWN_SECONDS
        )
    )


def base_address(listener: socket.socket) -> str:
    """Return the address of the API on a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{PREFIX}"


def _check_reach(host: str, *, allow_remote: bool) -> None:
    if not is_loopback(host) and not allow_remote:
        raise SettingsInvalid(
            f"{host} is reachable from other machines, and this service speaks no TLS itself: passwords and customers' "
            "data would travel in the clear. Listen on 127.0.0.1, or add --allow-remote with a TLS gateway in front."
        )


def bound(host: str, port: int, *, allow_remote: bool = False) -> socket.socket:
    """Return a socket that holds the address; raises SettingsInvalid when it is taken, or reached from elsewhere."""
    _check_reach(host, allow_remote=allow_remote)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio switches Nagle's algorithm off; it would add 40 ms to each answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # From now on a caller waits for the service instead of being refused.
        listener.listen()
    except OSError as error:
        listener.close()
        raise SettingsInvalid(
            f"The service cannot listen on {host} port {port} ({error.strerror}); choose another with --port."
        ) from error
    return listener


def _print_addresses(listener: socket.socket) -> None:
    base = base_address(listener)
    typer.echo("Guanxi is served. Users are made by 'guanxi users add NAME --role ROLE'; programs use tokens.")
    typer.echo(f"  Sign in:  POST {base}/sign-in")
    typer.echo(f"  API:      {base}/customers?q=张伟")
    typer.echo(f"  Docs:     {base}{DOCS_PATH.removeprefix(PREFIX)}")
    typer.echo(f"  Health:   {base}/health/ready")
    typer.echo(f"  Metrics:  {base}/metrics")

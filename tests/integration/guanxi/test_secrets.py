"""What callers send that is secret or personal is in no log line of the served product, at any level."""

import json
import logging
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from graph.migrations import migrate
from graph.session import GraphSession
from guanxi.cli.serve import base_address, bound, http_server
from guanxi.logs import configure_logs
from guanxi.settings import load_settings
from guanxi.wiring import open_app, open_door, service_database
from tests.support.server import TestServer

PASSWORD = "correct-Horse-battery"
NAME = "zhangweicanary"
COOKIE = "made-up-cookie-value"


@pytest.fixture
def served(
    neo4j_server: TestServer,
    session: GraphSession,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[tuple[str, str, Path]]:
    migrate(session)
    monkeypatch.setenv("GUANXI_HOME", str(tmp_path))
    monkeypatch.setenv("GUANXI_NEO4J__URI", neo4j_server.uri)
    monkeypatch.setenv("GUANXI_NEO4J__PASSWORD", neo4j_server.password)
    settings = load_settings()
    with service_database(settings) as engine:
        door = open_door(settings, engine)
        door.users.add("wang.fang", ["steward"], password=PASSWORD)
        _, token = door.tokens.make("wang.fang", "test", days=1)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    with bound("127.0.0.1", 0) as listener, open_app(settings) as app:

        @app.get("/api/v1/broken")
        def broken(q: str) -> None:
            raise RuntimeError(q)

        configure_logs("json")
        root.setLevel(logging.DEBUG)
        log = (tmp_path / "log").open("w", encoding="utf-8")
        (handler,) = (one for one in root.handlers if type(one) is logging.StreamHandler)
        handler.setStream(log)
        web = http_server(app)
        thread = threading.Thread(target=web.run, kwargs={"sockets": [listener]})
        thread.start()
        yield base_address(listener), token, tmp_path / "log"
        web.should_exit = True
        thread.join()
        log.close()
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def ask(address: str, headers: dict[str, str], body: object = None) -> int:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(  # noqa: S310 - the service's own address
        address, data, {"Content-Type": "application/json", **headers}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_no_secret_and_no_search_text_is_logged(served: tuple[str, str, Path]) -> None:
    base, token, log = served
    bearer = {"Authorization": f"Bearer {token}"}
    assert ask(f"{base}/sign-in", {}, {"name": "wang.fang", "password": PASSWORD}) == 200
    assert ask(f"{base}/sign-in", {}, {"name": NAME, "password": PASSWORD}) == 401
    assert ask(f"{base}/customers?q={NAME}", bearer) == 200
    assert ask(f"{base}/customers?q={NAME}&limit={NAME}", bearer) == 422
    assert ask(f"{base}/customers/{NAME}", bearer) == 404
    assert ask(f"{base}/customers?q={NAME}", {"Cookie": f"guanxi_session={COOKIE}"}) == 401
    assert ask(f"{base}/broken?q={NAME}", bearer) == 500
    assert ask(f"{base}/me", {"Authorization": f"Bearer {token}x"}) == 401
    written = log.read_text(encoding="utf-8")
    assert "unexpected failure" in written
    for secret in (PASSWORD, token, COOKIE, NAME):
        assert secret not in written


def test_neo4js_password_is_in_no_list_of_processes(neo4j_server: TestServer) -> None:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        assert neo4j_server.password.encode() not in arguments, arguments[:200]


def test_no_command_takes_a_password_as_an_argument() -> None:
    for command in (["users", "add"], ["users", "password"], ["ingest", "legacy"], ["serve"], ["demo"]):
        text = subprocess.run(
            [sys.executable, "-m", "guanxi", *command, "--help"], capture_output=True, text=True, check=True,
            env={**os.environ, "COLUMNS": "200"},
        ).stdout  # fmt: skip
        assert "--password " not in text
        assert "--token " not in text

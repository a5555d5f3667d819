import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.session import GraphSession
from guanxi.settings import Settings
from guanxi.wiring import open_vault
from tests.integration.api.bank import build_bank
from tests.support.server import TestServer


@pytest.fixture
def served(
    neo4j_server: TestServer, session: GraphSession, tmp_path: Path
) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """The address of the API, a token for it, and the process of `guanxi serve` that answers there."""
    build_bank(session, open_vault(Settings(home=tmp_path)))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUANXI_")}
    environment |= {
        "GUANXI_HOME": str(tmp_path),
        "GUANXI_NEO4J__URI": neo4j_server.uri,
        "GUANXI_NEO4J__PASSWORD": neo4j_server.password,
        "GUANXI_SERVICE__LOG_FORMAT": "json",
        "PYTHONUNBUFFERED": "1",
    }
    guanxi = [sys.executable, "-m", "guanxi"]
    subprocess.run(
        [*guanxi, "users", "add", "auditor", "--role", "compliance", "--service"], env=environment, check=True
    )
    token = subprocess.check_output([*guanxi, "users", "token", "auditor"], env=environment, text=True).strip()
    command = [*guanxi, "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield _address(process), token, process
        finally:
            process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"(http://\S+)/docs", line):
            return found.group(1)
    pytest.fail("guanxi serve ended without printing its address")


def test_the_service_answers_over_http_and_stops_on_ctrl_c(served: tuple[str, str, subprocess.Popen[str]]) -> None:
    base, token, process = served
    request = urllib.request.Request(f"{base}/customers?q=zw", headers={"Authorization": f"Bearer {token}"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - our own address
        assert [one["party_id"] for one in json.load(response)["customers"]] == ["wei", "wei2"]
        request_id = response.headers["X-Request-Id"]
    process.send_signal(signal.SIGINT)
    _, log = process.communicate(timeout=30)
    lines = [json.loads(line) for line in log.splitlines()]
    (noted,) = [line for line in lines if line.get("request_id") == request_id]
    assert noted["route"] == "/api/v1/customers"
    assert "zw" not in log
    assert token not in log

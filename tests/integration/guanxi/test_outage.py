"""Neo4j is killed under the service: callers are told to come back, and it answers again without a restart."""

import os
import signal
import time
from pathlib import Path

import psutil
from fastapi.testclient import TestClient

from graph.migrations import migrate
from guanxi.local_neo4j import LocalNeo4jSettings, running, start
from guanxi.settings import Settings
from guanxi.wiring import open_app, open_door, open_session, open_vault, service_database
from tests.integration.api.bank import build_bank

RECOVERY_SECONDS_MAX = 60


def test_the_service_survives_the_death_of_its_neo4j(tmp_path: Path) -> None:
    small = LocalNeo4jSettings(heap_megabytes=512, page_cache_megabytes=64)
    settings = Settings(home=tmp_path, local_neo4j=small)
    with running(tmp_path, small) as server:
        with open_session(settings) as session:
            migrate(session)
            build_bank(session, open_vault(settings))
        with open_app(settings) as app:
            service = TestClient(app, base_url="http://localhost/api/v1", headers=_token(settings))
            before = service.get("/customers/wei")
            assert before.status_code == 200

            os.kill(server.pid, signal.SIGKILL)
            psutil.wait_procs([psutil.Process(server.pid)] if psutil.pid_exists(server.pid) else [], timeout=10)
            asked = time.monotonic()
            answer = service.get("/customers/wei")
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) > 0
            assert answer.headers["content-type"] == "application/problem+json"
            assert time.monotonic() - asked < 20
            assert service.get("/health/ready").status_code == 503
            assert service.get("/health/live").status_code == 200

            start(tmp_path, small)
            deadline = time.monotonic() + RECOVERY_SECONDS_MAX
            while (again := service.get("/customers/wei")).status_code != 200 and time.monotonic() < deadline:
                time.sleep(1)
            assert again.status_code == 200
            assert again.json()["identity"] == before.json()["identity"]


def _token(settings: Settings) -> dict[str, str]:
    with service_database(settings) as engine:
        door = open_door(settings, engine)
        door.users.add("compliance", ["compliance"])
        _, secret = door.tokens.make("compliance", "test", days=1)
    return {"Authorization": f"Bearer {secret}"}

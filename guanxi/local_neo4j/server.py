"""The life of the local Neo4j: start it and wait until it answers, find it again, stop it.

State: nothing → started (process.json is written) → answering → stopped (process.json is removed).
A start that is broken off takes its process with it; one that is killed leaves a record, and the next
`start` waits for that same process.
"""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import psutil
from pydantic import SecretStr

from graph.errors import GraphUnavailable, LocalNeo4jStartFailed
from graph.session import GraphSession
from guanxi.local_neo4j.configuration import Ports, bolt_uri, browser_uri, http_uri, render_configuration
from guanxi.local_neo4j.exclusive import hold_lock
from guanxi.local_neo4j.failures import explain_failure
from guanxi.local_neo4j.jars import JarSource, fetch_jars
from guanxi.local_neo4j.lock import NEO4J_VERSION, load_lock
from guanxi.local_neo4j.password import USER, ensure_password, read_password
from guanxi.local_neo4j.paths import ServerPaths
from guanxi.local_neo4j.ports import choose_ports, remembered_ports
from guanxi.local_neo4j.process import end_process, find_process, java_path, kill_process, server_command, spawn
from guanxi.local_neo4j.readiness import answers
from guanxi.local_neo4j.settings import LocalNeo4jSettings
from guanxi.local_neo4j.watcher import Watcher

POLL_SECONDS = 0.25
# Between Bolt's first answer and the moment the database accepts a session.
ACCEPT_SECONDS = 20
SILENT = Watcher()


@dataclass(frozen=True)
class RunningServer:
    """How to reach a running local Neo4j; `was_running` tells whether this call found it or started it."""

    bolt_uri: str
    http_uri: str
    browser_uri: str
    user: str
    password: SecretStr
    pid: int
    was_running: bool = field(compare=False)


class Stopped(Enum):
    """How a stop ended."""

    NOT_RUNNING = "not_running"
    CLEANLY = "cleanly"
    KILLED = "killed"


def start(home: Path, settings: LocalNeo4jSettings, watcher: Watcher = SILENT) -> RunningServer:
    """Return the running Neo4j of `home`, started if it was not, once it takes our password.

    Raises LocalNeo4jError or one of its subclasses; a process that this call started is then gone.
    """
    java_path()
    paths = ServerPaths(home)
    paths.create()
    with hold_lock(paths.lock_file, watcher.say):
        pid = find_process(paths)
        if pid is not None:
            return _join(paths, pid, settings, watcher)
        return _launch(paths, settings, watcher)


def find(home: Path) -> RunningServer | None:
    """The Neo4j of `home` if it runs and answers; starts nothing."""
    paths = ServerPaths(home)
    pid = find_process(paths) if paths.root.is_dir() else None
    ports = remembered_ports(paths.ports_file)
    if pid is None or ports is None or not answers(ports):
        return None
    return _running_server(ports, read_password(paths), pid, was_running=True)


def address(home: Path) -> tuple[str, str, SecretStr] | None:
    """Bolt address, user and password of the Neo4j of `home`, also while it is being restarted; None before its first.

    Raises LocalNeo4jError when its files are not readable.
    """
    paths = ServerPaths(home)
    ports = remembered_ports(paths.ports_file)
    if ports is None or not paths.initialized:
        return None
    return bolt_uri(ports), USER, SecretStr(read_password(paths))


def is_alive(home: Path) -> bool:
    """Whether the process of `home` lives, answering or not."""
    return find_process(ServerPaths(home)) is not None


def kill(home: Path) -> None:
    """End the process of `home` at once: nothing in it is worth waiting for."""
    pid = find_process(ServerPaths(home))
    if pid is not None:
        kill_process(pid)


def stop(home: Path, settings: LocalNeo4jSettings, watcher: Watcher = SILENT) -> Stopped:
    """End the Neo4j of `home`: ask first, kill after `stop_timeout_seconds`."""
    paths = ServerPaths(home)
    if not paths.root.is_dir():
        return Stopped.NOT_RUNNING
    with hold_lock(paths.lock_file, watcher.say):
        return _end(paths, settings)


@contextmanager
def running(home: Path, settings: LocalNeo4jSettings, watcher: Watcher = SILENT) -> Iterator[RunningServer]:
    """Have the Neo4j of `home` running inside the block; one that this call started is stopped after it."""
    server = start(home, settings, watcher)
    try:
        yield server
    finally:
        if not server.was_running:
            stop(home, settings, watcher)


def _join(paths: ServerPaths, pid: int, settings: LocalNeo4jSettings, watcher: Watcher) -> RunningServer:
    ports = remembered_ports(paths.ports_file)
    if ports is None:
        message = f"Neo4j (process {pid}) runs, but {paths.ports_file} is gone. Run guanxi down, then guanxi up."
        raise LocalNeo4jStartFailed(message)
    if settings.with_gds and not has_gds(paths):
        message = "Neo4j is running without Graph Data Science. Run guanxi down, then guanxi up --with-gds."
        raise LocalNeo4jStartFailed(message)
    if not answers(ports):
        watcher.say(f"Neo4j (process {pid}) was started before and is still starting; waiting for it.")
    _wait_until_answering(paths, pid, ports, settings.start_timeout_seconds)
    return _running_server(ports, read_password(paths), pid, was_running=True)


def prepare(
    paths: ServerPaths, settings: LocalNeo4jSettings, watcher: Watcher = SILENT
) -> tuple[tuple[Path, ...], Ports]:
    """Fetch the jars and write the configuration; return the class path, and the ports that will be used."""
    paths.require_free_space()
    source = JarSource(settings.cache_dir.expanduser().absolute(), settings.maven_repository)
    jars = load_lock().jars(with_gds=settings.with_gds)
    fetch_jars(jars, source, watcher)
    plugins = [source.path(jar) for jar in jars if jar.place == "plugins"]
    libraries = [source.path(jar) for jar in jars if jar.place == "lib"]
    # In this order: GDS registers itself only when its jars come before those of Neo4j.
    class_path = (*plugins, paths.conf, *libraries)
    ports = choose_ports(paths.ports_file, watcher.say)
    _link_plugins(paths, plugins)
    (paths.conf / "neo4j.conf").write_text(render_configuration(paths, ports, settings), encoding="utf-8")
    return class_path, ports


def _launch(paths: ServerPaths, settings: LocalNeo4jSettings, watcher: Watcher) -> RunningServer:
    class_path, ports = prepare(paths, settings, watcher)
    if not paths.initialized:
        watcher.say("Creating the database and its password.")
    password = ensure_password(paths, class_path)
    watcher.say(f"Starting Neo4j {NEO4J_VERSION}.")
    try:
        pid = spawn(paths, server_command(paths, class_path, settings.heap_megabytes))
        _wait_until_answering(paths, pid, ports, settings.start_timeout_seconds)
        server = _running_server(ports, password, pid, was_running=False)
        _require_accepted(server, paths)
    except BaseException:
        # Also on Ctrl-C: a server that nobody was told of is an orphan.
        _end(paths, settings)
        raise
    return server


def _link_plugins(paths: ServerPaths, jars: Sequence[Path]) -> None:
    shutil.rmtree(paths.plugins)
    paths.plugins.mkdir(mode=0o700)
    for jar in jars:
        (paths.plugins / jar.name).symlink_to(jar)


def has_gds(paths: ServerPaths) -> bool:
    """Whether the last start was one with Graph Data Science."""
    return any(paths.plugins.glob("*.jar"))


def _wait_until_answering(paths: ServerPaths, pid: int, ports: Ports, timeout_seconds: float) -> None:
    deadline = time.monotonic() + timeout_seconds
    while not answers(ports):
        if time.monotonic() > deadline:
            happened = f"Neo4j (process {pid}) did not answer within {timeout_seconds:.0f} seconds."
            raise LocalNeo4jStartFailed(explain_failure(paths, happened))
        try:
            # Returns only when the process has ended; the code is unknown when it is not our own child.
            code = psutil.Process(pid).wait(POLL_SECONDS)
        except psutil.TimeoutExpired:
            continue
        except psutil.NoSuchProcess:
            code = None
        happened = f"Neo4j ended while it was starting{f' (exit code {code})' if code is not None else ''}."
        raise LocalNeo4jStartFailed(explain_failure(paths, happened))


def _require_accepted(server: RunningServer, paths: ServerPaths) -> None:
    deadline = time.monotonic() + ACCEPT_SECONDS
    while True:
        try:
            with GraphSession.connect(server.bolt_uri, server.user, server.password.get_secret_value()) as session:
                session.verify()
        except GraphUnavailable as error:
            if time.monotonic() < deadline:
                time.sleep(1)
                continue
            happened = (
                f"Neo4j started, but does not serve us: {error} "
                f"Its password is read from {paths.password_file}: write it there if you changed it in Neo4j."
            )
            raise LocalNeo4jStartFailed(explain_failure(paths, happened)) from error
        return


def _running_server(ports: Ports, password: str, pid: int, *, was_running: bool) -> RunningServer:
    return RunningServer(
        bolt_uri=bolt_uri(ports),
        http_uri=http_uri(ports),
        browser_uri=browser_uri(ports),
        user=USER,
        password=SecretStr(password),
        pid=pid,
        was_running=was_running,
    )


def _end(paths: ServerPaths, settings: LocalNeo4jSettings) -> Stopped:
    pid = find_process(paths)
    if pid is None:
        return Stopped.NOT_RUNNING
    cleanly = end_process(pid, settings.stop_timeout_seconds)
    paths.process_file.unlink(missing_ok=True)
    return Stopped.CLEANLY if cleanly else Stopped.KILLED

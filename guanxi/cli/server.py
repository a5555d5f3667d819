"""The commands that start, stop, show and pin the Neo4j that Guanxi works on."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from graph.errors import GraphUnavailable, LocalNeo4jError
from graph.session import GraphSession
from guanxi.analyst_replica import AnalystReplica
from guanxi.cli.replica import start_replica
from guanxi.cli.terminal import TerminalWatcher, ended_by_signals
from guanxi.local_neo4j import LocalStatus, RunningServer, Stopped, find, local_status, start, stop
from guanxi.local_neo4j.lock import Jar, JarLock, load_lock, lock_path, render_lock
from guanxi.local_neo4j.resolve import resolve_lock
from guanxi.settings import Neo4jSettings, Settings, load_settings, neo4j_password

# As `systemctl status` answers for a unit that is not active.
EXIT_NOT_RUNNING = 3


def up(
    with_gds: Annotated[bool, typer.Option("--with-gds", help="Add the open Graph Data Science procedures.")] = False,
    analyst_replica: Annotated[
        bool, typer.Option("--analyst-replica", help="Start the analysts' read-only copy beside it.")
    ] = False,
) -> None:
    """Start a real Neo4j for this user, or find the one that runs; needs neither Docker nor Java."""
    settings = load_settings()
    if settings.neo4j.uri is not None:
        version = _server_version(settings.neo4j.uri, settings.neo4j)
        typer.echo(f"GUANXI_NEO4J__URI is set: {settings.neo4j.uri} answers ({version}). It is not started here.")
        if analyst_replica:
            start_replica(settings)
        return
    local = settings.local_neo4j.model_copy(update={"with_gds": with_gds or settings.local_neo4j.with_gds})
    with ended_by_signals(), TerminalWatcher() as watcher:
        server = start(settings.home, local, watcher)
    _print_addresses(server, settings)
    if analyst_replica:
        start_replica(settings)


def down() -> None:
    """Stop the Neo4j that `guanxi up` started, and the analyst replica."""
    settings = load_settings()
    with TerminalWatcher() as watcher:
        if AnalystReplica(settings).down(watcher) is not Stopped.NOT_RUNNING:
            typer.echo("The analyst replica is stopped. Its snapshot is kept.")
    if settings.neo4j.uri is not None:
        typer.echo(
            f"GUANXI_NEO4J__URI is set: {settings.neo4j.uri} was not started by guanxi and is left running. "
            "Unset it to stop a local Neo4j."
        )
        return
    with TerminalWatcher() as watcher:
        watcher.say("Stopping Neo4j.")
        outcome = stop(settings.home, settings.local_neo4j, watcher)
    match outcome:
        case Stopped.NOT_RUNNING:
            typer.echo("Neo4j was not running.")
        case Stopped.CLEANLY:
            typer.echo("Neo4j is stopped. Its data is kept.")
        case Stopped.KILLED:
            typer.echo(
                f"Neo4j did not stop within {settings.local_neo4j.stop_timeout_seconds:.0f} seconds "
                "and was killed. What was committed is kept; the next start recovers it."
            )


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show whether Neo4j runs, where, and how large it is; exit code 0 when it answers, 3 when not."""
    settings = load_settings()
    if settings.neo4j.uri is not None:
        facts = _external_facts(settings.neo4j.uri, settings.neo4j)
    else:
        facts = _local_facts(local_status(settings.home), settings)
    if as_json:
        typer.echo(json.dumps(facts, default=str))
    else:
        for name, value in facts.items():
            if value is not None:
                typer.echo(f"{name.replace('_', ' ') + ':':<18} {_shown(value)}")
    if not facts["answering"]:
        raise typer.Exit(EXIT_NOT_RUNNING)


def lock_neo4j() -> None:
    """Ask the Maven repository for Neo4j's jars and rewrite the lock file that pins them."""
    settings = load_settings()
    with TerminalWatcher() as watcher:
        before, after = load_lock(), resolve_lock(settings.local_neo4j.maven_repository, watcher.say)
    try:
        lock_path().write_text(render_lock(after), encoding="utf-8")
    except OSError as error:
        raise LocalNeo4jError(f"{lock_path()} cannot be written ({error.strerror}).") from error
    for line in _differences(before, after):
        typer.echo(line)
    typer.echo(f"{lock_path()}: {len(after.server)} jars of Neo4j, {len(after.gds)} of Graph Data Science.")


def _print_addresses(server: RunningServer, settings: Settings) -> None:
    password_file = local_status(settings.home).password_file
    typer.echo(f"Neo4j {'was already running' if server.was_running else 'is running'} (process {server.pid}).")
    typer.echo(f"  Bolt:      {server.bolt_uri}")
    typer.echo(f"  Browser:   {server.browser_uri}")
    typer.echo(f"  user:      {server.user}")
    typer.echo(f"  password:  in {password_file}")


def _local_facts(state: LocalStatus, settings: Settings) -> dict[str, object]:
    server = find(settings.home) if state.answering else None
    version = None
    if server is not None:
        with GraphSession.connect(server.bolt_uri, server.user, server.password.get_secret_value()) as session:
            version = session.server_version()
    return {"neo4j": "local", **asdict(state), "version": version}


def _external_facts(uri: str, settings: Neo4jSettings) -> dict[str, object]:
    facts: dict[str, object] = {
        "neo4j": "yours",
        "bolt_uri": uri,
        "user": settings.user,
        "database": settings.database,
    }
    try:
        return {**facts, "answering": True, "version": _server_version(uri, settings), "problem": None}
    except GraphUnavailable as error:
        return {**facts, "answering": False, "version": None, "problem": str(error)}


def _server_version(uri: str, settings: Neo4jSettings) -> str:
    with GraphSession.connect(uri, settings.user, neo4j_password(settings), settings.database) as session:
        session.verify()
        return session.server_version()


def _shown(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _differences(before: JarLock, after: JarLock) -> list[str]:
    old, new = _by_coordinate(before), _by_coordinate(after)
    removed = [f"- {coordinate}" for coordinate in sorted(old.keys() - new.keys())]
    added = [f"+ {coordinate}" for coordinate in sorted(new.keys() - old.keys())]
    changed = [
        f"! {coordinate}: the same version now has other bytes"
        for coordinate in sorted(old.keys() & new.keys())
        if old[coordinate].sha256 != new[coordinate].sha256
    ]
    return removed + added + changed


def _by_coordinate(lock: JarLock) -> dict[str, Jar]:
    return {jar.coordinate: jar for jar in lock.jars(with_gds=True)}

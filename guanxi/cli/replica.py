"""The commands of the analyst replica: renew it from the primary, look at it, write its files for one of your own."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console as Terminal
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from analyst.snapshot import Written, write_snapshot
from graph.errors import ExportFailed, GraphUnavailable, SettingsInvalid
from guanxi.analyst_replica import AnalystReplica
from guanxi.cli.recorded import Reason, Recipient, recorded
from guanxi.cli.terminal import TerminalWatcher, ended_by_signals
from guanxi.local_neo4j import Watcher
from guanxi.settings import Settings, load_settings
from guanxi.wiring import open_session

app = typer.Typer(help="The analysts' read-only copy without personal values.", no_args_is_help=True)

EXIT_NOT_RUNNING = 3


@app.command("refresh")
def refresh() -> None:
    """Renew the snapshot from the primary and start the replica on it; the old one serves until then."""
    settings = load_settings()
    _require_local(settings)
    _say_written(_refreshed(settings))


@app.command("status")
def status() -> None:
    """Show whether the replica answers and of which moment it is; exit code 0 when it answers, 3 when not."""
    settings = load_settings()
    _require_local(settings)
    replica = AnalystReplica(settings)
    try:
        as_of = replica.as_of()
    except GraphUnavailable:
        as_of = None
    typer.echo(f"wanted:    {'yes' if replica.is_wanted else 'no'}")
    typer.echo(f"running:   {'yes' if replica.is_alive else 'no'}")
    typer.echo(f"as of:     {as_of.isoformat() if as_of else 'unknown'}")
    if as_of is None:
        raise typer.Exit(EXIT_NOT_RUNNING)


@app.command("export")
def export(
    folder: Annotated[Path, typer.Argument(help="An empty folder for the files of the import tool.")],
    recipient: Recipient = None,
    reason: Reason = None,
) -> None:
    """Write the snapshot's files, to be imported into a Neo4j that you run (GUANXI_ANALYST__REPLICA_URI)."""
    settings = load_settings()
    with recorded(settings, "export_replica") as noted:
        noted.update(recipient=recipient, reason=reason)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise ExportFailed(f"{folder} is not empty.")
            with open_session(settings) as primary:
                written = write_snapshot(primary, folder, datetime.now(UTC))
        except OSError as error:
            raise ExportFailed(f"{folder} cannot be written ({error.strerror}).") from error
        noted.update(fields=written.fields, nodes=written.nodes, ties=written.ties)
    nodes = " ".join(f"--nodes={file.name}" for file in written.node_files)
    ties = " ".join(f"--relationships={name}={file.name}" for name, file in written.tie_files)
    options = "--multiline-fields=true --array-delimiter=';' --overwrite-destination"
    typer.echo(f"neo4j-admin database import full neo4j {options} {nodes} {ties}")


def start_replica(settings: Settings) -> None:
    """Start the replica; one that was never filled is filled first."""
    _require_local(settings)
    replica = AnalystReplica(settings)
    if not replica.has_snapshot:
        _say_written(_refreshed(settings))
        return
    with ended_by_signals(), TerminalWatcher() as watcher:
        server = replica.up(watcher)
    typer.echo(f"The analyst replica is running (process {server.pid}, {server.bolt_uri}), as of {replica.as_of()}.")


def _refreshed(settings: Settings) -> Written:
    terminal = Terminal(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:,.0f}"))
    with (
        recorded(settings, "refresh_replica") as noted,
        open_session(settings) as primary,
        ended_by_signals(),
        Progress(*columns, TimeElapsedColumn(), console=terminal, disable=not terminal.is_terminal) as progress,
    ):
        task = progress.add_task("Reading", total=None)
        watcher = _ProgressWatcher(progress, task)
        written = AnalystReplica(settings).refresh(primary, lambda count: progress.advance(task, count), watcher)
        noted.update(nodes=written.nodes, ties=written.ties)
    return written


class _ProgressWatcher(Watcher):
    """Shows each step beside the count of what was read."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def say(self, sentence: str) -> None:
        """Show the step that begins."""
        self._progress.update(self._task, description=sentence)
        if self._progress.disable:
            self._progress.console.print(sentence)


def _say_written(written: Written) -> None:
    typer.echo(
        f"The analyst replica holds {written.nodes:,} nodes and {written.ties:,} relationships; "
        f"{written.left_out:,} of the product's own records stayed out."
    )


def _require_local(settings: Settings) -> None:
    uri = settings.analyst.replica_uri
    if uri is not None:
        raise SettingsInvalid(f"GUANXI_ANALYST__REPLICA_URI is set: {uri} is yours to start, stop and fill.")

"""The commands that serve the rights of persons from the command line: retention."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from guanxi.cli.recorded import recorded
from guanxi.settings import load_settings
from guanxi.wiring import open_retention, open_session, open_vault, service_database

app = typer.Typer(help="Serve the rights of persons.", no_args_is_help=True)
retention = typer.Typer(help="Keep each class of data as long as its period says.", no_args_is_help=True)
app.add_typer(retention, name="retention")


@retention.callback()
def _retention() -> None:
    """Keep each class of data as long as its period says."""


@retention.command("run")
def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what is too old.")] = False,
) -> None:
    """Remove what is older than its class allows; broken off, the same command goes on."""
    settings = load_settings()
    with (
        recorded(settings, "run_retention") as details,
        open_session(settings) as session,
        service_database(settings) as engine,
    ):
        job = open_retention(settings, session, open_vault(settings), engine)
        done = job.run(datetime.now(UTC), lambda name, rows: typer.echo(f"  {name}: {rows:,}"), dry_run=dry_run)
        details.update(counts=dict(done.counts), dry_run=dry_run)
    for name, count in done.counts.items():
        typer.echo(f"{name:<22} {count:>10,} {'too old' if dry_run else 'removed'}")
    if done.run_id is not None:
        typer.echo(f"Run {done.run_id}.")

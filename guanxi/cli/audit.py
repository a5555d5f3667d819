"""The commands that read the audit and check that nobody changed it."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from audit import Entry, EntryFilter
from guanxi.cli.recorded import recorded
from guanxi.settings import load_settings
from guanxi.wiring import open_audit, open_vault, service_database

EXIT_BROKEN = 1

app = typer.Typer(help="Read the audit, and check that it is whole.", no_args_is_help=True)
Moment = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="A moment in UTC.")]


@app.command("list")
def list_entries(
    who: Annotated[str | None, typer.Option("--who", help="Only of this user.")] = None,
    operation: Annotated[str | None, typer.Option("--operation", help="Only this operation.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", help="Only about this party, user or query.")] = None,
    outcome: Annotated[int | None, typer.Option("--outcome", help="Only with this status.")] = None,
    since: Moment = None,
    until: Moment = None,
    text: Annotated[str | None, typer.Option("--text", help="Who searched for exactly this.")] = None,
    limit: Annotated[int, typer.Option("--limit", help="How many, the newest.", min=1, max=100_000)] = 50,
) -> None:
    """List entries, the newest first."""
    settings = load_settings()
    wanted = EntryFilter(who, operation, subject, outcome, _utc(since), _utc(until), text)
    with recorded(settings, "list_audit") as details, service_database(settings) as engine:
        found = open_audit(settings, engine, open_vault(settings)).find(wanted, limit=limit)
        details["results"] = len(found)
    for entry in found:
        typer.echo(_line(entry))


@app.command("verify")
def verify() -> None:
    """Recompute the whole chain; exit code 1 with the first entry that is not as it was written."""
    settings = load_settings()
    with service_database(settings) as engine:
        found = open_audit(settings, engine, open_vault(settings)).verify()
    if found.fault is not None:
        typer.echo(f"Entry {found.fault.sequence} {found.fault.what}.", err=True)
        raise typer.Exit(EXIT_BROKEN)
    typer.echo(f"{found.entries:,} entries are as they were written; {found.anchors:,} anchors agree.")


def _line(entry: Entry) -> str:
    subject = entry.subject or "-"
    return (
        f"{entry.sequence:>8} {entry.moment} {entry.outcome} {entry.user or '-':<20} {entry.operation:<26} "
        f"{subject} {entry.details}"
    )


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)

"""The commands of whole-bank derivations: who is related to whom by law, written into the graph."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from graph.as_of import AsOf
from graph.errors import InvalidParameters
from guanxi.cli.recorded import recorded
from guanxi.cli.rules import PackName, ValidAt, day_of
from guanxi.settings import load_settings
from guanxi.wiring import open_derivations, open_session, open_vault
from rules.derivation_runs import DerivationReport
from rules.pack import load_pack

app = typer.Typer(
    help="Related parties of the whole bank: derive, list, drop.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("derive")
def derive(
    rule_pack: PackName = "cn",
    valid_at: ValidAt = None,
    known_at: Annotated[
        str | None,
        typer.Option("--known-at", help="What the bank knew at this moment, in ISO form; now.", show_default=False),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Derive everything anew, also what has not changed since.")
    ] = False,
) -> None:
    """Derive control, beneficial owners, dependency and groups of the whole bank, and swap them in."""
    pack = load_pack(rule_pack)
    as_of = AsOf.given(day_of(valid_at) if valid_at else None, _moment_of(known_at) if known_at else None)
    settings = load_settings()
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with (
        recorded(settings, "derive_related_parties", rule_pack) as details,
        open_session(settings) as session,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        task = progress.add_task("Reading", total=None)

        def heard(step: str, done: int, whole_count: int) -> None:
            progress.update(task, description=step.capitalize(), completed=done, total=whole_count or None)

        report = open_derivations(settings, session, open_vault(settings)).derive(pack, as_of, whole=whole, heard=heard)
        details.update(run_id=report.run_id, valid_at=as_of.valid_at, created=report.created, retired=report.retired)
    _print(report)


@app.command("list")
def list_views() -> None:
    """List the derivations that can be read."""
    settings = load_settings()
    with open_session(settings) as session:
        views = open_derivations(settings, session, open_vault(settings)).views()
    if not views:
        typer.echo("Nothing was derived yet: guanxi related-parties derive --rule-pack cn")
        return
    table = Table("rule pack", "valid at", "known at", "entries", "sha256")
    for view in views:
        law, moment = f"{view.rule_pack} {view.pack_version}", f"{view.known_at:%Y-%m-%d %H:%M}"
        table.add_row(law, str(view.valid_at), moment, f"{view.ties:,}", view.digest[:16])
    Console().print(table)


@app.command("drop")
def drop(
    valid_at: Annotated[str, typer.Option("--valid-at", help="The day, as YYYY-MM-DD.")],
    rule_pack: PackName = "cn",
) -> None:
    """Remove what was derived by a pack for a day; it can be derived again."""
    as_of = AsOf.given(day_of(valid_at))
    settings = load_settings()
    with recorded(settings, "drop_related_parties", rule_pack) as details, open_session(settings) as session:
        removed = open_derivations(settings, session, open_vault(settings)).drop(rule_pack, as_of)
        details.update(valid_at=as_of.valid_at, removed=removed)
    typer.echo(f"{removed:,} derived ties of {rule_pack} for {as_of.valid_at} removed.")


def _moment_of(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise InvalidParameters(f"--known-at takes a moment in ISO form, not {value!r}.") from None


def _print(report: DerivationReport) -> None:
    view = report.view
    typer.echo(
        f"{view.rule_pack} {view.pack_version} on {view.valid_at}: {report.ties_read:,} ties on record among "
        f"{report.parties:,} parties, {report.derived_parties:,} of them derived anew, in {report.seconds:.1f} s."
    )
    typer.echo(
        f"{view.ties:,} derived ties: {report.created:,} new, {report.changed:,} changed, {report.unchanged:,} as "
        f"before; {report.retired:,} gone. Run {report.run_id}."
    )
    typer.echo(f"Register sha256 {view.digest}")

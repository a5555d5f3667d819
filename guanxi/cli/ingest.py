"""The commands that bring a bank's files into the graph, and show how far they are."""

import csv
import json
import sys
from dataclasses import asdict, astuple, fields
from pathlib import Path
from types import TracebackType
from typing import Annotated, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from typer.core import TyperGroup

from algorithms.exports import spreadsheet_cell
from graph.migrations import migrate
from guanxi.cli.recorded import recorded
from guanxi.settings import load_settings
from guanxi.wiring import open_session, open_vault
from ingest.delivery import Delivery
from ingest.job import ingest_delivery
from ingest.mapping import Mapping
from ingest.mapping_files import load_mapping, shipped_mappings
from ingest.readers import FolderDelivery
from ingest.rejects import Reject, read_quarantine
from ingest.report import IngestReport


class _RunByDefault(TyperGroup):
    """`guanxi ingest berka --from DIR` is `guanxi ingest run berka --from DIR`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_RunByDefault, help="Bring a bank's files into the graph.", no_args_is_help=True)


class TerminalProgress:
    """A bar for each file on standard error; plain lines where there is no terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description:<24}"),
            BarColumn(pulse_style="cyan"),
            TextColumn("{task.completed:,.0f} rows"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._rows: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def started(self, file: str) -> None:
        """Show a new bar."""
        self._rows[file] = 0
        self._tasks[file] = self._progress.add_task(file, total=None)

    def advanced(self, file: str, rows: int) -> None:
        """Move its bar."""
        self._rows[file] += rows
        self._progress.advance(self._tasks[file], rows)

    def finished(self, file: str) -> None:
        """Fill its bar, or say so in a line."""
        rows = self._rows[file]
        self._progress.update(self._tasks[file], total=max(rows, 1), completed=max(rows, 1))
        if not self._console.is_terminal:
            self._console.print(f"  {file}: {rows:,} rows")


@app.command("run")
def run(
    mapping: Annotated[str, typer.Argument(help="A shipped mapping's name, or a mapping file.")],
    folder: Annotated[Path, typer.Option("--from", help="Folder of the delivered files.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON object.")] = False,
) -> None:
    """Load a delivery; running it again changes nothing. Exit code 0 also when rows were rejected."""
    load_and_report(load_mapping(mapping), FolderDelivery(folder), as_json=as_json)


def load_and_report(contract: Mapping, delivery: Delivery, *, as_json: bool) -> None:
    """Load a delivery with progress on standard error, and print the report."""
    settings = load_settings()
    with recorded(settings, "ingest", contract.mapping) as noted, open_session(settings) as session:
        migrate(session)
        with TerminalProgress(Console(stderr=True)) as progress:
            report = ingest_delivery(
                session, open_vault(settings), contract, delivery, settings.home / "quarantine", progress
            )
        noted.update(run_id=report.run_id, rows=report.rows_read, created=report.created, changed=report.changed)
    if as_json:
        typer.echo(json.dumps(report.as_dict()))
    else:
        print_report(report, Console())


@app.command("rejects")
def rejects(
    file: Annotated[Path, typer.Argument(help="A quarantine file, as the report of a run names it.")],
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print a table for a spreadsheet instead of JSON lines.")
    ] = False,
) -> None:
    """Print refused rows as they were delivered; they hold customers' data, so mind where they go."""
    settings = load_settings()
    with recorded(settings, "read_rejects", file.stem) as noted:
        found = list(read_quarantine(file, open_vault(settings)))
        noted.update(rows=len(found))
    if not as_csv:
        for reject in found:
            typer.echo(json.dumps(asdict(reject)))
        return
    table = csv.writer(sys.stdout)
    table.writerow([column.name for column in fields(Reject)])
    for reject in found:
        table.writerow([spreadsheet_cell(_printable(str(value))) for value in astuple(reject)])


@app.command("mappings")
def mappings() -> None:
    """List the mappings that come with the product."""
    for name in sorted(shipped_mappings()):
        typer.echo(f"{name:<20} {load_mapping(name).title}")


@app.command("check")
def check(
    mapping: Annotated[str, typer.Argument(help="A shipped mapping's name, or a mapping file.")],
) -> None:
    """Check a mapping file against the graph model, naming each fault's place."""
    contract = load_mapping(mapping)
    typer.echo(f"{contract.mapping} version {contract.version}: {_described(contract)}.")


def print_report(report: IngestReport, console: Console) -> None:
    """Print what a run read, wrote and rejected."""
    console.print(f"Run {report.run_id} of {report.mapping}, {report.seconds:.1f} s")
    console.print(_files_table(report))
    console.print(_written_table(report))
    for reject in report.reject_sample[:10]:
        where = f"{reject.file} row {reject.row}" + (f", {reject.column}" if reject.column else "")
        console.print(f"  {reject.code}  {where}: {reject.reason}", highlight=False, markup=False)
    if report.rows_rejected:
        counts = ", ".join(f"{code} {count:,}" for code, count in sorted(report.reject_counts.items()))
        console.print(
            f"Rejected by code: {counts}. 'guanxi ingest rejects {report.quarantine}' shows every rejected row.",
            soft_wrap=True,
        )
    if report.identity_conflicts:
        console.print(f"{report.identity_conflicts:,} rows name an identifier that belongs to another party.")
    console.print(
        f"{report.rows_read:,} rows read = {report.rows_accepted:,} accepted + {report.rows_rejected:,} rejected; "
        f"{report.created:,} created, {report.changed:,} changed.",
        soft_wrap=True,
    )


def _files_table(report: IngestReport) -> Table:
    table = _figures_table("file", "read", "accepted", "rejected")
    for file in report.files:
        table.add_row(file.name, f"{file.read:,}", f"{file.accepted:,}", f"{file.rejected:,}")
    return table


def _written_table(report: IngestReport) -> Table:
    table = _figures_table("written", "created", "changed", "unchanged")
    for what, written in sorted(report.written.items()):
        table.add_row(what, f"{written.created:,}", f"{written.changed:,}", f"{written.unchanged:,}")
    return table


def _figures_table(name: str, *figures: str) -> Table:
    table = Table(name, *figures)
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _described(contract: Mapping) -> str:
    labels = {node.label for spec in contract.files for node in spec.nodes}
    types = {tie.type for spec in contract.files for tie in spec.ties}
    return f"{len(contract.files)} files, {len(labels) + 1} labels, {len(types)} tie types"


def _printable(text: str) -> str:
    """Write bytes that were no text in their encoding as their numbers."""
    return text.encode("utf-8", "backslashreplace").decode()

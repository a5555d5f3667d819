"""The commands that run graph algorithms, on the bank's graph or on a file of ties."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from algorithms.catalogue import ALGORITHMS, algorithm_named
from algorithms.edge_list import Fault, read_edge_list
from algorithms.job import Part, project_part
from algorithms.outcome import Heard
from algorithms.projection import Projection
from algorithms.refusal import CannotRun
from algorithms.run import Report, Request, run
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.errors import InvalidParameters
from graph.projections import IS_DIRECTED
from graph.store import Store
from guanxi.cli.recorded import recorded
from guanxi.settings import load_settings
from guanxi.wiring import open_session, open_vault
from insights.scoreboards import Scoreboards

ROWS_SHOWN = 20
FAULTS_SHOWN = 10
MEMBERS_SHOWN = 8

app = typer.Typer(help="Graph algorithms: list and run them.", no_args_is_help=True, rich_markup_mode=None)


class Mode(StrEnum):
    """What becomes of a run: its figures are told, or every node's values too, or scores are kept in the graph."""

    STATS = "stats"
    STREAM = "stream"
    WRITE = "write"


@app.command("list")
def list_algorithms() -> None:
    """List the algorithms and the parameters that each takes."""
    table = Table("algorithm", "what it finds", "parameters")
    for algorithm in ALGORITHMS.values():
        fields = algorithm.parameters.model_fields
        told = [name if field.is_required() else f"{name}={field.default}" for name, field in fields.items()]
        table.add_row(algorithm.name, algorithm.about, ", ".join(told))
    Console().print(table)


@app.command("run")
def run_algorithm(
    name: Annotated[str, typer.Argument(help="An algorithm of 'guanxi algorithms list'.")],
    edges: Annotated[
        Path | None, typer.Option("--edges", help="A file with one tie a line.", show_default=False)
    ] = None,
    projection: Annotated[
        str | None, typer.Option("--projection", help=f"Of the graph: {', '.join(IS_DIRECTED)}.", show_default=False)
    ] = None,
    directed: Annotated[bool, typer.Option("--directed", help="The file's ties lead one way only.")] = False,
    weights: Annotated[bool, typer.Option("--weights", help="Use the ties' weights; without, each counts 1.")] = False,
    seed: Annotated[int | None, typer.Option("--seed", help="The same seed gives the same answer.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A parameter, as name=value; may be given again.")
    ] = None,
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", help="Only ties of this kind; may be given again.")
    ] = None,
    weight_at_least: Annotated[
        float | None, typer.Option("--weight-at-least", help="Only ties of this weight or more.", show_default=False)
    ] = None,
    confidence_at_least: Annotated[
        float | None, typer.Option("--confidence-at-least", help="Only ties at least this sure.", show_default=False)
    ] = None,
    valid_at: Annotated[
        datetime | None, typer.Option("--valid-at", formats=["%Y-%m-%d"], help="The day asked about; today.")
    ] = None,
    mode: Annotated[
        Mode, typer.Option("--mode", help="Tell figures, or every node's values, or keep scores in the graph.")
    ] = Mode.STREAM,
    as_json: Annotated[bool, typer.Option("--json", help="Write everything as JSON.")] = False,
) -> None:
    """Run an algorithm on a file of ties, or on a projection of the graph."""
    if (edges is None) == (projection is None):
        raise InvalidParameters("Give either --edges FILE or --projection NAME.")
    if mode is Mode.WRITE and projection is None:
        raise InvalidParameters("Scores of a file cannot be kept in the graph: --mode write goes with --projection.")
    part = Part(kinds, weight_at_least, confidence_at_least, weights)
    if mode is Mode.WRITE and not part.is_whole:
        raise InvalidParameters("Scores that are kept are of a whole projection: --mode write goes without filters.")
    as_of = AsOf.given(valid_at.date() if valid_at else None)
    with _as_invalid_parameters():
        algorithm = algorithm_named(name)
        given: dict[str, Any] = dict(map(_pair, settings or ()))
        if seed is not None:
            given["seed"] = seed
        request = Request(algorithm, algorithm.given(given), weights)
        with progress_shown() as heard:
            found = (
                _from_file(edges, part, is_directed=directed)
                if edges is not None
                else _from_graph(projection or "", as_of, part, heard)
            )
            report = run(found, request, heard)
        if mode is Mode.WRITE and projection is not None:
            _keep(report, projection, as_of)
    if as_json:
        _write_json(report, mode)
    else:
        _print(report, mode)


def _keep(report: Report, projection: str, as_of: AsOf) -> None:
    settings = load_settings()
    with recorded(settings, "write_scores", projection) as noted, open_session(settings) as session:
        run_id = Scoreboards(session).write(report, projection, as_of)
        noted.update(run_id=run_id, rows=len(report.keys))
    typer.echo(f"Scores of {len(report.keys):,} parties are kept as run {run_id}.", err=True)


def _pair(text: str) -> tuple[str, Any]:
    name, mark, value = text.partition("=")
    if not mark:
        raise InvalidParameters(f"--set takes name=value, not {text!r}.")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value


def _from_file(path: Path, part: Part, *, is_directed: bool) -> Projection:
    projection, faults = read_edge_list(
        path, is_directed=is_directed, weighted=part.weighted or part.weight_at_least is not None
    )
    if faults:
        raise CannotRun(f"{path} has {len(faults):,} faults, nothing was run:\n{_told(faults)}")
    return projection.only(part.kinds, weight_at_least=part.weight_at_least)


def _told(faults: tuple[Fault, ...]) -> str:
    more = [f"and {len(faults) - FAULTS_SHOWN:,} more"] if len(faults) > FAULTS_SHOWN else []
    return "\n".join([*map(str, faults[:FAULTS_SHOWN]), *more])


def _from_graph(name: str, as_of: AsOf, part: Part, heard: Heard) -> Projection:
    settings = load_settings()
    with recorded(settings, "run_algorithm", name) as noted, open_session(settings) as session:
        noted.update(valid_at=as_of.valid_at)
        projections = Store(session, open_vault(settings)).projections
        found = project_part(projections, name, LOCAL_CALLER, as_of, part, heard).projection
        noted.update(rows=len(found.start))
    return found


@contextmanager
def _as_invalid_parameters() -> Iterator[None]:
    try:
        yield
    except CannotRun as error:
        raise InvalidParameters(str(error)) from error


@contextmanager
def progress_shown() -> Iterator[Heard]:
    """Show on a terminal what is being done; nothing elsewhere."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Reading", total=None)

        def heard(step: str, done: int, whole: int) -> None:
            progress.update(task, description=step.capitalize(), completed=done, total=whole or None)

        yield heard


def _write_json(report: Report, mode: Mode) -> None:
    """Write the report piece by piece: a million rows are never one text in memory."""
    summary = json.dumps(report.summary(), ensure_ascii=False, indent=2)
    if mode is not Mode.STREAM:
        typer.echo(summary)
        return
    sys.stdout.write(summary.removesuffix("\n}") + ',\n  "rows": [')
    for number, row in enumerate(report.rows()):
        sys.stdout.write(("," if number else "") + "\n    " + json.dumps(row, ensure_ascii=False))
    sys.stdout.write("\n  ]\n}\n")


def _print(report: Report, mode: Mode) -> None:
    summary = report.summary()
    typer.echo(
        f"{summary['algorithm']} on {summary['nodes']:,} nodes and {summary['ties']:,} ties in "
        f"{summary['seconds']:.2f} s, answer {summary['digest'][:16]}"
    )
    for name, value in summary["stats"].items():
        typer.echo(f"  {name.replace('_', ' ')}: {_shown(value)}")
    for warning in summary["warnings"]:
        typer.echo(f"Warning: {warning}", err=True)
    if mode is Mode.STREAM:
        Console().print(_largest_parts(report) if report.outcome.is_partition else _highest(report))
        typer.echo("--json writes all nodes.")


def _largest_parts(report: Report) -> Table:
    table = Table(next(iter(report.outcome.columns)), "size", "members")
    for part, size, members in report.largest_parts(ROWS_SHOWN, MEMBERS_SHOWN):
        more = ", …" if size > len(members) else ""
        table.add_row(str(part), f"{size:,}", ", ".join(members) + more)
    return table


def _highest(report: Report) -> Table:
    table = Table("key", *report.outcome.columns)
    for row in report.top(ROWS_SHOWN):
        table.add_row(*map(_shown, row.values()))
    return table


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.6g}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "".join("\n    " + ", ".join(f"{name} {_shown(one)}" for name, one in row.items()) for row in value)
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_shown(one)}" for name, one in value.items())
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)

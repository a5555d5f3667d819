"""The command that writes a projection for Gephi and other tools, into files that only their owner reads."""

import os
import secrets
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from algorithms.exports import EXPORTS
from algorithms.job import Projected, project
from algorithms.projection import Projection
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.errors import ExportFailed
from graph.projections import IS_DIRECTED
from graph.store import Store
from guanxi.cli.recorded import Reason, Recipient, recorded
from guanxi.settings import Settings, load_settings
from guanxi.wiring import open_session, open_vault


class Format(StrEnum):
    """What can be written; csv is a folder of Gephi's nodes.csv and edges.csv."""

    GEXF = "gexf"
    GRAPHML = "graphml"
    CSV = "csv"


def export(
    projection: Annotated[str, typer.Option("--projection", help=f"One of {', '.join(IS_DIRECTED)}.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write; for csv the folder of two files.")],
    form: Annotated[Format, typer.Option("--format", help="The format to write.")] = Format.GEXF,
    valid_at: Annotated[
        datetime | None, typer.Option("--valid-at", formats=["%Y-%m-%d"], help="The day asked about; today.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
    recipient: Recipient = None,
    reason: Reason = None,
) -> None:
    """Write the parties and ties of a projection to a file that Gephi opens."""
    files = {out / name if name else out: write for name, write in EXPORTS[form.value].items()}
    _refuse_to_overwrite(list(files), force=force)
    as_of = AsOf.given(valid_at.date() if valid_at else None)
    settings = load_settings()
    with recorded(settings, "export", projection) as noted:
        noted.update(recipient=recipient, reason=reason, format=form, valid_at=as_of.valid_at)
        found = _read(settings, projection, as_of)
        if not len(found.projection.start):
            raise ExportFailed(
                f"The projection {projection} has no tie on {as_of.valid_at}; nothing is written. "
                "Another day can be asked for with --valid-at."
            )
        noted.update(fields=_fields(found.projection), rows=len(found.projection.start))
        for path, write in files.items():
            write_private(path, partial(write, found.projection))
    typer.echo(f"{projection} on {as_of.valid_at}: {_counted(found.projection)}, written to {out}.")
    if found.ties_withheld:
        typer.echo(f"{found.ties_withheld:,} ties are left out: they lead to customers you may not see.")


def write_private(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Have `write` fill a file of mode 0600, which is there whole or not at all; raises ExportFailed."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                write(file)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise ExportFailed(f"{path} cannot be written: {error.strerror or error}.") from error


def _refuse_to_overwrite(paths: list[Path], *, force: bool) -> None:
    for path in paths:
        if path.is_dir():
            raise ExportFailed(f"{path} is a folder; --out names the file to write.")
        if path.exists() and not force:
            raise ExportFailed(f"{path} is there already; give another --out, or --force to write over it.")


def _read(settings: Settings, name: str, as_of: AsOf) -> Projected:
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with (
        open_session(settings) as session,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        task = progress.add_task(f"Reading {name}", total=None)

        def heard(ties: int) -> None:
            progress.advance(task, ties)
            progress.update(task, description=f"Reading {name}: {progress.tasks[0].completed:,.0f} ties")

        return project(Store(session, open_vault(settings)).projections, name, LOCAL_CALLER, as_of, heard)


def _counted(projection: Projection) -> str:
    return f"{len(projection.keys):,} parties, {len(projection.start):,} ties"


def _fields(projection: Projection) -> list[str]:
    return ["key", "name", "label", "kind", *([] if projection.weight is None else ["weight"])]

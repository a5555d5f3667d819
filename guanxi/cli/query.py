"""The command that asks a named query and lets an analyst take the rows away as a table or a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from algorithms.exports import spreadsheet_cell
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.errors import ExportFailed, InvalidParameters
from graph.named_queries import Answer, NamedQuery
from graph.store import Store
from guanxi.cli.recorded import Reason, Recipient, recorded
from guanxi.settings import load_settings
from guanxi.wiring import open_session, open_vault

ROWS_SHOWN = 50
"""Rows that a terminal shows; a file has them all."""

_WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".csv": lambda frame, path: _for_spreadsheets(frame).to_csv(path, index=False, encoding="utf-8-sig"),
    ".xlsx": lambda frame, path: _for_spreadsheets(frame).to_excel(path, index=False),
    ".parquet": lambda frame, path: frame.to_parquet(path, index=False),
    ".json": lambda frame, path: frame.to_json(path, orient="records", date_format="iso", force_ascii=False),
}


def query(
    name: Annotated[str | None, typer.Argument(help="Name of the query; without one, all are listed.")] = None,
    param: Annotated[list[str] | None, typer.Option("--param", help="A parameter as name=value; repeatable.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write: .csv, .xlsx, .parquet or .json.")] = None,
    recipient: Recipient = None,
    reason: Reason = None,
) -> None:
    """Ask a named query of the graph."""
    if out is not None and out.suffix not in _WRITERS:
        raise ExportFailed(f"{out} has none of the endings {', '.join(_WRITERS)}.")
    settings = load_settings()
    if name is None:
        with open_session(settings) as session:
            for found in Store(session, open_vault(settings)).queries.all(LOCAL_CALLER):
                typer.echo(_described(found))
        return
    values = _values(param or [])
    with recorded(settings, "run_query" if out is None else "export_query", name) as noted:
        noted.update(parameters=values, recipient=recipient, reason=reason)
        with open_session(settings) as session:
            answer = Store(session, open_vault(settings)).queries.run(name, values, LOCAL_CALLER, AsOf.given())
        noted.update(rows=len(answer.rows), fields=answer.query.columns)
        if out is not None:
            _write(answer, out)
    if out is None:
        _print(answer, Console())
        return
    typer.echo(f"{len(answer.rows):,} rows: {out}{_cut(answer)}")


def _write(answer: Answer, out: Path) -> None:
    try:
        out.touch(mode=0o600)
        out.chmod(0o600)
        _WRITERS[out.suffix](pd.DataFrame(answer.rows, columns=list(answer.query.columns)).convert_dtypes(), out)
    except OSError as error:
        raise ExportFailed(f"{out} cannot be written: {error}.") from error


def _values(given: list[str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for pair in given:
        name, separator, value = pair.partition("=")
        if not separator:
            raise InvalidParameters(f"--param takes name=value, and {pair!r} has no '='.")
        values.setdefault(name, []).append(value)
    return values


def _for_spreadsheets(frame: pd.DataFrame) -> pd.DataFrame:
    """Write what a spreadsheet cannot take as text: zones of times, and cells that it would run as formulas."""
    return frame.map(lambda value: spreadsheet_cell(str(value)) if isinstance(value, str) else _without_zone(value))


def _without_zone(value: object) -> object:
    return value.isoformat() if isinstance(value, pd.Timestamp) else value


def _print(answer: Answer, console: Console) -> None:
    table = Table(*answer.query.columns)
    for row in answer.rows[:ROWS_SHOWN]:
        table.add_row(*("" if value is None else escape(str(value)) for value in row.values()))
    console.print(answer.query.answers)
    console.print(table)
    shown = f", the first {ROWS_SHOWN} shown" if len(answer.rows) > ROWS_SHOWN else ""
    console.print(f"{len(answer.rows):,} rows{shown}{_cut(answer)}")


def _cut(answer: Answer) -> str:
    return "; there are more than the cap" if answer.truncated else ""


def _described(found: NamedQuery) -> str:
    parameters = " ".join(f"--param {name}={kind}" for name, kind in found.parameters.items())
    return f"{found.name} {parameters}\n    {found.answers}"

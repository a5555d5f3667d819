"""The command that writes a sample bank."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sample_bank import STEPS, write_sample_bank
from sample_bank.scale import CUSTOMERS_MAX, CUSTOMERS_MIN


def sample(
    out: Annotated[
        Path, typer.Option("--out", help="The folder to write to; it is made if need be.", show_default=False)
    ],
    customers: Annotated[
        int,
        typer.Option("--customers", help="Customer records in core banking.", min=CUSTOMERS_MIN, max=CUSTOMERS_MAX),
    ] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same bytes.", min=0)] = 7,
    force: Annotated[bool, typer.Option("--force", help="Write over an earlier sample bank in the folder.")] = False,
) -> None:
    """Write the exports of an invented bank's silos, and the key of what was planted in them."""
    columns = (TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("sample bank", total=len(STEPS))
        begun = iter(range(len(STEPS)))
        journal = write_sample_bank(
            out,
            customers=customers,
            seed=seed,
            force=force,
            report=lambda step: progress.update(task, description=step, completed=next(begun)),
        )
    rows, files, flaws = sum(journal.rows.values()), len(journal.rows), len(journal.bad_rows)
    typer.echo(f"{customers:,} customers, {rows:,} rows in {files} files, {flaws:,} planted flaws: {out}")
    typer.echo(f"What was planted is in {out / 'answer_key'}.")

"""The commands that bring the graph to this version's schema and look for drift."""

import typer

from graph.migrations import check_schema, migrate
from guanxi.settings import load_settings
from guanxi.wiring import open_session

app = typer.Typer(help="Constraints and indexes of the graph.", no_args_is_help=True)


@app.command("migrate")
def migrate_schema() -> None:
    """Apply the migrations that this graph has not had yet."""
    with open_session(load_settings()) as session:
        applied = migrate(session, lambda name: typer.echo(f"  {name}"))
    typer.echo(f"{applied} migrations applied." if applied else "The schema is up to date.")


@app.command("check")
def check() -> None:
    """Compare the graph's schema with this version's; exit code 1 when they differ."""
    with open_session(load_settings()) as session:
        drift = check_schema(session)
    for what, names in (("pending", drift.pending), ("altered", drift.altered), ("absent", drift.absent)):
        for name in names:
            typer.echo(f"{what}: {name}")
    if drift:
        typer.echo("The schema differs; 'guanxi schema migrate' applies what is pending or absent.")
        raise typer.Exit(1)
    typer.echo("The schema is that of this version.")

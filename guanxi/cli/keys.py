"""The commands that mind the keys of sealed values, for whoever owns the machine."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from graph.errors import KeyUnavailable
from graph.resealing import Resealed, reseal, values_by_key
from graph.session import GraphSession
from graph.vault import Vault, takes_turns
from guanxi.cli.recorded import recorded
from guanxi.service_seals import reseal_service, sealed_in_service
from guanxi.settings import Settings, load_settings
from guanxi.wiring import key_file, open_session, service_database
from ingest.rejects import key_ids_of_quarantine

app = typer.Typer(help="Mind the keys of sealed values.", no_args_is_help=True)


@app.command("list")
def list_keys() -> None:
    """List the keys, and how many values of the graph and of the service's database are sealed with each."""
    settings = load_settings()
    keys = key_file(settings)
    primary, known = keys.primary().key_id, keys.key_ids()
    with open_session(settings) as session, service_database(settings) as engine:
        counts = _counts(session, engine)
    for key_id in known:
        use = "seals" if key_id == primary else "opens" if takes_turns(key_id) else "locks"
        typer.echo(f"{key_id:<12} {use:<6} {counts.get(key_id, 0):,} values")
    for key_id in sorted(counts.keys() - set(known)):
        typer.echo(f"{key_id:<12} gone   {counts[key_id]:,} values that cannot be read")


@app.command("rotate")
def rotate() -> None:
    """Make a new key and seal every value with it; run it again when it was broken off."""
    settings = load_settings()
    keys = key_file(settings)
    vault = Vault(keys)
    with (
        recorded(settings, "rotate_keys") as noted,
        open_session(settings) as session,
        service_database(settings) as engine,
    ):
        result = Resealed()
        if waiting := _waiting(_counts(session, engine), vault):
            typer.echo(f"An earlier rotation to {keys.primary().key_id} is not finished; it goes on.", err=True)
            result = _reseal(session, engine, vault, waiting)
        if not result.values:
            # Nothing is left to do of an earlier rotation, or only what cannot be opened.
            typer.echo(f"New values are sealed with {keys.rotate().key_id}.", err=True)
            result = _reseal(session, engine, vault, _waiting(_counts(session, engine), vault))
        primary = keys.primary().key_id
        noted.update(key_id=primary, values=result.values, unreadable=result.unreadable)
    typer.echo(f"{result.values:,} values are sealed anew with {primary}.")
    if result.unreadable:
        typer.echo(f"{result.unreadable:,} values cannot be opened and stay as they are.")
    former = [key_id for key_id in keys.key_ids() if takes_turns(key_id) and key_id != primary]
    for key_id in former:
        typer.echo(f"guanxi keys destroy {key_id}   makes what is left under it, in backups too, unreadable for ever")


@app.command("destroy")
def destroy(
    key_id: Annotated[str, typer.Argument(help="The key, as 'guanxi keys list' shows it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget a key for ever; refused while a value of the graph or of the service is sealed with it."""
    settings = load_settings()
    keys = key_file(settings)
    if not takes_turns(key_id):
        raise KeyUnavailable(f"{key_id} is no key that rotation has replaced.")
    with (
        recorded(settings, "destroy_key") as noted,
        open_session(settings) as session,
        service_database(settings) as engine,
    ):
        noted.update(key_id=key_id)
        if held := _counts(session, engine)[key_id]:
            raise KeyUnavailable(f"{held:,} values are sealed with {key_id}; 'guanxi keys rotate' seals them anew.")
        files = _quarantines_under(settings, key_id)
        if files:
            typer.echo(f"{len(files)} quarantine files are sealed with it and cannot be read afterwards.")
        if not yes:
            typer.confirm(f"Destroy {key_id}? What it sealed, in backups too, can never be read again.", abort=True)
        keys.destroy(key_id)
    typer.echo(f"{key_id} is destroyed.")


def _counts(session: GraphSession, engine: Engine) -> Counter[str]:
    return Counter(values_by_key(session)) + sealed_in_service(engine)


def _waiting(counts: Counter[str], vault: Vault) -> int:
    primary = vault.keys.primary().key_id
    return sum(count for key_id, count in counts.items() if takes_turns(key_id) and key_id != primary)


def _reseal(session: GraphSession, engine: Engine, vault: Vault, waiting: int) -> Resealed:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f} values"))
    with Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Sealing anew", total=waiting)
        result = reseal(session, vault, lambda values: progress.advance(task, values))
        result.values += reseal_service(engine, vault)
        return result


def _quarantines_under(settings: Settings, key_id: str) -> list[Path]:
    files = (settings.home / "quarantine").glob("*.sealed")
    return [path for path in files if key_id in key_ids_of_quarantine(path)]

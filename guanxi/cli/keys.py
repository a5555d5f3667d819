"""The commands that mind the keys of sealed values, for whoever owns the machine."""

import re
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from graph.errors import KeyUnavailable
from graph.resealing import Resealed, reseal, values_by_key
from graph.session import GraphSession
from graph.vault import Vault
from guanxi.cli.recorded import recorded
from guanxi.settings import Settings, load_settings
from guanxi.wiring import key_file, open_session
from ingest.rejects import key_ids_of_quarantine

app = typer.Typer(help="Mind the keys of sealed values.", no_args_is_help=True)

_SEALING_KEY = re.compile(r"^k\d+$")


@app.command("list")
def list_keys() -> None:
    """List the keys, and how many values of the graph are sealed with each."""
    settings = load_settings()
    keys = key_file(settings)
    primary, known = keys.primary().key_id, keys.key_ids()
    with open_session(settings) as session:
        counts = values_by_key(session)
    for key_id in known:
        use = "seals" if key_id == primary else "opens" if _SEALING_KEY.match(key_id) else "locks"
        typer.echo(f"{key_id:<12} {use:<6} {counts.get(key_id, 0):,} values")
    for key_id in sorted(counts.keys() - set(known)):
        typer.echo(f"{key_id:<12} gone   {counts[key_id]:,} values that cannot be read")


@app.command("rotate")
def rotate() -> None:
    """Make a new key and seal every value of the graph with it; run it again when it was broken off."""
    settings = load_settings()
    keys = key_file(settings)
    vault = Vault(keys)
    with recorded(settings, "rotate_keys") as noted, open_session(settings) as session:
        result = Resealed()
        if waiting := _waiting(session, vault):
            typer.echo(f"An earlier rotation to {keys.primary().key_id} is not finished; it goes on.", err=True)
            result = _reseal(session, vault, waiting)
        if not result.values:
            # Nothing is left to do of an earlier rotation, or only what cannot be opened.
            typer.echo(f"New values are sealed with {keys.rotate().key_id}.", err=True)
            result = _reseal(session, vault, _waiting(session, vault))
        primary = keys.primary().key_id
        noted.update(key_id=primary, values=result.values, unreadable=result.unreadable)
    typer.echo(f"{result.values:,} values are sealed anew with {primary}.")
    if result.unreadable:
        typer.echo(f"{result.unreadable:,} values cannot be opened and stay as they are.")
    former = [key_id for key_id in keys.key_ids() if _SEALING_KEY.match(key_id) and key_id != primary]
    for key_id in former:
        typer.echo(f"guanxi keys destroy {key_id}   makes what is left under it, in backups too, unreadable for ever")


@app.command("destroy")
def destroy(
    key_id: Annotated[str, typer.Argument(help="The key, as 'guanxi keys list' shows it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget a key for ever; refused while a value of the graph is sealed with it."""
    settings = load_settings()
    keys = key_file(settings)
    if not _SEALING_KEY.match(key_id):
        raise KeyUnavailable(f"{key_id} is no key that rotation has replaced.")
    with recorded(settings, "destroy_key") as noted, open_session(settings) as session:
        noted.update(key_id=key_id)
        held = values_by_key(session).get(key_id, 0)
        if held:
            raise KeyUnavailable(f"{held:,} values are sealed with {key_id}; 'guanxi keys rotate' seals them anew.")
        files = _quarantines_under(settings, key_id)
        if files:
            typer.echo(f"{len(files)} quarantine files are sealed with it and cannot be read afterwards.")
        if not yes:
            typer.confirm(f"Destroy {key_id}? What it sealed, in backups too, can never be read again.", abort=True)
        keys.destroy(key_id)
    typer.echo(f"{key_id} is destroyed.")


def _waiting(session: GraphSession, vault: Vault) -> int:
    counts = Counter(values_by_key(session))
    return counts.total() - counts[vault.keys.primary().key_id]


def _reseal(session: GraphSession, vault: Vault, waiting: int) -> Resealed:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f} values"))
    with Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Sealing anew", total=waiting)
        return reseal(session, vault, lambda values: progress.advance(task, values))


def _quarantines_under(settings: Settings, key_id: str) -> list[Path]:
    files = (settings.home / "quarantine").glob("*.sealed")
    return [path for path in files if key_id in key_ids_of_quarantine(path)]

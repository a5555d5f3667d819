"""The commands of communities: look for them in the bank's graph, and list what was found."""

from datetime import datetime
from typing import Annotated

import typer

from algorithms.refusal import CannotRun
from algorithms.resolution import PROFILES
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.errors import InvalidParameters
from guanxi.cli.algorithms import progress_shown
from guanxi.cli.recorded import recorded
from guanxi.settings import load_settings
from guanxi.wiring import open_session, open_vault
from insights.communities import Communities
from insights.community_detection import CommunityDetection, DetectionReport

app = typer.Typer(help="Communities of the bank: detect, list.", no_args_is_help=True, rich_markup_mode=None)


@app.command("detect")
def detect(
    profile: Annotated[str, typer.Option("--profile", help=f"How large: {', '.join(PROFILES)}.")] = "team-size",
    projection: Annotated[str, typer.Option("--projection", help="Among which ties.")] = "social",
    valid_at: Annotated[
        datetime | None, typer.Option("--valid-at", formats=["%Y-%m-%d"], help="The day asked about; today.")
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Choose the resolution again, and begin from single parties.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same communities.", min=0)] = 0,
) -> None:
    """Look for communities, keep the ids of those that there were, and make them what is read."""
    as_of = AsOf.given(valid_at.date() if valid_at else None)
    settings = load_settings()
    with (
        recorded(settings, "detect_communities", f"{projection}/{profile}") as noted,
        open_session(settings) as session,
        progress_shown() as heard,
    ):
        detection = CommunityDetection(session, open_vault(settings))
        try:
            report = detection.detect(as_of, profile, projection, anew=anew, seed=seed, heard=heard)
        except CannotRun as error:
            raise InvalidParameters(str(error)) from error
        noted.update(run_id=report.run_id, valid_at=as_of.valid_at, communities=report.communities)
    _print(report)


@app.command("list")
def list_views() -> None:
    """List the sets of communities that were found."""
    settings = load_settings()
    with open_session(settings) as session:
        views = Communities(session, open_vault(settings)).views(LOCAL_CALLER)
    if not views:
        typer.echo("No communities were looked for yet: guanxi communities detect")
        return
    for view in views:
        figures = view.figures
        typer.echo(
            f"{view.view_id} on {view.valid_at}, found {view.finished_at:%Y-%m-%d %H:%M}: {figures['communities']:,} "
            f"communities, {figures['lonely']:,} of one alone, modularity {figures['modularity']:.3f}, resolution "
            f"{view.resolution:g}. sha256 {view.digest}"
        )


def _print(report: DetectionReport) -> None:
    typer.echo(
        f"{report.view_id}: {report.communities:,} communities of {report.members:,} among {report.parties:,} parties "
        f"and {report.ties:,} ties, in {report.seconds:.1f} s; {report.kept:,} stay where they were."
    )
    told = ", ".join(f"{count:,} {name.lower()}" for name, count in sorted(report.events.items())) or "nothing"
    typer.echo(
        f"Resolution {report.resolution:g}, modularity {report.modularity:.3f}. What happened: {told}. "
        f"Run {report.run_id}."
    )
    for warning in report.warnings:
        typer.echo(f"Warning: {warning}", err=True)
    typer.echo(f"Members sha256 {report.digest}")

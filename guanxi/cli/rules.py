"""The commands of rule packs: what rules there are, what each says, and what they make of a file of ties."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from algorithms.exposures import Capital
from graph.errors import InvalidParameters
from rules.evaluation import evaluate
from rules.facts_file import ReadFacts, read_facts
from rules.measure import Measure, decimal_of
from rules.pack import Rule, load_pack, pack_names

ROWS_SHOWN = 200
"""Measures that a terminal shows; --json has them all."""

app = typer.Typer(help="Rule packs: list, show, and try them on a file.", no_args_is_help=True, rich_markup_mode=None)

PackName = Annotated[str, typer.Option("--rule-pack", help="The rule pack: see `guanxi rules list`.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
ValidAt = Annotated[
    str | None, typer.Option("--valid-at", help="The day, as YYYY-MM-DD; today unless given.", show_default=False)
]


@app.command("list")
def list_packs(as_json: AsJson = False) -> None:
    """List the rule packs that come with Guanxi."""
    packs = [load_pack(name) for name in pack_names()]
    if as_json:
        described = [
            {"name": pack.name, "version": pack.version, "title": pack.title.model_dump(), "rules": len(pack.rules)}
            for pack in packs
        ]
        typer.echo(json.dumps(described, ensure_ascii=False, indent=2))
        return
    table = Table("pack", "version", "title", "rules")
    for pack in packs:
        table.add_row(pack.name, pack.version, f"{pack.title.en} {pack.title.zh}", str(len(pack.rules)))
    Console().print(table)


@app.command("show")
def show(
    pack: Annotated[str, typer.Argument(help="Name of the pack.")],
    valid_at: ValidAt = None,
    as_json: AsJson = False,
) -> None:
    """Show the rules of a pack: citation, threshold, since when, and how well the citation is verified."""
    day = None if valid_at is None else day_of(valid_at)
    found = load_pack(pack)
    rules = [rule for rule in found.rules if day is None or rule.is_in_force(day)]
    if as_json:
        typer.echo(json.dumps([_rule(rule) for rule in rules], ensure_ascii=False, indent=2))
        return
    console = Console()
    console.print(f"{found.title.en} {found.title.zh}, version {found.version}")
    table = Table("rule", "title", "cite", "test", "in force", "verified")
    for rule in rules:
        test = f"{rule.operator} {decimal_of(rule.threshold)}" if rule.threshold is not None else ""
        since = f"{rule.in_force_from or ''}…{rule.in_force_to or ''}"
        table.add_row(rule.id, escape(f"{rule.title.en} {rule.title.zh}"), rule.cite, test, since, rule.verified)
    console.print(table)
    console.print("verified: V read in a source, V2 in a secondary one, K general knowledge, to be confirmed")


@app.command("evaluate")
def evaluate_file(
    edges: Annotated[Path, typer.Option("--edges", help="CSV of ties: from_id, rel_type, to_id and more.")],
    nodes: Annotated[Path | None, typer.Option("--nodes", help="CSV of facts of parties: node_id and more.")] = None,
    rule_pack: PackName = "cn",
    valid_at: ValidAt = None,
    tier1: Annotated[
        str, typer.Option("--tier1", help="The bank's Tier 1 capital, in the unit of the file's amounts.")
    ] = "1000",
    net_capital: Annotated[
        str | None, typer.Option("--net-capital", help="The bank's net capital, in the same unit.", show_default=False)
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="End with exit code 1 when a row is rejected.")] = False,
    as_json: AsJson = False,
) -> None:
    """Try a rule pack on a file of ties, without a database; docs/rules.md describes the columns."""
    pack = load_pack(rule_pack)
    day = datetime.now(UTC).date() if valid_at is None else day_of(valid_at)
    own_funds = {Capital.TIER1: _capital("--tier1", tier1)}
    if net_capital is not None:
        own_funds[Capital.NET] = _capital("--net-capital", net_capital)
    read = read_facts(edges, nodes)
    measures = list(evaluate(read.facts, pack, day, own_funds))
    if as_json:
        typer.echo(json.dumps([asdict(found) for found in measures], ensure_ascii=False, indent=1))
    else:
        _print(measures, pack.name, day)
    _report_rejected(read)
    if strict and read.rejected:
        raise typer.Exit(1)


def day_of(value: str) -> date:
    """Return the day; raises InvalidParameters when it is none."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InvalidParameters(f"--valid-at takes a day as YYYY-MM-DD, not {value!r}.") from None


def _capital(option: str, value: str) -> Fraction:
    try:
        capital = Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise InvalidParameters(f"{option} takes an amount, not {value!r}.") from None
    if capital <= 0:
        raise InvalidParameters(f"{option} takes an amount above nothing, not {value!r}.")
    return capital


def _rule(rule: Rule) -> dict[str, object]:
    described = rule.model_dump(mode="json", exclude_none=True, exclude_defaults=True, exclude={"threshold"})
    return described if rule.threshold is None else described | {"threshold": decimal_of(rule.threshold)}


def _print(measures: Iterable[Measure], pack: str, day: date) -> None:
    rows = list(measures)
    table = Table("measure", "rule", "subject", "object", "value", title=f"{pack} on {day}")
    for found in rows[:ROWS_SHOWN]:
        table.add_row(found.measure, found.rule_id, found.subject_id, found.object_id, found.value)
    console = Console()
    console.print(table)
    more = f", the first {ROWS_SHOWN} shown; --json prints all" if len(rows) > ROWS_SHOWN else ""
    console.print(f"{len(rows):,} measures{more}")


def _report_rejected(read: ReadFacts) -> None:
    rejected = len(read.rejected)
    typer.echo(f"{read.accepted + rejected:,} rows read, {read.accepted:,} accepted, {rejected:,} rejected", err=True)
    for bad in read.rejected:
        where = f"{bad.file} row {bad.row}" + (f", {bad.column}" if bad.column else "")
        typer.echo(f"  {where}: {bad.reason} {bad.value!r}", err=True)

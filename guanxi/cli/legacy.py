"""The command that brings a graph kept by an older Neo4j, or by a py2neo application, into this one."""

from pathlib import Path
from typing import Annotated

import typer

from graph.errors import LegacyGraphUnreadable
from guanxi.cli.ingest import load_and_report
from ingest.legacy import LegacyGraph
from ingest.mapping_files import load_mapping


def legacy(
    mapping: Annotated[str, typer.Argument(help="A shipped mapping's name, or a mapping file.")],
    uri: Annotated[str, typer.Option("--uri", help="Address of the older graph, as in bolt://host:7687.")],
    password_file: Annotated[Path, typer.Option("--password-file", help="File that holds its password.")],
    user: Annotated[str, typer.Option("--user", help="User of the older graph.")] = "neo4j",
    database: Annotated[
        str | None, typer.Option("--database", help="One of its databases; a Neo4j before 4.0 has none.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON object.")] = False,
) -> None:
    """Load an older graph (Neo4j 3.5 to 4.4) through py2neo, which only reads it. Again, it changes nothing."""
    contract = load_mapping(mapping)
    with LegacyGraph(uri, user, _password(password_file), database) as delivery:
        load_and_report(contract, delivery, as_json=as_json)


def _password(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LegacyGraphUnreadable(f"The password file cannot be read: {error}.") from error

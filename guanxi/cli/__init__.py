"""The command `guanxi`: every command's function lives with its noun, this file only names them."""

import sys

import typer

from graph.errors import GuanxiError
from guanxi.cli import (
    algorithms,
    audit,
    communities,
    demo,
    export,
    ingest,
    keys,
    legacy,
    privacy,
    query,
    related_parties,
    replica,
    rules,
    sample,
    schema,
    serve,
    server,
    users,
)

app = typer.Typer(
    name="guanxi",
    help="Customer intelligence for banks on a Neo4j graph.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("up")(server.up)
app.command("down")(server.down)
app.command("status")(server.status)
app.command("lock-neo4j")(server.lock_neo4j)
app.command("serve")(serve.serve)
app.command("sample")(sample.sample)
app.command("demo")(demo.demo)
app.command("query")(query.query)
app.command("export")(export.export)
app.add_typer(algorithms.app, name="algorithms")
app.add_typer(audit.app, name="audit")
app.add_typer(communities.app, name="communities")
app.add_typer(privacy.app, name="privacy")
app.add_typer(schema.app, name="schema")
app.add_typer(replica.app, name="replica")
ingest.app.command("legacy")(legacy.legacy)
app.add_typer(ingest.app, name="ingest")
app.add_typer(keys.app, name="keys")
app.add_typer(related_parties.app, name="related-parties")
app.add_typer(rules.app, name="rules")
app.add_typer(users.app, name="users")


def main() -> None:
    """Run the command line; a condition that Guanxi names is a sentence and exit code 1, not a traceback."""
    try:
        app()
    except GuanxiError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)

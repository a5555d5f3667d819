"""Writes the reference pages of docs/ from the code: settings, queries, routes, mappings' vocabulary.

`python -m guanxi.reference` (or `make generate`) writes them; a test fails when one is stale.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from access.door import Door
from access.idempotency import IdempotencyKeys
from analyst.console import Console, Server
from analyst.saved_queries import SavedQueries
from api.app import create_app
from api.services import Services
from audit import Audit, Blinder
from cypher import Query, load_catalogue
from graph.entitlement import FieldClass
from graph.free_statements import FreeStatements
from graph.model import NODE_RECORDS, TIE_KINDS, PartyRecord
from graph.sealed_fields import PUBLIC_SCHEMES, SEALED, class_of
from graph.session import GraphSession
from graph.store import Store
from graph.vault import KeyFile, Vault
from guanxi.settings import setting_names
from ingest.names import search_forms
from insights.services import Insights
from privacy.rights import OtherPlaces, Rights

_DOCS = Path(__file__).parent.parent / "docs"
_INTERNAL = ("keys/", "legacy/", "load/", "schema/", "migrations/", "introspection/", "runs/")


def pages() -> dict[str, str]:
    """Return file name → text of every generated page."""
    return {
        "settings.md": _settings(),
        "queries.md": _queries(),
        "routes.md": _routes(),
        "graph-model.md": _graph_model(),
    }


def _settings() -> str:
    rows = [f"| `{name}` | `{default}` | {text} |" for name, (default, text) in setting_names().items()]
    head = "# Settings\n\nEach is an environment variable.\n\n| name | default | what it does |\n|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def _queries() -> str:
    shown = [found for found in load_catalogue().values() if not found.name.startswith(_INTERNAL)]
    head = (
        "# Queries\n\nEvery read statement of the service, from the headers of `cypher/`. Those below `questions/` are "
        "run by name: `GET /api/v1/queries/{name}`.\n"
    )
    return head + "".join(_query(found) for found in shown)


def _query(found: Query) -> str:
    parameters = ", ".join(f"`{name}` {kind}" for name, kind in found.params.items()) or "none"
    columns = ", ".join(f"`{column}`" for column in found.returns)
    return f"\n## {found.name}\n{found.answers}\n\nParameters: {parameters}. Columns: {columns}.\n"


def _routes() -> str:
    # The application is described, not asked: no connection is made until a statement runs.
    with GraphSession.connect("bolt://localhost", "", "") as session:
        vault = Vault(KeyFile(Path("unused")))
        engine = create_engine("sqlite://")
        places = OtherPlaces(search_forms, lambda _: 0, lambda: None)
        services = Services(
            store=Store(session, vault),
            door=Door(engine),
            vault=vault,
            rights=Rights(session, vault, KeyFile(Path("unused")), engine, places),
            audit=Audit(engine, Blinder(vault.blind), sign=lambda text: text),
            console=Console(Server("primary", FreeStatements(session))),
            idempotency=IdempotencyKeys(engine, vault),
            saved_queries=SavedQueries(engine),
            insights=Insights(Store(session, vault), vault, engine),
        )
        document = create_app(services).openapi()
    head = "# Routes\n\n| route | what it answers | statuses |\n|---|---|---|\n"
    rows = [
        f"| `{method.upper()} {path}` | {operation.get('summary', '')} | {_statuses(operation)} |"
        for path, operations in sorted(document["paths"].items())
        for method, operation in operations.items()
    ]
    return head + "\n".join(rows) + "\n"


def _statuses(operation: dict[str, Any]) -> str:
    return ", ".join(sorted(operation["responses"]))


def _graph_model() -> str:
    lines = ["# Graph model", "", "## Labels", "", "| label | properties |", "|---|---|"]
    records = {"Party": PartyRecord} | {label: record for label, (_, record) in NODE_RECORDS.items()}
    lines += [f"| `{label}` | {', '.join(record.model_fields)} |" for label, record in records.items()]
    lines += ["", "A party's `name_search` is of organisations; persons, whose names are sealed, have `name_terms`."]
    lines += ["", "## Ties", "", "| tie | own properties |", "|---|---|"]
    for kind in TIE_KINDS.values():
        arrow = "-" if kind.symmetric else "->"
        own = ", ".join(name for name in kind.record.model_fields if name not in _common_tie_properties()) or "–"
        lines.append(f"| `(:{kind.start})-[:{kind.name}]{arrow}(:{kind.end})` | {own} |")
    common = ", ".join(sorted(_common_tie_properties()))
    lines += ["", f"Every tie also has {common}, `recorded_at` and `superseded_at`.", *_field_classes()]
    return "\n".join([*lines, ""])


def _field_classes() -> list[str]:
    """How closely each property is kept; ties have internal ones but for those that are named."""
    records = {"Party": PartyRecord} | {label: record for label, (_, record) in NODE_RECORDS.items()}
    ties = {kind.name: kind.record for kind in TIE_KINDS.values() if kind.name in SEALED}
    lines = ["", "## Field classes", "", "| label or tie | public | internal | personal, sealed | sensitive, sealed |"]
    lines.append("|---|---|---|---|---|")
    for owner, record in {**records, **ties}.items():
        found: dict[FieldClass, list[str]] = {field: [] for field in FieldClass}
        for name in record.model_fields:
            found[class_of(owner, name)].append(name)
        cells = " | ".join(", ".join(names) or "–" for names in found.values())
        lines.append(f"| `{owner}` | {cells} |")
    lines += ["", "A party's personal properties are public in clear when it is an organisation, state or arrangement;"]
    lines += [f"an identifier's value when its scheme is {', '.join(sorted(PUBLIC_SCHEMES))} or a silo's own number."]
    return lines


def _common_tie_properties() -> set[str]:
    return set(TIE_KINDS["VIA"].record.model_fields)


if __name__ == "__main__":
    _DOCS.mkdir(exist_ok=True)
    for name, text in pages().items():
        (_DOCS / name).write_text(text, encoding="utf-8")

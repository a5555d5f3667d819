"""What the routes work with: one object made by the composition root, handed to `create_app`."""

from dataclasses import dataclass, field
from typing import cast

from starlette.requests import HTTPConnection

from access.door import Door
from access.idempotency import IdempotencyKeys
from analyst.console import Console
from analyst.saved_queries import SavedQueries
from audit import Audit
from graph.store import Store
from graph.vault import Vault
from insights.services import Insights
from privacy.rights import Rights
from rules.group_answers import BankCapital


@dataclass(frozen=True)
class Services:
    """The readers and writers behind the routes."""

    store: Store
    door: Door
    vault: Vault
    rights: Rights
    audit: Audit
    console: Console
    idempotency: IdempotencyKeys
    saved_queries: SavedQueries
    insights: Insights
    capital: BankCapital = field(default_factory=BankCapital)


def services_of(connection: HTTPConnection) -> Services:
    """Return what the application was made with."""
    return cast("Services", connection.app.state.services)

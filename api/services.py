"""What the routes work with: one object made by the composition root, handed to `create_app`."""

from dataclasses import dataclass
from typing import cast

from starlette.requests import HTTPConnection

from access.door import Door
from access.idempotency import IdempotencyKeys
from analyst.console import Console
from analyst.saved_queries import SavedQueries
from audit import Audit
from graph.store import Store
from graph.vault import Vault
from privacy.rights import Rights


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


def services_of(connection: HTTPConnection) -> Services:
    """Return what the application was made with."""
    return cast("Services", connection.app.state.services)

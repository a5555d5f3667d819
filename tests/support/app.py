"""The HTTP application as tests make it, on readers that they choose."""

import secrets
from dataclasses import replace
from typing import cast

from fastapi import FastAPI
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool
from starlette.testclient import TestClient

from access.door import Door
from access.idempotency import IdempotencyKeys
from analyst.console import Console, Server
from analyst.saved_queries import SavedQueries
from api.app import PREFIX, create_app
from api.hardening import Hardening
from api.security import current_caller
from api.services import Services
from audit import Audit, Blinder
from graph.caller import LOCAL_CALLER, Caller
from graph.free_statements import FreeStatements
from graph.scope import Scope
from graph.store import Store
from ingest.names import search_forms
from insights.services import Insights
from privacy.locked import LockingKeys
from privacy.rights import OtherPlaces, Rights
from rules.group_answers import BankCapital
from tests.support.vault import test_vault


def memory_engine() -> Engine:
    """Return a database that lives as long as the test."""
    return create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def memory_audit() -> Audit:
    """Return an audit that lives as long as the test."""
    vault = test_vault()
    return Audit(memory_engine(), Blinder(vault.blind), vault.digest)


TEST_HOSTS = ("testserver", "bank.example")


def app_on(
    store: Store,
    door: Door | None = None,
    audit: Audit | None = None,
    console: Console | None = None,
    hardening: Hardening | None = None,
    capital: BankCapital | None = None,
) -> FastAPI:
    """Return the application with every service that it needs, answering from `store`."""
    vault = test_vault()
    places = OtherPlaces(search_forms, lambda _: 0, lambda: None)
    rights = Rights(store.session, vault, cast("LockingKeys", vault.keys), memory_engine(), places)
    return create_app(
        Services(
            store=store,
            door=door or Door(memory_engine()),
            vault=vault,
            rights=rights,
            audit=audit or memory_audit(),
            console=console or Console(Server("primary", FreeStatements(store.session))),
            saved_queries=SavedQueries(memory_engine()),
            idempotency=IdempotencyKeys(memory_engine(), vault),
            capital=capital or BankCapital(),
            insights=Insights(store, vault, memory_engine()),
        ),
        hardening or Hardening(allowed_hosts=TEST_HOSTS),
    )


def client_of(store: Store, caller: Caller = LOCAL_CALLER) -> TestClient:
    """Return a client whose every request is this caller's; its addresses start below the prefix."""
    app = app_on(store)
    app.dependency_overrides[current_caller] = lambda: caller
    return TestClient(app, base_url=f"http://testserver{PREFIX}", raise_server_exceptions=False)


def signed_in_client(
    app: FastAPI, door: Door, role: str, *, employee_id: str | None = None, name: str | None = None
) -> TestClient:
    """Return a client with the token of a new user in this role."""
    name = name or f"{role}-{secrets.token_hex(4)}"
    door.users.add(name, [role], employee_id=employee_id)
    _, secret = door.tokens.make(name, "test", days=1)
    return TestClient(
        app,
        base_url=f"http://testserver{PREFIX}",
        headers={"Authorization": f"Bearer {secret}"},
        raise_server_exceptions=False,
    )


def caller_in(scope: Scope) -> Caller:
    """Return a caller who may see everything about the customers of `scope`."""
    return replace(LOCAL_CALLER, name="test", scope=scope)

"""The bank of tests/integration/api and signed-in clients over it."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from access.door import Door
from analyst.console import Console, RunLimits, Server
from api.app import PREFIX
from graph.free_statements import FreeStatements
from graph.session import GraphSession
from graph.store import Store
from tests.integration.api.conftest import bank
from tests.support.app import app_on, memory_engine, signed_in_client
from tests.support.vault import test_vault

__all__ = ["PREFIX", "bank"]

Clients = Callable[..., TestClient]


@pytest.fixture
def clients(bank: GraphSession) -> Clients:
    """Make a client in a role over one service; those made with the same limits share it."""
    services: dict[RunLimits, tuple[object, Door]] = {}

    def of(role: str = "analyst", limits: RunLimits | None = None) -> TestClient:
        chosen = limits or RunLimits()
        if chosen not in services:
            door = Door(memory_engine())
            console = Console(Server("primary", FreeStatements(bank)), chosen)
            services[chosen] = app_on(Store(bank, test_vault()), door, console=console), door
        app, door = services[chosen]
        return signed_in_client(app, door, role)  # type: ignore[arg-type]  # an application

    return of

"""The HTTP application as tests make it, on readers that they choose."""

from dataclasses import replace

from fastapi import FastAPI

from api.app import create_app
from api.services import Services
from graph.caller import LOCAL_CALLER, Caller
from graph.scope import Scope
from graph.store import Store


def app_on(store: Store) -> FastAPI:
    """Return the application with every service that it needs, answering from `store`."""
    return create_app(Services(store=store))


def caller_in(scope: Scope) -> Caller:
    """Return a caller who may see everything about the customers of `scope`."""
    return replace(LOCAL_CALLER, name="test", scope=scope)

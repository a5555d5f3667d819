"""Joins the parts: which Neo4j is used, and what is built on a connection to it."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from api.app import create_app
from api.services import Services
from graph.customers import WalkLimits
from graph.errors import GraphUnavailable
from graph.session import Deadlines, GraphSession
from graph.store import Store
from guanxi.local_neo4j import find
from guanxi.settings import Settings, neo4j_password

SERVICE_RETRY_SECONDS = 2.0
"""A request that waits longer for a lost server is better answered with a 503 and asked again."""


def open_session(settings: Settings, retry_seconds: float = Deadlines.retry_seconds) -> GraphSession:
    """Connect to the server that the settings name, or else to the one that `guanxi up` started.

    Transient failures are tried again for `retry_seconds`. Raises GraphUnavailable when there is no server,
    SettingsInvalid when its password is not given.
    """
    chosen = settings.neo4j
    deadlines = Deadlines(
        read_seconds=chosen.read_timeout_seconds,
        write_seconds=chosen.write_timeout_seconds,
        retry_seconds=retry_seconds,
    )
    if chosen.uri is not None:
        return GraphSession.connect(chosen.uri, chosen.user, neo4j_password(chosen), chosen.database, deadlines)
    server = find(settings.home)
    if server is None:
        raise GraphUnavailable("No Neo4j is running: start one with 'guanxi up', or set GUANXI_NEO4J__URI.")
    return GraphSession.connect(
        server.bolt_uri, server.user, server.password.get_secret_value(), chosen.database, deadlines
    )


@contextmanager
def open_app(settings: Settings) -> Iterator[FastAPI]:
    """Have the HTTP application on a connection of its own inside the block."""
    limits = settings.related_parties
    with open_session(settings, SERVICE_RETRY_SECONDS) as session:
        walk = WalkLimits(limits.hub_degree_max, limits.fan_out_max, limits.parties_max)
        yield create_app(Services(store=Store(session, walk)))

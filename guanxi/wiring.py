"""Joins the parts: which Neo4j is used, and what is built on a connection to it."""

from graph.errors import GraphUnavailable
from graph.session import Deadlines, GraphSession
from guanxi.local_neo4j import find
from guanxi.settings import Settings, neo4j_password


def open_session(settings: Settings) -> GraphSession:
    """Connect to the server that the settings name, or else to the one that `guanxi up` started.

    Raises GraphUnavailable when there is none, SettingsInvalid when its password is not given.
    """
    chosen = settings.neo4j
    deadlines = Deadlines(
        read_seconds=chosen.read_timeout_seconds, write_seconds=chosen.write_timeout_seconds
    )
    if chosen.uri is not None:
        return GraphSession.connect(
            chosen.uri, chosen.user, neo4j_password(chosen), chosen.database, deadlines
        )
    server = find(settings.home)
    if server is None:
        raise GraphUnavailable("No Neo4j is running: start one with 'guanxi up', or set GUANXI_NEO4J__URI.")
    return GraphSession.connect(
        server.bolt_uri, server.user, server.password.get_secret_value(), chosen.database, deadlines
    )

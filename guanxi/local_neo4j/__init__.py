"""A real Neo4j without Docker or an installed Java: found, fetched, started and stopped for one user."""

from guanxi.local_neo4j.server import RunningServer, Stopped, find, running, start, stop
from guanxi.local_neo4j.settings import LocalNeo4jSettings
from guanxi.local_neo4j.status import LocalStatus, local_status
from guanxi.local_neo4j.watcher import Watcher

__all__ = [
    "LocalNeo4jSettings",
    "LocalStatus",
    "RunningServer",
    "Stopped",
    "Watcher",
    "find",
    "local_status",
    "running",
    "start",
    "stop",
]

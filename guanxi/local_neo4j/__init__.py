"""A real Neo4j without Docker or an installed Java: found, fetched, started and stopped for one user."""

from guanxi.local_neo4j.server import (
    RunningServer,
    Stopped,
    address,
    find,
    is_alive,
    kill,
    prepare,
    running,
    start,
    stop,
)
from guanxi.local_neo4j.settings import LocalNeo4jSettings, ReplicaServerSettings
from guanxi.local_neo4j.status import LocalStatus, local_status
from guanxi.local_neo4j.watcher import Watcher

__all__ = [
    "LocalNeo4jSettings",
    "LocalStatus",
    "ReplicaServerSettings",
    "RunningServer",
    "Stopped",
    "Watcher",
    "address",
    "find",
    "is_alive",
    "kill",
    "local_status",
    "prepare",
    "running",
    "start",
    "stop",
]

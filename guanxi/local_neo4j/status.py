"""What can be told about the Neo4j of a home without touching it."""

from dataclasses import dataclass
from pathlib import Path

from graph.errors import LocalNeo4jError
from guanxi.local_neo4j.configuration import bolt_uri, browser_uri, http_uri
from guanxi.local_neo4j.password import USER
from guanxi.local_neo4j.paths import ServerPaths
from guanxi.local_neo4j.ports import remembered_ports
from guanxi.local_neo4j.process import find_process, memory_megabytes
from guanxi.local_neo4j.readiness import answers
from guanxi.local_neo4j.server import has_gds


@dataclass(frozen=True)
class LocalStatus:
    """State of one home's Neo4j; the addresses are known once it was started for the first time."""

    running: bool
    answering: bool
    pid: int | None
    memory_megabytes: int
    with_gds: bool
    bolt_uri: str | None
    http_uri: str | None
    browser_uri: str | None
    user: str
    password_file: Path
    data_dir: Path


def local_status(home: Path) -> LocalStatus:
    """Look at the Neo4j of `home`; creates nothing."""
    paths = ServerPaths(home)
    pid = find_process(paths) if paths.root.is_dir() else None
    ports = remembered_ports(paths.ports_file)
    if pid is not None and ports is None:
        message = f"Neo4j (process {pid}) runs, but {paths.ports_file} is gone. Run guanxi down, then guanxi up."
        raise LocalNeo4jError(message)
    return LocalStatus(
        running=pid is not None,
        answering=pid is not None and ports is not None and answers(ports),
        pid=pid,
        memory_megabytes=memory_megabytes(pid) if pid is not None else 0,
        with_gds=pid is not None and has_gds(paths),
        bolt_uri=bolt_uri(ports) if ports else None,
        http_uri=http_uri(ports) if ports else None,
        browser_uri=browser_uri(ports) if ports else None,
        user=USER,
        password_file=paths.password_file,
        data_dir=paths.data,
    )

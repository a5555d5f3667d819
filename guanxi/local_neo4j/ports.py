"""Which ports a home's Neo4j listens on: chosen when free, then kept, so that addresses stay true."""

import json
import socket
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import psutil

from graph.errors import LocalNeo4jError, LocalNeo4jStartFailed
from guanxi.local_neo4j.configuration import LOOPBACK, Ports

# Neo4j's own first, then a range below the one from which systems take the ports of outgoing connections.
BOLT_CANDIDATES = (7687, *range(17687, 17887))
HTTP_CANDIDATES = (7474, *range(17474, 17674))


def remembered_ports(path: Path) -> Ports | None:
    """The ports chosen earlier, or None. Raises LocalNeo4jError when the file is not what we wrote."""
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Ports(bolt=int(content["bolt"]), http=int(content["http"]))
    except (ValueError, KeyError, TypeError) as error:
        raise LocalNeo4jError(f"{path} is not readable. Remove it to have new ports chosen.") from error


def choose_ports(path: Path) -> Ports:
    """The remembered ports, or two free ones that are then remembered in `path`."""
    ports = remembered_ports(path)
    if ports is None:
        ports = Ports(bolt=_first_free(BOLT_CANDIDATES), http=_first_free(HTTP_CANDIDATES))
        path.write_text(json.dumps({"bolt": ports.bolt, "http": ports.http}) + "\n", encoding="utf-8")
    return ports


def require_free(ports: Ports, path: Path) -> None:
    """Raise LocalNeo4jStartFailed naming the program that holds one of our ports."""
    for port in (ports.bolt, ports.http):
        if not _is_free(port):
            message = (
                f"Port {port}, which this Neo4j uses, is taken by {_holder(port)}. "
                f"End that program, or remove {path} to have other ports chosen."
            )
            raise LocalNeo4jStartFailed(message)


def _first_free(candidates: Iterable[int]) -> int:
    # Port 0 at the end lets the system choose.
    return next(free for port in chain(candidates, (0,)) if (free := _bindable(port)) is not None)


def _is_free(port: int) -> bool:
    return _bindable(port) is not None


def _bindable(port: int) -> int | None:
    with socket.socket() as probe:
        # As Java does: connections of the last run that linger in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return None
        free: int = probe.getsockname()[1]
        return free


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN and tuple(connection.laddr)[1:] == (port,)
            if listens and connection.pid is not None:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        # Some systems show other users' connections to root alone.
        return "another program"
    return "another program"

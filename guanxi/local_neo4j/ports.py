"""Which ports a home's Neo4j listens on: chosen when free, then kept, so that addresses stay true."""

import json
import socket
import zlib
from collections.abc import Callable
from pathlib import Path

import psutil

from graph.errors import LocalNeo4jError
from guanxi.local_neo4j.configuration import LOOPBACK, Ports

# Neo4j's own ports, which clients try by themselves.
PREFERRED = Ports(bolt=7687, http=7474)
# Below the ports that systems hand to outgoing connections, one range for each of the two.
RANGES = Ports(bolt=10_000, http=20_000)
RANGE_SIZE = 10_000
CANDIDATES_MAX = 50


def remembered_ports(path: Path) -> Ports | None:
    """The ports chosen earlier, or None. Raises LocalNeo4jError when the file is not what we wrote."""
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Ports(bolt=int(content["bolt"]), http=int(content["http"]))
    except (ValueError, KeyError, TypeError) as error:
        raise LocalNeo4jError(f"{path} is not readable. Remove it to have new ports chosen.") from error


def choose_ports(path: Path, say: Callable[[str], None]) -> Ports:
    """The remembered ports; one that another program has taken since is replaced, said and remembered."""
    wanted = remembered_ports(path)
    if wanted is None:
        chosen = Ports(
            bolt=_free_port(PREFERRED.bolt, RANGES.bolt, path),
            http=_free_port(PREFERRED.http, RANGES.http, path),
        )
    else:
        chosen = Ports(
            bolt=_kept_or_free(wanted.bolt, RANGES.bolt, path, say),
            http=_kept_or_free(wanted.http, RANGES.http, path, say),
        )
    path.write_text(json.dumps({"bolt": chosen.bolt, "http": chosen.http}) + "\n", encoding="utf-8")
    return chosen


def _kept_or_free(wanted: int, range_start: int, path: Path, say: Callable[[str], None]) -> int:
    port = _free_port(wanted, range_start, path)
    if port != wanted:
        say(f"Port {wanted} is taken by {_holder(wanted)}; port {port} is used from now on.")
    return port


def _free_port(wanted: int, range_start: int, path: Path) -> int:
    # Each home begins elsewhere: homes that start at the same moment would all find the same port free.
    start = range_start + zlib.crc32(bytes(path)) % (RANGE_SIZE - CANDIDATES_MAX)
    candidates: tuple[int, ...] = (wanted, *range(start, start + CANDIDATES_MAX))
    for port in candidates:
        if _is_free(port):
            return port
    message = f"None of {CANDIDATES_MAX} ports from {start} on is free for Neo4j on {LOOPBACK}."
    raise LocalNeo4jError(message)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As Java does: connections of the last run that linger in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


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

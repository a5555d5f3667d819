"""Whether a Neo4j answers: the first bytes of Bolt, which need neither a driver nor a password."""

import socket

from guanxi.local_neo4j.configuration import LOOPBACK, Ports

# The magic of Bolt, then four proposals: 5.x down to 5.0, and three times none.
HANDSHAKE = bytes.fromhex("6060b01700080805000000000000000000000000")
ANSWER_BYTES = 4
TIMEOUT_SECONDS = 2.0


def answers(ports: Ports) -> bool:
    """Whether both Bolt and HTTP of a local Neo4j can be used."""
    return speaks_bolt(LOOPBACK, ports.bolt) and _accepts(LOOPBACK, ports.http)


def speaks_bolt(host: str, port: int) -> bool:
    """Whether what listens there agrees on a version of Bolt."""
    try:
        with socket.create_connection((host, port), timeout=TIMEOUT_SECONDS) as connection:
            connection.sendall(HANDSHAKE)
            answer = connection.recv(ANSWER_BYTES, socket.MSG_WAITALL)
    except OSError:
        return False
    return len(answer) == ANSWER_BYTES and any(answer)


def _accepts(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=TIMEOUT_SECONDS):
            return True
    except OSError:
        return False

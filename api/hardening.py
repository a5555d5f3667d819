"""What the service asks of every request before a route sees it, and what every answer carries."""

from dataclasses import dataclass

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Hardening:
    """Limits of requests and answers; the defaults are for a service that only this machine reaches.

    - `allowed_hosts`: names beside loopback that a request may call the service by.
    - `cors_origins`: sites whose scripts may call it from a browser, with the user's cookie; none by default.
    - `body_bytes_max`: 1 MiB, hundreds of times the largest body that a route takes.
    - `address_bytes_max`, `header_bytes_max`, `headers_max`: as common gateways have them.
    - `depth_max`: no body here nests deeper than 6.
    - `deadline_seconds`: until the answer begins; the graph's own deadline for a read is 30 s.
    """

    allowed_hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    body_bytes_max: int = 1 << 20
    address_bytes_max: int = 8 << 10
    header_bytes_max: int = 32 << 10
    headers_max: int = 100
    depth_max: int = 32
    deadline_seconds: float = 60.0

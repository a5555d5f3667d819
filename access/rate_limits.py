"""How often one caller, and one address at the door, may ask."""

import ipaddress
import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from graph.errors import TooManyRequests


@dataclass(frozen=True)
class Rates:
    """Limits in the notation of the limits library, as in `20/minute`."""

    sign_in: str = "20/minute"
    requests: str = "1200/minute"
    refused_strangers: str = "60/minute"


def _network_of(address: str) -> str:
    """Return what is counted as one address: of IPv6 the /64 that one machine is given, with all addresses in it."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4 or known.ipv4_mapped:  # noqa: PLR2004 - the version of the protocol
        return address
    return str(ipaddress.ip_network((int(known), 64), strict=False))


class RateLimits:
    """Counters in this process's memory: the service is one process."""

    def __init__(self, rates: Rates) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._sign_in = parse(rates.sign_in)
        self._requests = parse(rates.requests)
        self._refused_strangers = parse(rates.refused_strangers)

    def count_sign_in(self, address: str, name: str | None = None) -> None:
        """Count a try to sign in, for the address and for the name that was given; raises TooManyRequests."""
        self._count(self._sign_in, "address", _network_of(address))
        if name is not None:
            self._count(self._sign_in, "name", name)

    def count_request(self, caller: str) -> None:
        """Count a request of a caller; raises TooManyRequests."""
        self._count(self._requests, "caller", caller)

    def count_refused_stranger(self, address: str) -> None:
        """Count a refusal of somebody who has not signed in; raises TooManyRequests."""
        self._count(self._refused_strangers, "stranger", _network_of(address))

    def _count(self, limit: RateLimitItem, *who: str) -> None:
        if not self._limiter.hit(limit, *who):
            reset = self._limiter.get_window_stats(limit, *who).reset_time
            wait = max(1, math.ceil(reset - time.time()))
            raise TooManyRequests(f"That is more than {limit}; ask again in {wait} seconds.", wait)

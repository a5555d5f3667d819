"""How often one caller, and one address at the door, may ask."""

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


class RateLimits:
    """Counters in this process's memory: the service is one process."""

    def __init__(self, rates: Rates) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._sign_in = parse(rates.sign_in)
        self._requests = parse(rates.requests)

    def count_sign_in(self, address: str, name: str) -> None:
        """Count a try to sign in, for the address and for the name; raises TooManyRequests."""
        self._count(self._sign_in, "address", address)
        self._count(self._sign_in, "name", name)

    def count_request(self, caller: str) -> None:
        """Count a request of a caller; raises TooManyRequests."""
        self._count(self._requests, "caller", caller)

    def _count(self, limit: RateLimitItem, *who: str) -> None:
        if not self._limiter.hit(limit, *who):
            reset = self._limiter.get_window_stats(limit, *who).reset_time
            wait = max(1, math.ceil(reset - time.time()))
            raise TooManyRequests(f"That is more than {limit}; ask again in {wait} seconds.", wait)

"""How many statements may run at once: a bank's analysts share one small server."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from graph.errors import TooManyRequests

RETRY_AFTER_SECONDS = 5


class Slots:
    """Places for running statements, so many for one user and so many in all."""

    def __init__(self, per_user: int, in_all: int) -> None:
        self._per_user = per_user
        self._in_all = in_all
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def taken(self, user: str) -> Iterator[None]:
        """Hold a place inside the block; raises TooManyRequests when there is none."""
        with self._lock:
            if self._taken[user] >= self._per_user:
                raise TooManyRequests(f"You have {self._per_user} statements running already.", RETRY_AFTER_SECONDS)
            if self._taken.total() >= self._in_all:
                raise TooManyRequests(f"{self._in_all} statements are running already.", RETRY_AFTER_SECONDS)
            self._taken[user] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[user] -= 1
                # No entry is kept of who runs nothing.
                self._taken += Counter()

"""How two commands of one user keep apart: an advisory lock on a file, gone when its holder dies."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import LocalNeo4jError

# A first download on a slow line; a lock held longer than this belongs to a stopped process.
WAIT_SECONDS_MAX = 900
POLL_SECONDS = 0.2


@contextmanager
def hold_lock(path: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of `path`, waiting for whoever has it. Raises LocalNeo4jError after WAIT_SECONDS_MAX."""
    with path.open("w", encoding="ascii") as file:
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        told = False
        while not _try_lock(file.fileno()):
            if not told:
                say(f"Another guanxi command is at work on {path.parent}; waiting for it.")
                told = True
            if time.monotonic() > deadline:
                minutes = WAIT_SECONDS_MAX // 60
                raise LocalNeo4jError(f"Another guanxi command has held {path} for {minutes} minutes. End it first.")
            time.sleep(POLL_SECONDS)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

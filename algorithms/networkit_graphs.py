"""Networks for networkit, and the one way in which it is used here: one thread, so that a run can be repeated."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import networkit
import numpy as np

from algorithms.network import Network

_ALONE = threading.Lock()


@contextmanager
def one_thread(seed: int = 0) -> Iterator[None]:
    """Have networkit use one thread and this seed inside the block; both are the process's, so that others wait."""
    with _ALONE:
        threads = networkit.getMaxNumberOfThreads()
        networkit.setNumberOfThreads(1)
        networkit.setSeed(seed, useThreadId=False)
        try:
            yield
        finally:
            networkit.setNumberOfThreads(threads)


def to_networkit(network: Network, *, weighted: bool = False) -> Any:
    """Return the same as a graph of networkit."""
    starts, ends, weights = network.edges()
    columns = (starts.astype(np.uint64), ends.astype(np.uint64))
    table = (weights, columns) if weighted else columns
    return networkit.GraphFromCoo(table, n=len(network), weighted=weighted, directed=network.is_directed)

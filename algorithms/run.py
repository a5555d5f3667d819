"""Runs an algorithm of the catalogue on a projection, and says on what, how and how long."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psutil

from algorithms.catalogue import Algorithm
from algorithms.network import Network
from algorithms.outcome import Heard, Outcome
from algorithms.parameters import Parameters
from algorithms.projection import Projection
from algorithms.refusal import CannotRun

ROWS_AT_ONCE = 10_000


@dataclass(frozen=True)
class Request:
    """An algorithm with its parameters; `weighted` uses the ties' weights, `directed` None leaves their directions."""

    algorithm: Algorithm[Any]
    parameters: Parameters
    weighted: bool = False
    directed: bool | None = None


@dataclass(frozen=True)
class Report:
    """What a run was made on and what it gave; `bytes_estimated` was said beforehand."""

    request: Request
    keys: Sequence[str]
    ties: int
    input_digest: str
    bytes_estimated: int
    seconds: float
    outcome: Outcome

    def summary(self) -> dict[str, Any]:
        """Return everything but the columns as plain values."""
        return {
            "algorithm": self.request.algorithm.name,
            "parameters": self.request.parameters.model_dump(),
            "weighted": self.request.weighted,
            "nodes": len(self.keys),
            "ties": self.ties,
            "input_digest": self.input_digest,
            "digest": self.outcome.digest,
            "bytes_estimated": self.bytes_estimated,
            "seconds": round(self.seconds, 3),
            "stats": dict(self.outcome.stats),
            "warnings": list(self.outcome.warnings),
        }

    def rows(self, order: Sequence[int] | None = None) -> Iterator[dict[str, Any]]:
        """Yield each node's key and values as plain values, in the order of keys or in the given one."""
        places = np.arange(len(self.keys)) if order is None else np.asarray(order)
        for first in range(0, len(places), ROWS_AT_ONCE):
            some = places[first : first + ROWS_AT_ONCE]
            columns = [column[some].tolist() for column in self.outcome.columns.values()]
            for place, *values in zip(some.tolist(), *columns, strict=True):
                yield {"key": self.keys[place], **dict(zip(self.outcome.columns, values, strict=True))}

    def largest_parts(self, count: int, members: int) -> list[tuple[int, int, list[str]]]:
        """Return number, size and the first members' keys of the largest parts of a partition."""
        parts = next(iter(self.outcome.columns.values()))
        sizes = np.bincount(parts)
        return [
            (int(part), int(sizes[part]), [self.keys[node] for node in np.flatnonzero(parts == part)[:members]])
            for part in np.argsort(-sizes, kind="stable")[:count]
        ]

    def top(self, count: int) -> list[dict[str, Any]]:
        """Return the rows of the highest values in the first column, of equal ones those of the least keys."""
        first = next(iter(self.outcome.columns.values()))
        return list(self.rows(np.argsort(-first, kind="stable")[:count].tolist()))


def run(projection: Projection, request: Request, heard: Heard = lambda *_: None) -> Report:
    """Run it; raises CannotRun when it cannot be run on this, or would not fit into memory."""
    started = time.monotonic()
    needed = bytes_needed(projection, request)
    require_memory(needed)
    heard("building the network", 0, 0)
    network = Network.of(projection, weighted=request.weighted, directed=request.directed)
    heard(f"running {request.algorithm.name}", 0, 0)
    outcome = request.algorithm.run(network, request.parameters, heard)
    return Report(
        request, projection.keys, network.tie_count, projection.digest, needed, time.monotonic() - started, outcome
    )


def bytes_needed(projection: Projection, request: Request) -> int:
    """Return about how much memory the run will take at its peak."""
    is_directed = projection.is_directed if request.directed is None else request.directed
    return request.algorithm.bytes_needed(len(projection.keys), len(projection.start), is_directed=is_directed)


def require_memory(needed: int) -> None:
    """Raise CannotRun when so many bytes are not free on this machine."""
    free = psutil.virtual_memory().available
    if needed > free:
        raise CannotRun(
            f"The run would take about {needed / 2**30:.1f} GiB of memory and {free / 2**30:.1f} GiB are free."
        )


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what differs between two runs' figures: name → both values, None where one has none."""
    names = {**one, **other}
    return {name: (one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name)}

"""Algorithms on the graph by request: what they would need, their runs, and how two runs differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psutil

from algorithms.catalogue import Algorithm, algorithm_named
from algorithms.job import Part, project_part
from algorithms.outcome import Heard
from algorithms.refusal import CannotRun
from algorithms.run import Request, differences, run
from graph.as_of import AsOf
from graph.caller import Caller
from graph.errors import InvalidParameters
from graph.projections import IS_DIRECTED, Projections
from insights.background import BackgroundRun, BackgroundRuns

KIND = "algorithm"


@dataclass(frozen=True)
class Wanted:
    """What to run on which part of the graph; None sets no bound."""

    projection: str
    parameters: Mapping[str, Any]
    weighted: bool = False
    kinds: tuple[str, ...] | None = None
    weight_at_least: float | None = None
    confidence_at_least: float | None = None


@dataclass(frozen=True)
class Estimate:
    """How much a run would take at most, beside what is free; sizes are of all times, what is read can be less."""

    nodes: int
    ties: int
    bytes_needed: int
    bytes_free: int


@dataclass(frozen=True)
class Comparison:
    """Figures that differ, name → both values; `same_answer` says whether every node's value agrees."""

    same_input: bool
    same_answer: bool
    differences: Mapping[str, tuple[Any, Any]]


class AlgorithmRuns:
    """Starts and reads runs, each for its owner alone, inside the owner's entitlement."""

    def __init__(self, projections: Projections, background: BackgroundRuns) -> None:
        self._projections = projections
        self._background = background

    def estimate(self, name: str, projection: str) -> Estimate:
        """Return what a run would take; raises InvalidParameters."""
        algorithm = _algorithm(name)
        nodes, ties = self._projections.size(projection)
        needed = algorithm.bytes_needed(nodes, ties, is_directed=IS_DIRECTED[projection])
        return Estimate(nodes, ties, needed, psutil.virtual_memory().available)

    def start(self, name: str, wanted: Wanted, caller: Caller, as_of: AsOf) -> BackgroundRun:
        """Begin a run in the background; raises InvalidParameters for what cannot be run."""
        request = _request(name, wanted)

        def work(heard: Heard) -> Mapping[str, Any]:
            return self._run(request, wanted, caller, as_of, heard)

        told = {
            "algorithm": name,
            "projection": wanted.projection,
            "parameters": request.parameters.model_dump(mode="json"),
            "weighted": wanted.weighted,
            "kinds": None if wanted.kinds is None else list(wanted.kinds),
            "weight_at_least": wanted.weight_at_least,
            "confidence_at_least": wanted.confidence_at_least,
            "valid_at": as_of.valid_at.isoformat(),
            "known_at": as_of.known_at.isoformat(),
        }
        return self._background.start(KIND, caller.name, told, work)

    def get(self, run_id: str, caller: Caller) -> BackgroundRun:
        """Return a run; raises RunNotFound."""
        return self._background.get(run_id, caller.name)

    def all(self, caller: Caller) -> tuple[BackgroundRun, ...]:
        """Return the caller's runs, the latest first."""
        return self._background.of_owner(KIND, caller.name)

    def cancel(self, run_id: str, caller: Caller) -> BackgroundRun:
        """Have a run end at its next step; raises RunNotFound."""
        return self._background.cancel(run_id, caller.name)

    def summary(self, run_id: str, caller: Caller) -> dict[str, Any]:
        """Return the figures of a run; raises RunNotFound, RunConflict."""
        found: dict[str, Any] = self._background.answer(run_id, caller.name)["summary"]
        return found

    def rows(self, run_id: str, caller: Caller, first: int, count: int) -> tuple[list[dict[str, Any]], int]:
        """Return some nodes' values, highest first, and how many there are; raises RunNotFound, RunConflict."""
        rows = self._background.answer(run_id, caller.name)["rows"]
        return rows[first : first + count], len(rows)

    def compare(self, one: str, other: str, caller: Caller) -> Comparison:
        """Say how two runs differ; raises RunNotFound, RunConflict."""
        first, second = self.summary(one, caller), self.summary(other, caller)
        told = [{**run["stats"], **{name: run[name] for name in _COMPARED}} for run in (first, second)]
        return Comparison(
            first["input_digest"] == second["input_digest"],
            first["digest"] == second["digest"],
            differences(*told),
        )

    def _run(self, request: Request, wanted: Wanted, caller: Caller, as_of: AsOf, heard: Heard) -> Mapping[str, Any]:
        part = Part(wanted.kinds, wanted.weight_at_least, wanted.confidence_at_least, wanted.weighted)
        projected = project_part(self._projections, wanted.projection, caller, as_of, part, heard)
        report = run(projected.projection, request, heard)
        heard("keeping the answer", 0, 0)
        return {
            "summary": {**report.summary(), "ties_withheld": projected.ties_withheld},
            "rows": report.top(len(report.keys)),
        }


_COMPARED = ("algorithm", "nodes", "ties", "seconds", "weighted", "bytes_estimated")


def _algorithm(name: str) -> Algorithm[Any]:
    try:
        return algorithm_named(name)
    except CannotRun as error:
        raise InvalidParameters(str(error)) from error


def _request(name: str, wanted: Wanted) -> Request:
    if wanted.projection not in IS_DIRECTED:
        raise InvalidParameters(f"There is no projection {wanted.projection!r}; there are {', '.join(IS_DIRECTED)}.")
    algorithm = _algorithm(name)
    try:
        return Request(algorithm, algorithm.given(wanted.parameters), wanted.weighted)
    except CannotRun as error:
        raise InvalidParameters(str(error)) from error

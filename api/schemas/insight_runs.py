"""Shapes of algorithms and of runs in the background."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from algorithms.catalogue import ALGORITHMS, Algorithm
from api.schemas.common import Shape
from api.schemas.shares import Answered
from graph.projections import IS_DIRECTED
from insights.algorithm_runs import Comparison, Wanted
from insights.background import BackgroundRun, RunState

AlgorithmName = StrEnum("AlgorithmName", {name: name for name in ALGORITHMS})  # type: ignore[misc]
ProjectionName = StrEnum("ProjectionName", {name: name for name in IS_DIRECTED})  # type: ignore[misc]


class AlgorithmShape(Shape):
    """An algorithm that can be run."""

    name: str = Field(examples=["leiden"])
    about: str = Field(examples=["Communities, at a resolution chosen where runs agree"])
    parameters: dict[str, Any] = Field(description="What it takes, as a JSON schema.")

    @classmethod
    def of(cls, algorithm: Algorithm[Any]) -> "AlgorithmShape":
        """Return the shape of an algorithm."""
        return cls(name=algorithm.name, about=algorithm.about, parameters=algorithm.parameters.model_json_schema())


class AlgorithmsShape(Shape):
    """The algorithms that there are."""

    algorithms: list[AlgorithmShape]


class EstimateShape(Answered):
    """What a run would take at most; sizes are of all times, so that what is read can be less."""

    nodes: int = Field(ge=0)
    ties: int = Field(ge=0)
    bytes_needed: int = Field(ge=0, description="At the peak of the run.")
    bytes_free: int = Field(ge=0, description="What is free on the service's machine now.")


class NewRunShape(Shape):
    """What is to be run on which part of the graph."""

    projection: ProjectionName
    parameters: dict[str, Any] = Field(default_factory=dict, examples=[{"profile": "team-size"}])
    weighted: bool = Field(False, description="Use the ties' weights; otherwise each counts 1.")
    kinds: list[str] | None = Field(None, max_length=50, description="Only ties of these kinds.")
    weight_at_least: float | None = Field(None, description="Only ties of this weight or more.")
    confidence_at_least: float | None = Field(None, ge=0, le=1, description="Only ties at least this sure.")

    def wanted(self) -> Wanted:
        """Return it as the runner takes it."""
        return Wanted(
            self.projection,
            self.parameters,
            self.weighted,
            None if self.kinds is None else tuple(self.kinds),
            self.weight_at_least,
            self.confidence_at_least,
        )


class RunShape(Shape):
    """A run in the background: where it stands, and of what it is one."""

    run_id: str = Field(examples=["algorithm-0f3c9a1be4d27786"])
    state: RunState
    step: str = Field(description="What is being done.", examples=["finding communities"])
    done: int = Field(ge=0)
    whole: int = Field(ge=0, description="0 where it is not known.")
    reason: str | None = Field(description="Why it failed.")
    request: dict[str, Any]
    started_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, run: BackgroundRun) -> "RunShape":
        """Return the shape of a run."""
        return cls(
            run_id=run.run_id,
            state=run.state,
            step=run.step,
            done=run.done,
            whole=run.whole,
            reason=run.reason,
            request=dict(run.request),
            started_at=_moment(run.started_at),
            ended_at=None if run.ended_at is None else _moment(run.ended_at),
        )


class AlgorithmRunShape(RunShape):
    """The same with its figures, once it has ended well."""

    summary: dict[str, Any] | None = None


class RunsShape(Shape):
    """The caller's runs, the latest first."""

    runs: list[RunShape]


class RunRowsShape(Shape):
    """Some nodes' values, the highest first."""

    rows: list[dict[str, Any]] = Field(examples=[[{"key": "core:17", "rank": 0.003}]])
    total: int = Field(ge=0)


class DifferenceShape(Shape):
    """A figure that differs between two runs."""

    name: str = Field(examples=["modularity"])
    one: Any
    other: Any


class ComparisonShape(Shape):
    """How two runs differ."""

    same_input: bool
    same_answer: bool = Field(description="Whether every node's value agrees.")
    differences: list[DifferenceShape]

    @classmethod
    def of(cls, found: Comparison) -> "ComparisonShape":
        """Return the shape of a comparison."""
        return cls(
            same_input=found.same_input,
            same_answer=found.same_answer,
            differences=[
                DifferenceShape(name=name, one=one, other=other) for name, (one, other) in found.differences.items()
            ],
        )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

"""Routes of graph algorithms: which there are, what a run would take, runs with progress, and how two differ."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from algorithms.catalogue import ALGORITHMS
from api.audit_recorder import note
from api.dependencies import AsOfDep, CallerDep, ServicesDep
from api.problems import problem_responses
from api.schemas.insight_runs import (
    AlgorithmName,
    AlgorithmRunShape,
    AlgorithmShape,
    AlgorithmsShape,
    ComparisonShape,
    EstimateShape,
    NewRunShape,
    ProjectionName,
    RunRowsShape,
    RunShape,
    RunsShape,
)
from graph.errors import InvalidParameters, RunConflict, RunNotFound
from insights.background import RunState

router = APIRouter(tags=["algorithms"])

Name = Annotated[AlgorithmName, Path(description="The algorithm.", examples=["leiden"])]
RunId = Annotated[str, Path(description="The run's id.", max_length=64, examples=["algorithm-0f3c9a1be4d27786"])]


@router.get("/algorithms")
def list_algorithms() -> AlgorithmsShape:
    """List the algorithms that can be run, with the parameters of each."""
    return AlgorithmsShape(algorithms=[AlgorithmShape.of(algorithm) for algorithm in ALGORITHMS.values()])


@router.get("/algorithms/{name}/estimate")
def estimate_algorithm(
    services: ServicesDep,
    name: Name,
    projection: Annotated[ProjectionName, Query(description="On which projection.", examples=["social"])],
) -> EstimateShape:
    """Say how much memory a run would take, before it is begun."""
    return EstimateShape.model_validate(services.insights.algorithms.estimate(name, projection))


@router.post("/algorithms/{name}/runs", status_code=202, responses=problem_responses(InvalidParameters))
def start_algorithm(
    request: Request, services: ServicesDep, caller: CallerDep, as_of: AsOfDep, name: Name, wanted: NewRunShape
) -> RunShape:
    """Begin a run on what the caller may see; it goes on in the background."""
    note(request, algorithm=name, projection=wanted.projection)
    return RunShape.of(services.insights.algorithms.start(name, wanted.wanted(), caller, as_of))


@router.get("/algorithm-runs")
def list_algorithm_runs(services: ServicesDep, caller: CallerDep) -> RunsShape:
    """List the caller's own runs, the latest first."""
    return RunsShape(runs=[RunShape.of(run) for run in services.insights.algorithms.all(caller)])


@router.get("/algorithm-runs/{run_id}", responses=problem_responses(RunNotFound))
def show_algorithm_run(services: ServicesDep, caller: CallerDep, run_id: RunId) -> AlgorithmRunShape:
    """Show where a run stands, and its figures once it has ended well."""
    run = services.insights.algorithms.get(run_id, caller)
    has_figures = run.state is RunState.COMPLETED
    summary = services.insights.algorithms.summary(run_id, caller) if has_figures else None
    return AlgorithmRunShape(**RunShape.of(run).model_dump(), summary=summary)


@router.delete("/algorithm-runs/{run_id}", responses=problem_responses(RunNotFound))
def cancel_algorithm_run(services: ServicesDep, caller: CallerDep, run_id: RunId) -> RunShape:
    """Have a run end at its next step; one that has ended stays."""
    return RunShape.of(services.insights.algorithms.cancel(run_id, caller))


@router.get("/algorithm-runs/{run_id}/rows", responses=problem_responses(RunNotFound, RunConflict))
def algorithm_run_rows(
    services: ServicesDep,
    caller: CallerDep,
    run_id: RunId,
    offset: Annotated[int, Query(description="How many to pass over.", ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(description="How many at most.", ge=1, le=1000)] = 50,
) -> RunRowsShape:
    """Give nodes' values, the highest first."""
    rows, total = services.insights.algorithms.rows(run_id, caller, offset, limit)
    return RunRowsShape(rows=rows, total=total)


@router.get("/algorithm-runs/{run_id}/comparison", responses=problem_responses(RunNotFound, RunConflict))
def compare_algorithm_runs(
    services: ServicesDep,
    caller: CallerDep,
    run_id: RunId,
    other: Annotated[str, Query(description="The other run's id.", max_length=64)],
) -> ComparisonShape:
    """Say how two runs differ: in what they were made on, their figures, their answers."""
    return ComparisonShape.of(services.insights.algorithms.compare(run_id, other, caller))

"""Routes of influence: who has it, and plans whom to win under consent and budget."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.audit_recorder import note
from api.dependencies import AsOfDep, CallerDep, ServicesDep
from api.problems import problem_responses
from api.schemas.influence import (
    InfluencersShape,
    NewPlanShape,
    PlanAnswerShape,
    PlanShape,
    named,
    party_ids_of,
)
from api.schemas.insight_runs import RunShape
from graph.errors import ProductNotFound, RunNotFound
from insights.background import RunState

router = APIRouter(tags=["influence"])

PlanId = Annotated[str, Path(description="The plan's id.", max_length=64, examples=["influence-0f3c9a1be4d27786"])]


@router.get("/influencers", responses=problem_responses(ProductNotFound))
def list_influencers(
    services: ServicesDep,
    caller: CallerDep,
    as_of: AsOfDep,
    product: Annotated[str | None, Query(description="For this product.", max_length=200)] = None,
    segment: Annotated[str | None, Query(description="Only customers of this segment.", max_length=200)] = None,
    channel: Annotated[str, Query(description="Whether they may be contacted by it.", max_length=40)] = "SMS",
    limit: Annotated[int, Query(description="How many.", ge=1, le=200)] = 50,
) -> InfluencersShape:
    """Rank customers by influence, with reasons, and with whether they may be contacted."""
    found = services.insights.influence.influencers(caller, as_of, product, segment, channel, limit)
    names = services.insights.names(sorted(party_ids_of(found)), caller)
    return InfluencersShape.model_validate(named(found, names))


@router.post("/influence/plans", status_code=202, responses=problem_responses(ProductNotFound))
def plan_influence(
    request: Request, services: ServicesDep, caller: CallerDep, as_of: AsOfDep, wanted: NewPlanShape
) -> RunShape:
    """Begin a plan whom to win; it is made in the background."""
    note(request, product_id=wanted.product_id, channel=wanted.channel)
    return RunShape.of(services.insights.influence.start(wanted.wanted(), caller, as_of))


@router.get("/influence/plans/{plan_id}", responses=problem_responses(RunNotFound))
def show_influence_plan(services: ServicesDep, caller: CallerDep, plan_id: PlanId) -> PlanShape:
    """Show where a plan stands, and whom to win once it is made."""
    run = services.insights.influence.get(plan_id, caller)
    shape = RunShape.of(run).model_dump()
    if run.state is not RunState.COMPLETED:
        return PlanShape(**shape)
    answer = services.insights.influence.answer(plan_id, caller)
    names = services.insights.names(sorted(party_ids_of(answer)), caller)
    return PlanShape(**shape, plan=PlanAnswerShape.model_validate(named(answer, names)))


@router.delete("/influence/plans/{plan_id}", responses=problem_responses(RunNotFound))
def cancel_influence_plan(services: ServicesDep, caller: CallerDep, plan_id: PlanId) -> RunShape:
    """Have a plan's run end at its next step; one that has ended stays."""
    return RunShape.of(services.insights.influence.cancel(plan_id, caller))

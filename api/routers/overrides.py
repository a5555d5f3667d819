"""Routes of overrides: a person's judgement on what is derived, with evidence, approved by a second person."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from api.audit_recorder import note
from api.dependencies import CallerDep, PartyId, ServicesDep
from api.problems import problem_responses
from api.schemas.overrides import NewOverrideShape, OverrideDecisionShape, OverrideShape, OverridesShape
from graph.errors import CustomerNotFound, InvalidParameters, OverrideConflict, OverrideNotFound, RulePackNotFound
from rules.overrides import Overrides
from rules.pack import load_pack

OverrideId = Annotated[
    str, Path(description="The override's id.", min_length=1, max_length=40, examples=["override-0f3c9a1be4d27786"])
]

router = APIRouter(tags=["relations"])


async def _overrides(services: ServicesDep) -> Overrides:
    return Overrides(services.store.session, services.vault)


OverridesDep = Annotated[Overrides, Depends(_overrides)]


@router.get("/customers/{party_id}/overrides", responses=problem_responses(CustomerNotFound))
def customer_overrides(party_id: PartyId, overrides: OverridesDep, caller: CallerDep) -> OverridesShape:
    """List what persons have judged, or propose to judge, about a party."""
    return OverridesShape.of(overrides.of_party(party_id, caller))


@router.post(
    "/customers/{party_id}/overrides",
    status_code=201,
    responses=problem_responses(CustomerNotFound, RulePackNotFound, InvalidParameters),
)
def propose_override(
    request: Request, party_id: PartyId, overrides: OverridesDep, caller: CallerDep, wanted: NewOverrideShape
) -> OverrideShape:
    """Propose that a relation be judged otherwise than it is derived; it counts when a second person approves it."""
    pack = load_pack(wanted.rule_pack)
    note(request, relation=wanted.relation.value, decision=wanted.decision.value, rule_pack=pack.name)
    return OverrideShape.model_validate(overrides.propose(wanted.proposal(party_id), caller))


@router.post("/overrides/{override_id}/decision", responses=problem_responses(OverrideNotFound, OverrideConflict))
def decide_override(
    request: Request,
    override_id: OverrideId,
    overrides: OverridesDep,
    caller: CallerDep,
    decision: OverrideDecisionShape,
) -> OverrideShape:
    """Approve or refuse what somebody else has proposed; approved, it counts from the next answer on."""
    note(request, approve=decision.approve)
    return OverrideShape.model_validate(overrides.decide(override_id, caller, approve=decision.approve))


@router.post("/overrides/{override_id}/withdrawal", responses=problem_responses(OverrideNotFound, OverrideConflict))
def withdraw_override(override_id: OverrideId, overrides: OverridesDep, caller: CallerDep) -> OverrideShape:
    """Let an approved override count no longer; answers about the time before still know it."""
    return OverrideShape.model_validate(overrides.withdraw(override_id, caller))

"""Routes of erasure: what would go, the request, the second person's decision, the certificate, what is locked."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.audit_recorder import note
from api.dependencies import CallerDep, PartyId, ServicesDep
from api.problems import problem_responses
from api.schemas.erasures import (
    ErasureDecisionShape,
    ErasurePlanShape,
    ErasureShape,
    ErasuresShape,
    LockedReasonShape,
    LockedShape,
    NewErasureShape,
)
from graph.errors import CustomerNotFound, ErasureConflict, ErasureNotFound, InvalidParameters, KeyUnavailable

CertificateId = Annotated[
    str,
    Path(description="The erasure's id.", min_length=1, max_length=40, examples=["erasure-0f3c9a1be4d27786"]),
]

router = APIRouter(tags=["rights of persons"])


@router.get("/customers/{party_id}/erasure", responses=problem_responses(CustomerNotFound, InvalidParameters))
def plan_erasure(party_id: PartyId, services: ServicesDep, caller: CallerDep) -> ErasurePlanShape:
    """Say what an erasure would come to today: what would go, and what the law keeps; nothing happens."""
    return ErasurePlanShape.of(services.rights.erasures.plan(party_id, caller))


@router.post(
    "/customers/{party_id}/erasure",
    status_code=201,
    responses=problem_responses(CustomerNotFound, InvalidParameters, ErasureConflict),
)
def request_erasure(
    request: Request, party_id: PartyId, services: ServicesDep, caller: CallerDep, wanted: NewErasureShape
) -> ErasureShape:
    """Ask for a person to be erased; a second person decides."""
    note(request, ground=wanted.ground.value)
    return ErasureShape.of(services.rights.erasures.request(party_id, wanted.ground.value, caller))


@router.get("/erasures")
def list_erasures(services: ServicesDep) -> ErasuresShape:
    """List every erasure, the latest first."""
    return ErasuresShape(erasures=[ErasureShape.of(item) for item in services.rights.erasures.certificates.all()])


@router.get("/erasures/{certificate_id}", responses=problem_responses(ErasureNotFound))
def show_erasure(certificate_id: CertificateId, services: ServicesDep) -> ErasureShape:
    """Show one erasure; of one that is done this is the certificate."""
    return ErasureShape.of(services.rights.erasures.certificates.get(certificate_id))


@router.post(
    "/erasures/{certificate_id}/decision",
    responses=problem_responses(ErasureNotFound, ErasureConflict, KeyUnavailable),
)
def decide_erasure(
    request: Request,
    certificate_id: CertificateId,
    services: ServicesDep,
    caller: CallerDep,
    decision: ErasureDecisionShape,
) -> ErasureShape:
    """Decide on an erasure that somebody else has asked for; approved, it is carried out at once."""
    note(request, approve=decision.approve)
    desk = services.rights.erasures
    decided = desk.approve(certificate_id, caller) if decision.approve else desk.refuse(certificate_id, caller)
    return ErasureShape.of(decided)


@router.post("/erasures/{certificate_id}/locked", responses=problem_responses(ErasureNotFound, KeyUnavailable))
def read_locked(
    request: Request, certificate_id: CertificateId, services: ServicesDep, wanted: LockedReasonShape
) -> LockedShape:
    """Open what the law keeps of an erased person, for a reason, which the audit keeps."""
    note(request, reason=wanted.reason.value)
    return LockedShape(certificate_id=certificate_id, content=services.rights.erasures.locked(certificate_id))

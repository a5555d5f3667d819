"""Routes that serve the rights of one person: to know what is held, and to have it corrected."""

from http import HTTPStatus

from fastapi import APIRouter, Request

from api.audit_recorder import note
from api.dependencies import CallerDep, PartyId, ServicesDep
from api.problems import problem_responses
from api.schemas.persons import AccessReportShape, CorrectedShape, NewCorrectionShape
from audit import EntryFilter
from graph.errors import AuditUnavailable, CustomerNotFound, InvalidParameters

VIEWS_MAX = 1_000
"""The latest looks at a person; earlier ones are in the audit."""

router = APIRouter(prefix="/customers/{party_id}", tags=["rights of persons"])


@router.get("/access-report", responses=problem_responses(CustomerNotFound, AuditUnavailable))
def customer_access_report(party_id: PartyId, services: ServicesDep, caller: CallerDep) -> AccessReportShape:
    """Give every statement about a person with its source, for the person who asked; values are opened."""
    return AccessReportShape.of(
        services.rights.access_reports.of_party(party_id, caller),
        services.audit.find(EntryFilter(subject=party_id, outcome=HTTPStatus.OK), limit=VIEWS_MAX),
    )


@router.post("/corrections", status_code=201, responses=problem_responses(CustomerNotFound, InvalidParameters))
def correct_customer(
    party_id: PartyId, services: ServicesDep, caller: CallerDep, wanted: NewCorrectionShape, request: Request
) -> CorrectedShape:
    """Correct a field of a person; sources stay as they are, and no later delivery overwrites it."""
    note(request, field=wanted.field.value)
    return CorrectedShape.of(services.rights.corrections.correct(party_id, wanted.wanted(), caller))

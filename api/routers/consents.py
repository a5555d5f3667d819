"""Routes about consent: what a person allows, what he said, and who may be addressed."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import AsOfDep, CallerDep, PartyId, ServicesDep
from api.problems import problem_responses
from api.schemas.common import AsOfShape
from api.schemas.consents import (
    ConsentChannel,
    ConsentsShape,
    ContactableShape,
    NewDecisionShape,
    NewObjectionShape,
)
from graph.as_of import AsOf
from graph.consent_rules import ConsentPurpose
from graph.errors import CustomerNotFound, InvalidParameters

PARTIES_MAX = 200
"""As many as a page of a listing has."""

router = APIRouter(tags=["consents"])


@router.get("/customers/{party_id}/consents", responses=problem_responses(CustomerNotFound))
def customer_consents(party_id: PartyId, services: ServicesDep, caller: CallerDep, as_of: AsOfDep) -> ConsentsShape:
    """Give what a person allows by purpose and channel, the strictest of all that was said, and the history."""
    return ConsentsShape.of(services.rights.consents.of_party(party_id, caller, as_of), as_of)


@router.post(
    "/customers/{party_id}/consents", status_code=201, responses=problem_responses(CustomerNotFound, InvalidParameters)
)
def record_consent(
    party_id: PartyId, services: ServicesDep, caller: CallerDep, told: NewDecisionShape
) -> ConsentsShape:
    """Record what a person said; earlier decisions stay in the history."""
    return ConsentsShape.of(services.rights.consent_desk.record(party_id, told.told(), caller), AsOf.given())


@router.post(
    "/customers/{party_id}/objection", status_code=201, responses=problem_responses(CustomerNotFound, InvalidParameters)
)
def record_objection(
    party_id: PartyId, services: ServicesDep, caller: CallerDep, told: NewObjectionShape
) -> ConsentsShape:
    """Record that a person wants no marketing: no channel and no profiling, until the person revokes it."""
    found = services.rights.consent_desk.object(party_id, told.obtained_by.value, told.decided_at, caller)
    return ConsentsShape.of(found, AsOf.given())


@router.get("/contactable-customers")
def contactable_customers(
    services: ServicesDep,
    caller: CallerDep,
    as_of: AsOfDep,
    party_id: Annotated[
        list[Annotated[str, Query(min_length=1, max_length=200)]],
        Query(
            description="Whom to address, by party id; repeatable.",
            min_length=1,
            max_length=PARTIES_MAX,
            examples=[["core:17"]],
        ),
    ],
    channel: Annotated[ConsentChannel, Query(description="How they would be addressed.")],
    purpose: Annotated[ConsentPurpose, Query(description="What for.")] = ConsentPurpose.MARKETING,
) -> ContactableShape:
    """Keep of these customers those who allow it now; a withdrawal counts from the next request on."""
    allowed = services.rights.consents.contactable(party_id, purpose.value, channel.value, caller, as_of)
    return ContactableShape(as_of=AsOfShape.of(as_of), purpose=purpose, channel=channel.value, party_ids=list(allowed))

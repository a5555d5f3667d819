"""Routes about customers: search, 360 view, timeline, related parties, unmasking."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.audit_recorder import note
from api.dependencies import AsOfDep, CallerDep, Cursor, Limit, PartyId, ServicesDep, StoreDep
from api.problems import problem_responses
from api.schemas.customers import CustomersShape
from api.schemas.profile import ProfileShape
from api.schemas.related_parties import RelatedPartiesShape, related_parties_json
from api.schemas.timeline import TimelineShape
from api.schemas.unmask import UnmaskedShape, UnmaskShape
from graph.entitlement import RELATED_KINDS
from graph.errors import CustomerNotFound, InvalidCursor, TraversalTooLarge
from graph.related_parties import DEPTH_MAX
from graph.timeline import TimelineFilter, omitted_from_timeline

QUERY_LENGTH_MAX = 200
"""Longer than any name or number."""

RelatedKind = StrEnum("RelatedKind", {kind: kind for kind in RELATED_KINDS})  # type: ignore[misc] # made from the model

router = APIRouter(prefix="/customers", tags=["customers"])


@router.get("", responses=problem_responses(InvalidCursor))
def search_customers(
    request: Request,
    store: StoreDep,
    caller: CallerDep,
    as_of: AsOfDep,
    q: Annotated[
        str,
        Query(
            description="A name in Chinese, pinyin or its initials, or a customer, ID or company number.",
            min_length=1,
            max_length=QUERY_LENGTH_MAX,
            examples=["张伟", "zhang wei", "91310000MA1FL0000X"],
        ),
    ],
    include_non_customers: Annotated[
        bool, Query(description="Also find parties that are only known from others' ties.")
    ] = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> CustomersShape:
    """Find customers by number or name; nobody found is an empty list."""
    page = store.customers.search(
        q, caller, as_of, include_non_customers=include_non_customers, cursor=cursor, limit=limit
    )
    note(request, results=len(page.items))
    return CustomersShape.of(page, as_of)


@router.get("/{party_id}", responses=problem_responses(CustomerNotFound))
def customer_profile(party_id: PartyId, services: ServicesDep, caller: CallerDep, as_of: AsOfDep) -> ProfileShape:
    """Give the 360 view: identity, holdings, exposure, ties, contacts, timeline, tier, freshness, own influence."""
    profile = services.store.customers.profile(party_id, caller, as_of)
    timeline = services.store.customers.timeline(party_id, caller, as_of)
    standing = services.insights.scoreboards.standing(party_id, caller)
    return ProfileShape.of(profile, timeline, as_of, standing)


@router.get("/{party_id}/timeline", responses=problem_responses(CustomerNotFound, InvalidCursor))
def customer_timeline(
    party_id: PartyId,
    store: StoreDep,
    caller: CallerDep,
    as_of: AsOfDep,
    channel: Annotated[str | None, Query(description="Only over this channel, by its id.", max_length=200)] = None,
    kind: Annotated[str | None, Query(description="Only of this kind, as in LOGIN.", max_length=64)] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> TimelineShape:
    """List touchpoints up to the day asked about, newest first."""
    page = store.customers.timeline(party_id, caller, as_of, TimelineFilter(channel, kind), cursor=cursor, limit=limit)
    return TimelineShape.for_party(party_id, page, as_of, omitted_from_timeline(caller.entitlement))


@router.get(
    "/{party_id}/related-parties",
    response_model=RelatedPartiesShape,
    responses=problem_responses(CustomerNotFound, TraversalTooLarge),
)
def customer_related_parties(
    party_id: PartyId,
    store: StoreDep,
    caller: CallerDep,
    as_of: AsOfDep,
    depth: Annotated[int, Query(description="How many steps to walk.", ge=1, le=DEPTH_MAX)] = 2,
    kinds: Annotated[
        list[RelatedKind] | None, Query(description="Only over ties of these kinds; all when absent.")
    ] = None,
) -> Response:
    """List related parties, each once, with the strongest of its shortest paths; no walk through hubs."""
    found = store.customers.related_parties(
        party_id, caller, as_of, depth=depth, kinds=[kind.value for kind in kinds or ()]
    )
    return Response(related_parties_json(found, as_of, depth), media_type="application/json")


@router.post("/{party_id}/unmask", responses=problem_responses(CustomerNotFound))
def unmask_customer(
    party_id: PartyId, request: Request, store: StoreDep, caller: CallerDep, as_of: AsOfDep, wanted: UnmaskShape
) -> UnmaskedShape:
    """Show numbers, phones and addresses of a customer in clear, for a reason; both are recorded."""
    note(request, reason=wanted.reason, fields=[field.value for field in wanted.fields])
    values = store.customers.unmask(party_id, wanted.fields, caller, as_of)
    return UnmaskedShape.of(party_id, values, as_of)

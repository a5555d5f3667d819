"""Routes of communities: which there are, what is said of each, who is in it, what has happened to it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.dependencies import CallerDep, Cursor, Limit, ServicesDep
from api.problems import problem_responses
from api.schemas.communities import (
    CommunitiesShape,
    CommunityShape,
    CommunityViewShape,
    CommunityViewsShape,
    LineageEventShape,
    LineageShape,
    MembersShape,
)
from graph.errors import CommunityNotFound, InvalidCursor

router = APIRouter(tags=["communities"])

CommunityId = Annotated[
    str, Path(description="The community's id.", max_length=64, examples=["community-5b2c7d0e9f31a864"])
]
_LISTED = problem_responses(CommunityNotFound, InvalidCursor)


@router.get("/community-views")
def community_views(services: ServicesDep, caller: CallerDep) -> CommunityViewsShape:
    """List the sets of communities that were found, with how good each is."""
    found = services.insights.communities.views(caller)
    return CommunityViewsShape(views=[CommunityViewShape.model_validate(view) for view in found])


@router.get("/communities", responses=_LISTED)
def list_communities(
    services: ServicesDep,
    caller: CallerDep,
    view: Annotated[str, Query(description="Which set of them.", max_length=80)] = "social/team-size",
    size_min: Annotated[int, Query(description="Only those of so many members or more.", ge=0, le=10**9)] = 0,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CommunitiesShape:
    """List communities, the largest first, with what their members share."""
    return CommunitiesShape.of(services.insights.communities.page(view, caller, size_min, cursor, limit))


@router.get("/communities/{community_id}", responses=problem_responses(CommunityNotFound))
def show_community(services: ServicesDep, caller: CallerDep, community_id: CommunityId) -> CommunityShape:
    """Say what a community is: its size, what members share compared with the bank, tiers, products."""
    return CommunityShape.of(services.insights.communities.one(community_id, caller))


@router.get("/communities/{community_id}/members", responses=_LISTED)
def community_members(
    services: ServicesDep,
    caller: CallerDep,
    community_id: CommunityId,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> MembersShape:
    """List a community's members, its leaders first."""
    return MembersShape.of(services.insights.communities.members(community_id, caller, cursor, limit))


@router.get("/communities/{community_id}/lineage", responses=problem_responses(CommunityNotFound))
def community_lineage(services: ServicesDep, caller: CallerDep, community_id: CommunityId) -> LineageShape:
    """Say what has happened to a community: birth, splits, merges, death."""
    events = services.insights.communities.lineage(community_id, caller)
    return LineageShape(community_id=community_id, events=[LineageEventShape.model_validate(event) for event in events])

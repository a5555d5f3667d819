"""Routes about who belongs to whom by law: ownership, control, beneficial owners, groups, households, guarantees."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.dependencies import AsOfDep, CallerDep, PackDep, PartyId, ServicesDep
from api.problems import problem_responses
from api.schemas.families import HierarchiesShape, HouseholdShape
from api.schemas.groups import GroupsShape, GuaranteeCirclesShape
from api.schemas.ownership import BeneficialOwnersShape, ControllersShape, OwnershipShape
from api.services import Services
from graph.errors import CustomerNotFound, RulePackNotFound
from rules.family_answers import FamilyAnswers
from rules.graph_facts import GraphFacts
from rules.group_answers import GroupAnswers
from rules.ownership_answers import OwnershipAnswers

router = APIRouter(prefix="/customers/{party_id}", tags=["relations"])


async def _ownership(services: ServicesDep) -> OwnershipAnswers:
    return OwnershipAnswers(_facts(services))


async def _groups(services: ServicesDep) -> GroupAnswers:
    return GroupAnswers(_facts(services), services.capital)


async def _families(services: ServicesDep) -> FamilyAnswers:
    return FamilyAnswers(_facts(services), services.store.customers)


def _facts(services: Services) -> GraphFacts:
    return GraphFacts(services.store.session, services.vault, services.capital.party_id)


OwnershipDep = Annotated[OwnershipAnswers, Depends(_ownership)]
GroupsDep = Annotated[GroupAnswers, Depends(_groups)]
FamiliesDep = Annotated[FamilyAnswers, Depends(_families)]
Explain = Annotated[bool, Query(description="Also say each reason in words, in English and Chinese.")]

_NOT_FOUND = problem_responses(CustomerNotFound)
_NO_PACK = problem_responses(CustomerNotFound, RulePackNotFound)


@router.get("/ownership", responses=_NOT_FOUND)
def customer_ownership(party_id: PartyId, answers: OwnershipDep, caller: CallerDep, as_of: AsOfDep) -> OwnershipShape:
    """Give the ownership chart up and down, with direct, total and integrated shares, and its rings."""
    return OwnershipShape.of(answers.ownership(party_id, caller, as_of), as_of)


@router.get("/controllers", responses=_NO_PACK)
def customer_controllers(
    party_id: PartyId,
    answers: OwnershipDep,
    pack: PackDep,
    caller: CallerDep,
    as_of: AsOfDep,
    explain: Explain = False,
) -> ControllersShape:
    """Say who controls a party, by which steps, and who would if cross-holdings supported each other."""
    found = answers.controllers(party_id, pack, caller, as_of, explain=explain)
    return ControllersShape.of(found, pack.name, as_of)


@router.get("/beneficial-owners", responses=_NO_PACK)
def customer_beneficial_owners(
    party_id: PartyId,
    answers: OwnershipDep,
    pack: PackDep,
    caller: CallerDep,
    as_of: AsOfDep,
    explain: Explain = False,
    higher_risk: Annotated[
        bool, Query(description="Use the pack's lower threshold for customers of higher risk.")
    ] = False,
) -> BeneficialOwnersShape:
    """Say which persons are behind a party, by which standard: proven, disproven, or open."""
    found = answers.beneficial_owners(party_id, pack, caller, as_of, explain=explain, higher_risk=higher_risk)
    return BeneficialOwnersShape.of(found, pack.name, as_of)


@router.get("/groups", responses=_NO_PACK)
def customer_groups(
    party_id: PartyId,
    answers: GroupsDep,
    pack: PackDep,
    caller: CallerDep,
    as_of: AsOfDep,
    explain: Explain = False,
) -> GroupsShape:
    """List the groups of connected clients of a party: each member's chain of reasons, exposures and limits."""
    return GroupsShape.of(answers.groups(party_id, pack, caller, as_of, explain=explain), pack.name, as_of)


@router.get("/household", responses=_NOT_FOUND)
def customer_household(party_id: PartyId, answers: FamiliesDep, caller: CallerDep, as_of: AsOfDep) -> HouseholdShape:
    """Say with whom a person keeps house, and who may belong to them."""
    return HouseholdShape.of(answers.household(party_id, caller, as_of), as_of)


@router.get("/guarantee-circles", responses=_NOT_FOUND)
def customer_guarantee_circles(
    party_id: PartyId, answers: GroupsDep, caller: CallerDep, as_of: AsOfDep
) -> GuaranteeCirclesShape:
    """Give the guarantee ring, circles, mutual guarantees, chain and network of a party."""
    return GuaranteeCirclesShape.of(answers.guarantee_circles(party_id, caller, as_of), as_of)


@router.get("/hierarchies", responses=_NO_PACK)
def customer_hierarchies(
    party_id: PartyId, answers: FamiliesDep, pack: PackDep, caller: CallerDep, as_of: AsOfDep
) -> HierarchiesShape:
    """Give the legal, control, household and sales hierarchy of a party."""
    return HierarchiesShape.of(answers.hierarchies(party_id, pack, caller, as_of), pack.name, as_of)

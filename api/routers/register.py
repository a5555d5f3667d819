"""Routes of the register of related parties: what a whole-bank derivation says, and what has changed since another."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from algorithms.verdict import Verdict
from api.dependencies import AsOfDep, CallerDep, Cursor, Limit, PackDep, ServicesDep, WrittenDay
from api.problems import problem_responses
from api.schemas.register import RegisterDifferenceShape, RegisterShape, RegistersShape, ViewShape
from graph.as_of import AsOf
from graph.errors import DerivationNotFound, InvalidCursor, RulePackNotFound
from rules.derived import DerivedKind
from rules.register_answers import RegisterAnswers, Wanted

router = APIRouter(tags=["register"])


async def _answers(services: ServicesDep) -> RegisterAnswers:
    return RegisterAnswers(services.store.session, services.vault, services.capital)


async def _wanted(
    kind: Annotated[DerivedKind | None, Query(description="Only entries of this kind.")] = None,
    status: Annotated[Verdict | None, Query(description="Only entries of this status.")] = None,
    party_id: Annotated[
        str | None, Query(description="Only entries about this party.", min_length=1, max_length=200)
    ] = None,
) -> Wanted:
    return Wanted(kind, status, party_id)


RegisterDep = Annotated[RegisterAnswers, Depends(_answers)]


@router.get("/related-party-register", responses=problem_responses(DerivationNotFound, RulePackNotFound, InvalidCursor))
def related_party_register(
    answers: RegisterDep,
    pack: PackDep,
    caller: CallerDep,
    as_of: AsOfDep,
    wanted: Annotated[Wanted, Depends(_wanted)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> RegisterShape:
    """Give the register of related parties by a law for a day: entries with rule, status and ways, and a hash."""
    return RegisterShape.of(answers.register(pack, caller, as_of, wanted, cursor, limit))


@router.get("/related-party-register/diff", responses=problem_responses(DerivationNotFound, RulePackNotFound))
def related_party_register_diff(
    answers: RegisterDep,
    pack: PackDep,
    caller: CallerDep,
    earlier: Annotated[WrittenDay, Query(description="The day to start from.", examples=["2026-03-31"])],
    later: Annotated[WrittenDay, Query(description="The day to end at.", examples=["2026-06-30"])],
) -> RegisterDifferenceShape:
    """Say which entries came, went or changed between the registers of two days."""
    found = answers.difference(pack, caller, AsOf.given(earlier), AsOf.given(later))
    return RegisterDifferenceShape.of(found)


@router.get("/related-party-registers")
def related_party_registers(answers: RegisterDep, caller: CallerDep) -> RegistersShape:
    """List the registers that there are, the latest day first."""
    return RegistersShape(registers=[ViewShape.of(view) for view in answers.views(None, caller)])

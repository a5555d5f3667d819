"""What routes ask for: the store, the caller, and the two clocks of the request.

They are async because they wait for nothing: each plain function would cost a turn in the thread pool.
"""

import re
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request
from pydantic import AwareDatetime, BeforeValidator

from api.security import current_caller
from api.services import Services, services_of
from graph.as_of import AsOf
from graph.caller import Caller
from graph.store import Store
from rules.pack import RulePack, load_pack, pack_names

_STARTS_WITH_A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_out(value: Any) -> Any:
    """Refuse a bare number, which would be read as seconds since 1970: `known_at=2026` is a slip."""
    if isinstance(value, str) and not _STARTS_WITH_A_DAY.match(value):
        raise ValueError("should start with a day, as in 2026-06-30")
    return value


WrittenDay = Annotated[date, BeforeValidator(_written_out)]
WrittenMoment = Annotated[AwareDatetime, BeforeValidator(_written_out)]


async def _services(request: Request) -> Services:
    return services_of(request)


async def _store(request: Request) -> Store:
    return services_of(request).store


async def _as_of(
    valid_at: Annotated[
        WrittenDay | None,
        Query(description="The day that the answer is about; today when absent.", examples=["2026-06-30"]),
    ] = None,
    known_at: Annotated[
        WrittenMoment | None,
        Query(
            description="What the bank knew at this moment, with its zone; now when absent.",
            examples=["2026-06-30T09:00:00+08:00"],
        ),
    ] = None,
) -> AsOf:
    return AsOf.given(valid_at, known_at)


async def _pack(
    rule_pack: Annotated[
        str,
        Query(description=f"The law that decides: {', '.join(pack_names())}.", max_length=64, examples=["cn", "eu"]),
    ] = "cn",
) -> RulePack:
    return load_pack(rule_pack)


ServicesDep = Annotated[Services, Depends(_services)]
StoreDep = Annotated[Store, Depends(_store)]
CallerDep = Annotated[Caller, Depends(current_caller)]
AsOfDep = Annotated[AsOf, Depends(_as_of)]
PackDep = Annotated[RulePack, Depends(_pack)]

PartyId = Annotated[
    str,
    Path(
        description="The party's id, as a search gives it.",
        min_length=1,
        max_length=200,
        examples=["core:17"],
    ),
]
Cursor = Annotated[
    str | None,
    Query(description="`next_cursor` of the page before; the first page when absent.", max_length=1_024),
]
Limit = Annotated[int, Query(description="How many on one page.", ge=1, le=200)]

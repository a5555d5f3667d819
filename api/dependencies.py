"""What routes ask for: the store, the caller, and the two clocks of the request."""

from datetime import date
from typing import Annotated, cast

from fastapi import Depends, Path, Query, Request
from pydantic import AwareDatetime

from api.security import current_caller
from graph.as_of import AsOf
from graph.caller import Caller
from graph.store import Store


def _store(request: Request) -> Store:
    return cast("Store", request.app.state.store)


def _as_of(
    valid_at: Annotated[
        date | None,
        Query(description="The day that the answer is about; today when absent.", examples=["2026-06-30"]),
    ] = None,
    known_at: Annotated[
        AwareDatetime | None,
        Query(
            description="What the bank knew at this moment, with its zone; now when absent.",
            examples=["2026-06-30T09:00:00+08:00"],
        ),
    ] = None,
) -> AsOf:
    return AsOf.given(valid_at, known_at)


StoreDep = Annotated[Store, Depends(_store)]
CallerDep = Annotated[Caller, Depends(current_caller)]
AsOfDep = Annotated[AsOf, Depends(_as_of)]

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

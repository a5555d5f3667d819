"""Routes of the named read queries."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.audit_recorder import note
from api.dependencies import AsOfDep, CallerDep, StoreDep
from api.parameters import FREE_PARAMETERS
from api.problems import problem_responses
from api.schemas.queries import AnswerShape, QueriesShape, QueryShape
from graph.errors import InvalidParameters, QueryNotFound
from graph.named_queries import ROWS_MAX

_OF_THE_ROUTE = frozenset({"valid_at", "known_at", "rows_max"})

router = APIRouter(prefix="/queries", tags=["queries"])


@router.get("")
def list_queries(store: StoreDep, caller: CallerDep) -> QueriesShape:
    """List the named queries that you may ask, with their parameters; each is answered for your customers."""
    return QueriesShape(queries=[QueryShape.of(query) for query in store.queries.all(caller)])


@router.get("/{name}", responses=problem_responses(QueryNotFound, InvalidParameters), openapi_extra=FREE_PARAMETERS)
def run_query(
    name: Annotated[str, Path(description="The query's name.", max_length=100, examples=["holdings_by_role"])],
    request: Request,
    store: StoreDep,
    caller: CallerDep,
    as_of: AsOfDep,
    rows_max: Annotated[int, Query(description="Most rows in the answer.", ge=1, le=ROWS_MAX)] = ROWS_MAX,
) -> AnswerShape:
    """Run a named query. Its own parameters go into the address: `?currency=CNY`; a list repeats its name."""
    values = {key: request.query_params.getlist(key) for key in request.query_params if key not in _OF_THE_ROUTE}
    answer = store.queries.run(name, values, caller, as_of, rows_max)
    note(request, results=len(answer.rows))
    return AnswerShape.of(answer, as_of)

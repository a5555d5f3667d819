"""Which parameters an address may carry: those of its route, so that a slip such as `?valid_as=` is not passed over."""

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from graph.errors import InvalidParameters

FREE_PARAMETERS = {"x-free-parameters": True}
"""`openapi_extra` of a route whose parameters are declared elsewhere, as those of a named query; it checks them."""


def declared_parameters(request: Request, *, is_answered: bool) -> frozenset[str]:
    """Return the names that the request's route declares; a free one was declared when there is an answer."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return frozenset()
    return frozenset(request.query_params) if is_answered and takes_free_parameters(route) else _declared(route)


def takes_free_parameters(route: APIRoute) -> bool:
    """Whether a route checks its parameters by itself."""
    return bool((route.openapi_extra or {}).get("x-free-parameters"))


async def refuse_unknown_parameters(request: Request) -> None:
    """Refuse a parameter that the route does not declare; raises InvalidParameters."""
    route = request.scope.get("route")
    if isinstance(route, APIRoute) and not takes_free_parameters(route):
        unknown = frozenset(request.query_params) - _declared(route)
        if unknown:
            raise InvalidParameters(f"There is no parameter {', '.join(sorted(unknown))} here.")


def _declared(route: APIRoute) -> frozenset[str]:
    return frozenset(_names(route.dependant))


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _names(inner)

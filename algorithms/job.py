"""Joins the graph and the algorithms: the only file here that reads from the one and hands to the other."""

from collections.abc import Callable
from dataclasses import dataclass

from algorithms.projection import Projection
from graph.as_of import AsOf
from graph.caller import Caller
from graph.projections import Projections


@dataclass(frozen=True)
class Projected:
    """A projection as one caller may see it; `ties_withheld` says how many ties were left out for that."""

    projection: Projection
    ties_withheld: int


def project(
    projections: Projections,
    name: str,
    caller: Caller,
    as_of: AsOf,
    heard: Callable[[int], None] = lambda _: None,
) -> Projected:
    """Read the projection of that name; `heard` is told how many more ties have come.

    Raises InvalidParameters when there is no projection of that name.
    """
    found = projections.ties(name, caller, as_of, heard)
    projection = Projection.canonical(
        found.party_ids,
        found.names,
        found.labels,
        found.start,
        found.end,
        found.kind,
        found.kinds,
        found.weight,
        is_directed=found.is_directed,
        confidence=found.confidence,
    )
    return Projected(projection, found.withheld)

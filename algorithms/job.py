"""Joins the graph and the algorithms: the only file here that reads from the one and hands to the other."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from algorithms.outcome import Heard
from algorithms.projection import Projection
from algorithms.refusal import CannotRun
from graph.as_of import AsOf
from graph.caller import Caller
from graph.projections import Projections

MONEY_FLOW = "money_flow"
"""The projection whose weights are amounts, each currency a kind."""


@dataclass(frozen=True)
class Projected:
    """A projection as one caller may see it; `ties_withheld` says how many ties were left out for that."""

    projection: Projection
    ties_withheld: int


def counted(name: str, heard: Heard) -> Callable[[int], None]:
    """Return what counts the ties that have come and tells `heard` how many there are."""
    read = 0

    def heard_of_ties(ties: int) -> None:
        nonlocal read
        read += ties
        heard(f"reading {name}", read, 0)

    return heard_of_ties


@dataclass(frozen=True)
class Part:
    """Which ties of a projection are wanted; None sets no bound. `weighted` says that weights will be added up."""

    kinds: Collection[str] | None = None
    weight_at_least: float | None = None
    confidence_at_least: float | None = None
    weighted: bool = False

    @property
    def is_whole(self) -> bool:
        """Return whether every tie is wanted."""
        return self.kinds is None and self.weight_at_least is None and self.confidence_at_least is None


def project_part(
    projections: Projections, name: str, caller: Caller, as_of: AsOf, part: Part, heard: Heard = lambda *_: None
) -> Projected:
    """Read that part of the projection.

    Raises InvalidParameters when there is none of that name, CannotRun when there is no such tie, or when amounts of
    several currencies would be added.
    """
    found = project(projections, name, caller, as_of, counted(name, heard))
    projection = found.projection.only(part.kinds, None, part.weight_at_least, part.confidence_at_least)
    if not len(projection.start):
        raise CannotRun(f"The projection {name} has no such tie on {as_of.valid_at}.")
    if part.weighted and name == MONEY_FLOW and len(projection.kinds) > 1:
        raise CannotRun(
            f"Amounts of several currencies cannot be added: choose one kind of {', '.join(projection.kinds)}."
        )
    return Projected(projection, found.ties_withheld)


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

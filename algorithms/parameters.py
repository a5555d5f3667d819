"""Parameters that several algorithms take."""

from bisect import bisect_left
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from algorithms.network import Network
from algorithms.refusal import CannotRun

Seed = Annotated[int, Field(ge=0, lt=2**31, description="The same seed gives the same answer.")]
Resolution = Annotated[float, Field(gt=0, le=1e6, description="Higher gives more and smaller communities.")]


class Parameters(BaseModel):
    """What a run is told; nothing else is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoParameters(Parameters):
    """An algorithm that needs nothing but the network."""


def node_of(network: Network, key: str) -> int:
    """Return the node's position; raises CannotRun when there is no node of that key."""
    place = bisect_left(network.keys, key)
    if place == len(network) or network.keys[place] != key:
        raise CannotRun(f"There is no node {key!r} in this network.")
    return place

"""Runs of what ranks nodes: PageRank from all and from some, betweenness exact and sampled."""

from typing import Annotated

from pydantic import Field

from algorithms.centrality import Ranks, betweenness, pagerank, sampled_betweenness
from algorithms.network import Floats, Network
from algorithms.outcome import Heard, Outcome
from algorithms.parameters import NoParameters, Parameters, Seed, node_of


class PageRank(Parameters):
    """How far a walk goes, and when the iteration ends."""

    damping: Annotated[float, Field(ge=0, lt=1, description="The chance that a walk goes on along a tie.")] = 0.85
    tolerance: Annotated[float, Field(ge=0, description="It ends when a round changes less than this in sum.")] = 1e-9
    iterations: Annotated[int, Field(ge=1, le=10_000, description="It ends after so many rounds at the latest.")] = 200


class PersonalisedPageRank(PageRank):
    """The same, from some nodes alone."""

    sources: Annotated[tuple[str, ...], Field(min_length=1, description="The keys of the nodes that walks start from.")]


class SampledBetweenness(Parameters):
    """How exact an estimate is wanted."""

    error: Annotated[float, Field(gt=0, lt=1, description="By how much a share may be off.")] = 0.01
    failure: Annotated[float, Field(gt=0, lt=1, description="The chance that one is off by more.")] = 0.1
    seed: Seed = 0


def pagerank_run(network: Network, given: PageRank, _: Heard) -> Outcome:
    """Rank all nodes by walks that start anywhere."""
    return _ranked(pagerank(network, given.damping, given.tolerance, given.iterations))


def personalised_run(network: Network, given: PersonalisedPageRank, _: Heard) -> Outcome:
    """Rank all nodes by walks that start at the sources."""
    sources = [node_of(network, key) for key in given.sources]
    return _ranked(pagerank(network, given.damping, given.tolerance, given.iterations, sources))


def betweenness_run(network: Network, _: NoParameters, __: Heard) -> Outcome:
    """Count shortest paths exactly."""
    found = betweenness(network)
    return Outcome({"betweenness": found}, {"max": float(found.max(initial=0))})


def sampled_betweenness_run(network: Network, given: SampledBetweenness, _: Heard) -> Outcome:
    """Estimate the share of shortest paths."""
    found: Floats = sampled_betweenness(network, given.error, given.failure, given.seed)
    return Outcome({"share_of_paths": found}, {"max": float(found.max(initial=0))})


def _ranked(found: Ranks) -> Outcome:
    warnings: tuple[str, ...] = ()
    if found.iterations and found.change > 1e-3:  # noqa: PLR2004  # ranks sum to 1: what is left moves no place
        warnings = (f"The ranks still changed by {found.change:.2g} in the last round: allow more iterations.",)
    return Outcome({"rank": found.rank}, {"iterations": found.iterations, "last_change": found.change}, warnings)

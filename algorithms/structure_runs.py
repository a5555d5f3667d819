"""Runs of what describes a network: degrees, components, distances, clustering, cores."""

from typing import Annotated

import numpy as np
from pydantic import Field

from algorithms.centrality import core_numbers
from algorithms.clustering import clustering
from algorithms.network import Network
from algorithms.outcome import Heard, Outcome
from algorithms.parameters import NoParameters, Parameters, node_of
from algorithms.partition import sizes
from algorithms.traversal import UNREACHED, components, distances


class FromSource(Parameters):
    """Where to start."""

    source: Annotated[str, Field(description="The key of the node to start from.")]


def degree(network: Network, _: NoParameters, __: Heard) -> Outcome:
    """Count every node's ties; those of a directed network by direction too."""
    columns = {"degree": network.undirected.out.degrees, "strength": network.undirected.out.strengths()}
    if network.is_directed:
        columns |= {"in_degree": network.into.degrees, "out_degree": network.out.degrees}
    found = columns["degree"]
    return Outcome(
        columns, {"max_degree": int(found.max(initial=0)), "mean_degree": float(found.mean()) if len(found) else 0.0}
    )


def components_run(network: Network, _: NoParameters, __: Heard) -> Outcome:
    """Find the weakly connected components."""
    found = components(network)
    counts = sizes(found)
    stats = {"components": len(counts), "largest": int(counts.max(initial=0))}
    return Outcome({"component": found}, stats, is_partition=True)


def distances_run(network: Network, given: FromSource, _: Heard) -> Outcome:
    """Count the ties from the source to every node."""
    found = distances(network, node_of(network, given.source))
    return Outcome(
        {"distance": found}, {"reached": int((found != UNREACHED).sum()), "farthest": int(found.max(initial=0))}
    )


def clustering_run(network: Network, _: NoParameters, __: Heard) -> Outcome:
    """Count triangles and local clustering."""
    found = clustering(network)
    triples = network.undirected.out.degrees
    paths = int((triples * (triples - 1) // 2).sum())
    return Outcome(
        {"coefficient": found.coefficient, "triangles": found.triangles},
        {
            "triangles": found.triangle_count,
            "mean_coefficient": float(found.coefficient.mean()) if len(network) else 0.0,
            "transitivity": 3 * found.triangle_count / paths if paths else 0.0,
        },
    )


def cores(network: Network, _: NoParameters, __: Heard) -> Outcome:
    """Find every node's core number."""
    found = core_numbers(network)
    deepest = int(found.max(initial=0))
    return Outcome({"core": found}, {"max_core": deepest, "in_max_core": int(np.count_nonzero(found == deepest))})

"""Every algorithm under the name by which users run it, with its parameters and what it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from algorithms import centrality_runs as ranks
from algorithms import community_runs as communities
from algorithms import influence_runs as influence
from algorithms import structure_runs as structure
from algorithms.network import Network
from algorithms.outcome import Heard, Outcome
from algorithms.parameters import NoParameters, Parameters
from algorithms.refusal import CannotRun

P = TypeVar("P", bound=Parameters)

BYTES_OF_PARTY = 150
BYTES_OF_TIE = 18
BYTES_OF_ARC = 12
"""What a projection holds for each party and tie, and a network for each arc."""


@dataclass(frozen=True)
class Algorithm(Generic[P]):
    """`run` works on a network; beyond it, it needs about so many bytes for each node and arc, set on the high side."""

    name: str
    about: str
    parameters: type[P]
    run: Callable[[Network, P, Heard], Outcome]
    bytes_of_node: int
    bytes_of_arc: int

    def given(self, values: Mapping[str, Any]) -> P:
        """Return the parameters with these values; raises CannotRun when one is unknown or out of range."""
        try:
            return self.parameters.model_validate(values)
        except ValidationError as error:
            known = ", ".join(self.parameters.model_fields) or "none"
            told = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise CannotRun(f"{self.name} takes these parameters: {known}. {told}.") from None

    def bytes_needed(self, nodes: int, ties: int, *, is_directed: bool) -> int:
        """Return about how much memory a run takes at its peak, the projection and the network included."""
        arcs = ties * 2
        held = nodes * (BYTES_OF_PARTY + 16) + ties * BYTES_OF_TIE + arcs * BYTES_OF_ARC * (2 if is_directed else 1)
        return held + nodes * self.bytes_of_node + arcs * self.bytes_of_arc


ALGORITHMS: Mapping[str, Algorithm[Any]] = {
    algorithm.name: algorithm
    for algorithm in (
        Algorithm("degree", "How many ties each node has, and their weight", NoParameters,
                  structure.degree, 40, 4),
        Algorithm("components", "What hangs together, whatever the ties' direction", NoParameters,
                  structure.components_run, 40, 12),
        Algorithm("distances", "How many ties each node is away from a source", structure.FromSource,
                  structure.distances_run, 24, 0),
        Algorithm("clustering", "How tightly each node's neighbours are tied among themselves",
                  NoParameters, structure.clustering_run, 40, 24),
        Algorithm("k-core", "The densest part that each node belongs to", NoParameters,
                  structure.cores, 120, 40),
        Algorithm("pagerank", "Who is important because important nodes point there", ranks.PageRank,
                  ranks.pagerank_run, 40, 4),
        Algorithm("personalised-pagerank", "Who is close to the sources, by many ways", ranks.PersonalisedPageRank,
                  ranks.personalised_run, 40, 4),
        Algorithm("betweenness", "Who stands on the shortest ways between others, exactly", NoParameters,
                  ranks.betweenness_run, 300, 60),
        Algorithm("sampled-betweenness", "The same from random shortest ways, within a stated error",
                  ranks.SampledBetweenness, ranks.sampled_betweenness_run, 60, 0),
        Algorithm("label-propagation", "Communities by taking over the neighbours' most frequent label",
                  communities.LabelPropagation, communities.label_propagation_run, 40, 0),
        Algorithm("leiden", "Communities, at a resolution chosen where runs agree", communities.Leiden,
                  communities.leiden_run, 250, 80),
        Algorithm("leiden-hierarchy", "Communities inside communities, down to a largest size",
                  communities.LeidenHierarchy, communities.leiden_hierarchy_run, 700, 200),
        Algorithm("louvain", "Communities by the reference implementation that others are compared with",
                  communities.Louvain, communities.louvain_run, 1500, 400),
        Algorithm("reach", "How many each node reaches when it alone is won", influence.Reach,
                  influence.reach_run, 60, 40),
        Algorithm("influence", "Whom to win so that most are reached, with a proof", influence.Influence,
                  influence.influence_run, 200, 60),
    )
}  # fmt: skip


def algorithm_named(name: str) -> Algorithm[Any]:
    """Return the algorithm; raises CannotRun, which lists all, when there is none of that name."""
    if name not in ALGORITHMS:
        raise CannotRun(f"There is no algorithm {name!r}; there are {', '.join(ALGORITHMS)}.")
    return ALGORITHMS[name]

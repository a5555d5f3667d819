"""Runs of influence on any network: whom to win, and how much everybody reaches alone."""

from collections.abc import Collection
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from algorithms.cascade import Cascade, Model
from algorithms.imm import imm
from algorithms.influence import SETS_MAX, plan
from algorithms.influence_limits import Limits
from algorithms.network import Network
from algorithms.outcome import Heard, Outcome
from algorithms.parameters import Parameters, Seed, node_of

Chances = Literal["weighted-cascade", "weights"]
ModelName = Annotated[Model, Field(description="How persons are persuaded.")]
ChanceName = Annotated[
    Chances, Field(description="A tie's chance: its share of all ties into its end, or its weight itself.")
]
Keys = Annotated[tuple[str, ...], Field(description="Keys of nodes.")]


class Reach(Parameters):
    """On how many random sets each node's own reach is estimated."""

    model: ModelName = Model.INDEPENDENT_CASCADE
    chances: ChanceName = "weighted-cascade"
    sets: Annotated[int, Field(ge=1, le=SETS_MAX, description="More give a closer estimate.")] = 100_000
    seed: Seed = 0


class Influence(Parameters):
    """How many are to be won, among whom, and how sure the answer is to be."""

    count: Annotated[int | None, Field(ge=1, description="How many at most.")] = None
    budget: Annotated[float | None, Field(gt=0, description="What they may cost; each costs 1.")] = None
    model: ModelName = Model.INDEPENDENT_CASCADE
    chances: ChanceName = "weighted-cascade"
    blocked: Keys = ()
    must: Keys = ()
    audience: Annotated[Keys | None, Field(description="Who counts when reached; everybody when not given.")] = None
    reached: Annotated[Keys, Field(description="Who was reached before: they neither count nor pass it on.")] = ()
    epsilon: Annotated[float, Field(gt=0, lt=0.63, description="Off the classic guarantee by this much.")] = 0.1
    sets_max: Annotated[int, Field(ge=1024, le=1 << 26, description="The most sets that are drawn.")] = SETS_MAX
    simulations: Annotated[int, Field(ge=2, le=1_000_000, description="Cascades that the reach is checked by.")] = 2_000
    reference: Annotated[bool, Field(description="Compare with IMM; slower.")] = False
    seed: Seed = 0


def reach_run(network: Network, given: Reach, heard: Heard) -> Outcome:
    """Estimate how many each node reaches when it alone is won."""
    cascade = _cascade(network, given.model, given.chances)
    heard("drawing sets", 0, 0)
    sets = cascade.sets(0, given.sets, given.seed)
    counts = np.bincount(sets.members, minlength=len(network))
    reach = counts * (len(cascade.audience) / len(sets))
    return Outcome({"reach": reach}, {"sets": len(sets), "max": float(reach.max(initial=0))})


def influence_run(network: Network, given: Influence, heard: Heard) -> Outcome:
    """Choose whom to win; the columns say in which place and with what gain, 0 for who is not chosen."""
    reached = _nodes(network, given.reached)
    cascade = _cascade(network, given.model, given.chances)
    audience = None if given.audience is None else _nodes(network, given.audience)
    cascade = cascade.among(audience, reached)
    limits = Limits.of(
        len(network),
        given.count,
        blocked=[*_nodes(network, given.blocked), *reached],
        budget=given.budget,
        must=_nodes(network, given.must),
    )
    found = plan(cascade, limits, given.epsilon, seed=given.seed, sets_max=given.sets_max, heard=heard)
    heard("checking by simulation", 0, 0)
    checked = cascade.simulated(found.seeds, given.simulations, given.seed + 1)
    stats = {
        "chosen": [network.keys[node] for node in found.seeds],
        "curve": np.cumsum(found.gains).round(3).tolist(),
        "estimate": found.estimate,
        "lower": found.lower,
        "upper": found.upper,
        "ratio": found.ratio,
        "failure": found.failure,
        "sets": found.sets,
        "chosen_by": found.chosen_by,
        "estimates": dict(found.estimates),
        "simulated": checked.mean,
        "simulated_standard_error": checked.standard_error,
    }
    if given.reference:
        heard("running the reference", 0, 0)
        seeds = imm(cascade, limits, given.epsilon, seed=given.seed)
        stats["reference_simulated"] = cascade.simulated(seeds, given.simulations, given.seed + 1).mean
    place, gain = np.zeros(len(network), np.int64), np.zeros(len(network))
    place[list(found.seeds)] = np.arange(1, len(found.seeds) + 1)
    gain[list(found.seeds)] = found.gains
    return Outcome({"gain": gain, "place": place, "chance_of_reach": checked.chance_of}, stats)


def _cascade(network: Network, model: Model, chances: Chances) -> Cascade:
    return Cascade.of(network, model, network.out.weights if chances == "weights" else None)


def _nodes(network: Network, keys: Collection[str]) -> list[int]:
    return [node_of(network, key) for key in keys]

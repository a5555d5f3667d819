"""Plans whom to win for a product, under consent and budget, and ranks who has influence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from algorithms.cascade import Cascade, Model
from algorithms.influence import SETS_MAX, Plan, plan
from algorithms.influence_limits import Limits
from algorithms.outcome import Heard
from algorithms.plan_evidence import Reason, reach_by_segment, reach_interval, reason
from algorithms.refusal import CannotRun
from graph.as_of import AsOf
from graph.caller import Caller
from graph.errors import NotPermitted
from insights.background import BackgroundRun, BackgroundRuns
from insights.influence_world import World, Worlds

KIND = "influence"
SIMULATIONS = 4_000
REASONS_MAX = 50
NO_SEGMENT = "–"


@dataclass(frozen=True)
class PlanWanted:
    """What a plan is to do. `segments` None is everybody; costs are in the bank's own unit, for each person."""

    count: int | None
    budget: float | None
    product_id: str | None
    channel: str
    segments: tuple[str, ...] | None = None
    must_include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    cost: float = 1.0
    cost_of_segment: Mapping[str, float] | None = None
    one_per_household: bool = True
    model: Model = Model.INDEPENDENT_CASCADE
    sets_max: int = SETS_MAX
    seed: int = 0


class InfluencePlans:
    """Makes and reads plans, each for its owner alone."""

    def __init__(self, worlds: Worlds, background: BackgroundRuns) -> None:
        self._worlds = worlds
        self._background = background

    def start(self, wanted: PlanWanted, caller: Caller, as_of: AsOf) -> BackgroundRun:
        """Begin a plan in the background; raises ProductNotFound, NotPermitted for who does not see all customers."""
        _require_all_customers(caller)
        self._worlds.require_product(wanted.product_id)
        told = {**asdict(wanted), "valid_at": as_of.valid_at.isoformat(), "known_at": as_of.known_at.isoformat()}
        return self._background.start(KIND, caller.name, told, lambda heard: self.make(wanted, caller, as_of, heard))

    def get(self, run_id: str, caller: Caller) -> BackgroundRun:
        """Return a plan's run; raises RunNotFound."""
        return self._background.get(run_id, caller.name)

    def cancel(self, run_id: str, caller: Caller) -> BackgroundRun:
        """Have a plan's run end at its next step; raises RunNotFound."""
        return self._background.cancel(run_id, caller.name)

    def answer(self, run_id: str, caller: Caller) -> dict[str, Any]:
        """Return what was planned; raises RunNotFound, RunConflict while it is not ready."""
        return self._background.answer(run_id, caller.name)

    def make(self, wanted: PlanWanted, caller: Caller, as_of: AsOf, heard: Heard = lambda *_: None) -> dict[str, Any]:
        """Plan, check by simulation, and say why; raises CannotRun when the limits leave nobody."""
        world = self._worlds.read(caller, as_of, wanted.product_id, wanted.channel, heard)
        audience = _audience(world, wanted.segments)
        cascade = world.cascade(wanted.model).among(audience, world.has_product)
        reasons = _blocked(world, wanted)
        limits = _limits(world, wanted, reasons)
        found = plan(cascade, limits, seed=wanted.seed, sets_max=wanted.sets_max, heard=heard)
        heard("checking by simulation", 0, 0)
        checked = cascade.simulated(found.seeds, SIMULATIONS, wanted.seed + 1)
        interval = reach_interval(cascade, found.seeds, _confidence(world), wanted.seed + 2)
        return {
            "chosen": _chosen(world, cascade, found, wanted.seed, heard),
            "reach": {
                "estimate": found.estimate, "lower": found.lower, "upper": found.upper, "ratio": found.ratio,
                "failure": found.failure, "simulated": checked.mean,
                "simulated_standard_error": checked.standard_error, "audience": len(cascade.audience),
                "sets": found.sets, "chosen_by": found.chosen_by, "of_others": dict(found.estimates),
                "interval": asdict(interval),
            },
            "curve": np.cumsum(found.gains).round(3).tolist(),
            "cost": float(sum(found.costs)),
            "by_segment": reach_by_segment(cascade, checked, _segments(world)),
            "candidates": int(limits.may_be_chosen.sum()),
            "blocked": {name: len(nodes) for name, nodes in reasons.items()},
            "left_out": world.left_out,
            "chances": _told_of_chances(world, wanted.model),
        }  # fmt: skip

    def influencers(
        self, caller: Caller, as_of: AsOf, product_id: str | None, segment: str | None, channel: str, limit: int
    ) -> dict[str, Any]:
        """Rank who has influence: by takers credited to them, then persuasion, then how many they reach alone.

        Those who may not be contacted are named as such, not left out. Raises ProductNotFound, NotPermitted.
        """
        _require_all_customers(caller)
        self._worlds.require_product(product_id)
        try:
            world = self._worlds.read(caller, as_of, product_id, channel)
        except CannotRun:
            # Where nobody is known to know anybody, nobody has influence: that is an answer.
            return {"influencers": [], "chances": _NOTHING_LEARNED, "left_out": 0}
        cascade = world.cascade(Model.INDEPENDENT_CASCADE)
        sets = cascade.sets(0, _SETS_OF_RANKING, 0)
        counts = np.bincount(sets.members, minlength=len(world.network))
        reach = counts * (len(cascade.audience) / len(sets))
        credit = np.zeros(len(reach)) if world.learned is None else world.learned.credit
        persuasion = np.ones(len(reach)) if world.learned is None else world.learned.persuasion
        order = np.lexsort((-reach, -persuasion, -credit))
        wanted = [node for node in order.tolist() if _is_in(world, node, segment)][:limit]
        return {
            "influencers": [
                {
                    "rank": place,
                    "party_id": world.projection.keys[node],
                    "takers": float(credit[node]),
                    "persuasion": float(persuasion[node]),
                    "reach": float(reach[node]),
                    "may_be_contacted": bool(world.may_be_contacted[node]),
                    "has_open_complaint": bool(world.persons[node]["has_complaint"]),
                    "segment": world.persons[node]["segment"],
                    "reason": _told(world, reason(cascade, node, 0)),
                }
                for place, node in enumerate(wanted, start=1)
            ],
            "chances": _told_of_chances(world, Model.INDEPENDENT_CASCADE),
            "left_out": world.left_out,
        }


_SETS_OF_RANKING = 200_000
_NOTHING_LEARNED: dict[str, Any] = {"basis": "WEIGHTED_CASCADE", "trials": 0, "takers": 0, "mean": None}


def _require_all_customers(caller: Caller) -> None:
    if not caller.scope.sees_all:
        raise NotPermitted("Influence is of the whole bank: it is for those who see all customers.")


def _is_in(world: World, node: int, segment: str | None) -> bool:
    person = world.persons[node]
    return bool(person["is_customer"]) and (segment is None or person["segment"] == segment)


def _audience(world: World, segments: Sequence[str] | None) -> list[int] | None:
    if segments is None:
        return None
    found = [node for node, row in enumerate(world.persons) if row["segment"] in segments]
    if not found:
        known = sorted({row["segment"] for row in world.persons if row["segment"]})
        raise CannotRun(f"Nobody is of the segment {', '.join(segments)}; there are {', '.join(known) or 'none'}.")
    return found


def _blocked(world: World, wanted: PlanWanted) -> dict[str, set[int]]:
    """Return why → who may not be chosen; a person can be blocked for several reasons."""
    persons = list(enumerate(world.persons))
    position = {key: node for node, key in enumerate(world.projection.keys)}
    return {
        "NO_CONSENT": {node for node, may in enumerate(world.may_be_contacted.tolist()) if not may},
        "OPEN_COMPLAINT": {node for node, row in persons if row["has_complaint"]},
        "HAS_PRODUCT": set(world.has_product),
        "NO_CUSTOMER": {node for node, row in persons if not (row["is_customer"] and row["is_person"])},
        "EXCLUDED": {position[key] for key in wanted.exclude if key in position},
    }


def _limits(world: World, wanted: PlanWanted, blocked: Mapping[str, set[int]]) -> Limits:
    position = {key: node for node, key in enumerate(world.projection.keys)}
    missing = [key for key in wanted.must_include if key not in position]
    if missing:
        raise CannotRun(f"{missing[0]} must be included, but is no part of the network, or refused to be looked at.")
    for key in wanted.must_include:
        why = [name for name, nodes in blocked.items() if position[key] in nodes]
        if why:
            raise CannotRun(f"{key} must be included, but may not be chosen: {', '.join(why)}.")
    group: dict[int, int] = {}
    if wanted.one_per_household:
        number: dict[str, int] = {}
        for node, row in enumerate(world.persons):
            if row["household_id"]:
                group[node] = number.setdefault(row["household_id"], len(number))
    costs = wanted.cost_of_segment or {}
    return Limits.of(
        len(world.persons),
        wanted.count,
        blocked=set().union(*blocked.values()),
        group=group,
        costs=np.array([costs.get(row["segment"] or NO_SEGMENT, wanted.cost) for row in world.persons]),
        budget=wanted.budget,
        must=[position[key] for key in wanted.must_include],
    )


def _segments(world: World) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for node, row in enumerate(world.persons):
        found[row["segment"] or NO_SEGMENT].append(node)
    return dict(sorted(found.items()))


def _confidence(world: World) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Return each arc's confidence: of parallel ties the surest, as any one is enough for two to know each other."""
    network, projection = world.network, world.projection
    if projection.confidence is None:
        return np.ones(len(network.out.targets))
    pairs = np.minimum(projection.start, projection.end).astype(np.int64) * len(network)
    pairs += np.maximum(projection.start, projection.end)
    unique, place = np.unique(pairs, return_inverse=True)
    surest = np.zeros(len(unique))
    np.maximum.at(surest, place, projection.confidence)
    sources, targets = network.out.sources.astype(np.int64), network.out.targets
    arcs = np.minimum(sources, targets) * len(network) + np.maximum(sources, targets)
    return np.asarray(surest[np.searchsorted(unique, arcs)])


def _chosen(world: World, cascade: Cascade, found: Plan, seed: int, heard: Heard) -> list[dict[str, Any]]:
    rows = []
    for place, (node, gain, cost) in enumerate(zip(found.seeds, found.gains, found.costs, strict=True), start=1):
        heard("saying why", place, len(found.seeds))
        told = _told(world, reason(cascade, node, seed)) if place <= REASONS_MAX else None
        rows.append(
            {
                "place": place,
                "party_id": world.projection.keys[node],
                "gain": gain,
                "cost": cost,
                "segment": world.persons[node]["segment"],
                "reason": told,
            }
        )
    return rows


def _told(world: World, found: Reason) -> dict[str, Any]:
    keys = world.projection.keys
    return {
        "reach_alone": found.reach_alone,
        "neighbours": [
            {"party_id": keys[one.node], "chance": one.chance, "reach": one.reach} for one in found.neighbours
        ],
        "ways": [{"party_ids": [keys[node] for node in way.nodes], "chance": way.chance} for way in found.ways],
    }


def _told_of_chances(world: World, model: Model) -> dict[str, Any]:
    """Say what the chances along ties rest on."""
    if world.learned is None or model is not Model.INDEPENDENT_CASCADE:
        return _NOTHING_LEARNED
    learned = world.learned
    return {"basis": "LEARNED", "trials": learned.trials, "takers": learned.takers, "mean": learned.mean_chance}

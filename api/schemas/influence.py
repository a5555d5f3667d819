"""Shapes of influencers and of plans whom to win."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from algorithms.cascade import Model
from api.schemas.common import Shape
from api.schemas.insight_runs import RunShape
from insights.influence_plans import PlanWanted

Key = Annotated[str, Field(min_length=1, max_length=200)]
Cost = Annotated[float, Field(gt=0, le=1e9)]


class PartyShape(Shape):
    """A party by its id and as the caller sees its name."""

    party_id: str = Field(examples=["core:17"])
    name: str | None


class NeighbourShape(PartyShape):
    """Somebody who passes it on: how often persuaded, and how many are then reached."""

    chance: float
    reach: float


class WayShape(Shape):
    """The likeliest way to somebody beyond the neighbours."""

    parties: list[PartyShape]
    chance: float


class ReasonShape(Shape):
    """Why a person has influence."""

    reach_alone: float = Field(description="How many are reached when this person alone is won.")
    neighbours: list[NeighbourShape]
    ways: list[WayShape]


class ChancesShape(Shape):
    """What the chance that influence passes along a tie rests on."""

    basis: str = Field(description="LEARNED from who took it up after whom, or WEIGHTED_CASCADE.", examples=["LEARNED"])
    trials: int
    takers: int
    mean: float | None


class InfluencerShape(PartyShape):
    """A customer who has influence."""

    rank: int = Field(ge=1)
    takers: float = Field(description="Who took the product up after this person, shared with others before them.")
    persuasion: float = Field(description="How much more of those around follow than is usual; 1 is average.")
    reach: float = Field(description="How many are reached when this person alone is won.")
    may_be_contacted: bool
    has_open_complaint: bool
    segment: str | None
    reason: ReasonShape


class InfluencersShape(Shape):
    """Customers by their influence. `left_out` refused to be profiled and are nowhere in it."""

    influencers: list[InfluencerShape]
    chances: ChancesShape
    left_out: int = Field(ge=0)


class NewPlanShape(Shape):
    """Whom to win for what: give a number, a budget, or both."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["count"], "properties": {"count": {"type": "integer"}}},
                {"required": ["budget"], "properties": {"budget": {"type": "number"}}},
            ]
        }
    )

    count: int | None = Field(None, ge=1, le=10_000, examples=[50])
    budget: float | None = Field(None, gt=0, le=1e12, examples=[2000])
    product_id: Key | None = Field(None, description="Learn from its spread; who has it is not won again.")
    channel: Key = Field("SMS", description="By which they are contacted: consent is asked for this channel.")
    segments: list[Key] | None = Field(None, min_length=1, max_length=50, description="Who counts when reached.")
    must_include: list[Key] = Field(default_factory=list, max_length=1000)
    exclude: list[Key] = Field(default_factory=list, max_length=10_000)
    cost: Cost = Field(1.0, description="Of contacting one person.")
    cost_of_segment: dict[str, Cost] | None = Field(None, description="Other costs by segment.")
    one_per_household: bool = True
    model: Model = Model.INDEPENDENT_CASCADE
    seed: int = Field(0, ge=0, lt=2**31)

    @model_validator(mode="after")
    def _has_an_end(self) -> "NewPlanShape":
        if self.count is None and self.budget is None:
            raise ValueError("give a count, a budget, or both")
        return self

    def wanted(self) -> PlanWanted:
        """Return it as the planner takes it."""
        return PlanWanted(
            count=self.count,
            budget=self.budget,
            product_id=self.product_id,
            channel=self.channel,
            segments=None if self.segments is None else tuple(self.segments),
            must_include=tuple(self.must_include),
            exclude=tuple(self.exclude),
            cost=self.cost,
            cost_of_segment=self.cost_of_segment,
            one_per_household=self.one_per_household,
            model=self.model,
            seed=self.seed,
        )


class ChosenShape(PartyShape):
    """A person to win, and what that adds to those before."""

    place: int = Field(ge=1)
    gain: float
    cost: float
    segment: str | None
    reason: ReasonShape | None = Field(description="Of the first fifty.")


class ReachIntervalShape(Shape):
    """Between which values the reach lies in nine of ten worlds where uncertain ties may not exist."""

    low: float
    median: float
    high: float


class ReachShape(Shape):
    """How many are reached, and how sure that is."""

    estimate: float
    lower: float = Field(description="It is this much at least, but for `failure`.")
    upper: float = Field(description="No choice within the limits reaches more, but for `failure`.")
    ratio: float = Field(description="The part of the best possible reach that is proven.")
    failure: float
    simulated: float = Field(description="By independent simulation.")
    simulated_standard_error: float
    audience: int
    sets: int
    chosen_by: str
    of_others: dict[str, float]
    interval: ReachIntervalShape


class PlanAnswerShape(Shape):
    """Whom to win, what that reaches, what it costs, and who could not be chosen why."""

    chosen: list[ChosenShape]
    reach: ReachShape
    curve: list[float] = Field(description="The reach of the first, the first two, and so on.")
    cost: float
    by_segment: dict[str, float]
    candidates: int
    blocked: dict[str, int] = Field(description="Reason → persons; one can be blocked for several.")
    left_out: int
    chances: ChancesShape


class PlanShape(RunShape):
    """A plan: its run, and what was planned once it has ended well."""

    plan: PlanAnswerShape | None = None


def named(answer: Any, names: Mapping[str, str]) -> Any:
    """Return the same with a name beside every party's id, and ways as lists of parties."""
    if isinstance(answer, list):
        return [named(one, names) for one in answer]
    if not isinstance(answer, dict):
        return answer
    found = {name: named(value, names) for name, value in answer.items() if name != "party_ids"}
    if "party_ids" in answer:
        found["parties"] = [{"party_id": one, "name": names.get(one)} for one in answer["party_ids"]]
    if "party_id" in answer:
        found["name"] = names.get(answer["party_id"])
    return found


def party_ids_of(answer: Any) -> set[str]:
    """Return every party's id that stands in an answer."""
    if isinstance(answer, list):
        return set().union(*map(party_ids_of, answer))
    if not isinstance(answer, dict):
        return set()
    found = set().union(*map(party_ids_of, answer.values())) | set(answer.get("party_ids", ()))
    return found | ({answer["party_id"]} if "party_id" in answer else set())

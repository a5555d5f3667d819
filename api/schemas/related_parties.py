"""Shapes of the walk over related parties: each party with the path, ties and evidence that lead to it."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field
from pydantic_core import to_json

from api.schemas.common import AsOfShape, OmittedShape, Shape
from graph.as_of import AsOf
from graph.parties import PartyKind
from graph.related_parties import RelatedParties


class EvidenceShape(Shape):
    """What one source says of a tie; `properties` are those of its kind, such as a share or a role."""

    tie_id: str | None = Field(description="Null for a sum over the months of transfers.", examples=["t-8"])
    source: str = Field(examples=["registry"])
    source_type: str = Field(examples=["OFFICIAL_REGISTER"])
    confidence: float = Field(ge=0, le=1, examples=[1.0])
    status: str = Field(examples=["ASSERTED"])
    valid_from: date | None = Field(description="First day; null when unknown.", examples=["2019-05-01"])
    valid_to: date | None = Field(description="Day after the last; null when it goes on.", examples=[None])
    recorded_at: datetime
    properties: dict[str, Any] = Field(examples=[{"equity_share_percent": "60"}])


class ThroughShape(Shape):
    """A thing that both parties share."""

    label: str = Field(examples=["Account"])
    id: str = Field(examples=["core:6222"])
    name: str | None = Field(examples=["6222000000000001"])
    degree: int = Field(description="How many visible parties share it.", examples=[2])


class TieShape(Shape):
    """One reason for a step. OUT runs from the nearer party to the farther one, IN back, BOTH is mutual."""

    kind: str = Field(examples=["OWNS"])
    direction: Literal["OUT", "IN", "BOTH"]
    strength: float = Field(ge=0, le=1)
    through: ThroughShape | None = Field(description="Null for a direct tie.")
    evidence: list[EvidenceShape]
    other_evidence: list[EvidenceShape] = Field(
        description="The farther party's tie to the shared thing; empty for a direct tie."
    )


class StepShape(Shape):
    """One step of a path, with every tie between its two ends."""

    from_id: str
    to_id: str
    to_name: str | None
    strength: float = Field(description="Of its ties together: 1 - (1 - a)(1 - b)…", ge=0, le=1)
    ties: list[TieShape]


class RelatedPartyShape(Shape):
    """One related party and the strongest of the shortest paths to it."""

    party_id: str
    kind: PartyKind
    is_customer: bool
    name: str | None
    distance: int = Field(ge=1, description="Steps from the party asked about.")
    strength: float = Field(ge=0, le=1, description="Product of the steps of the path; for ranking only.")
    path: list[StepShape]


class HubShape(Shape):
    """Something that too many share or are tied to: said, and not walked through."""

    label: str = Field(examples=["Address"])
    id: str
    name: str | None = Field(examples=["学生宿舍1号"])
    degree: int = Field(description="How many visible parties share it or are tied to it.", examples=[50])
    is_at_least: bool = Field(description="Whether counting stopped there, and there can be more.")
    met_at: str = Field(description="The party at which the walk met it.")


class RelatedPartiesShape(Shape):
    """Who is related to a party: nearest first, then strongest, each once."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "party_id": "core:17",
                    "name": "张伟",
                    "as_of": {"valid_at": "2026-06-30", "known_at": "2026-06-30T01:00:00Z"},
                    "depth": 2,
                    "parties": [],
                    "hubs": [
                        {
                            "label": "Address",
                            "id": "a-9",
                            "name": "学生宿舍1号",
                            "degree": 50,
                            "is_at_least": False,
                            "met_at": "core:17",
                        }
                    ],
                    "truncated": False,
                    "omitted": [{"section": "related_parties", "reason": "OUT_OF_SCOPE", "count": 1, "kinds": []}],
                }
            ]
        }
    )

    party_id: str
    name: str | None
    as_of: AsOfShape
    depth: int
    parties: list[RelatedPartyShape]
    hubs: list[HubShape]
    truncated: bool = Field(description="Whether a limit left out some that are visible to the caller.")
    omitted: list[OmittedShape]


def related_parties_json(found: RelatedParties, as_of: AsOf, depth: int) -> bytes:
    """Return the answer as JSON of RelatedPartiesShape.

    Its thousands of parts have their final keys already: making shapes of them took as long as asking the graph.
    """
    return to_json(
        {
            "party_id": found.party_id,
            "name": found.name,
            "as_of": {"valid_at": as_of.valid_at, "known_at": as_of.known_at},
            "depth": depth,
            "parties": found.parties,
            "hubs": found.hubs,
            "truncated": found.truncated,
            "omitted": found.omitted,
        }
    )

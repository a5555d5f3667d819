"""Shapes of the walk over related parties: each party with the path, ties and evidence that lead to it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import ConfigDict, Field

from api.schemas.common import BOOKKEEPING, AsOfShape, OmittedShape, PartyKind, Shape, party_kind, readable
from graph.as_of import AsOf
from graph.related_parties import Hub, RelatedParties, RelatedParty, Step, Tie

_TIE_PROPERTIES = frozenset(
    {"tie_id", "source", "source_type", "confidence", "status", "valid_from", "valid_to", *BOOKKEEPING}
)


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

    @classmethod
    def of(cls, evidence: Mapping[str, Any]) -> Self:
        """Return the shape of a tie's properties."""
        return cls(
            tie_id=evidence.get("tie_id"),
            source=evidence["source"],
            source_type=evidence["source_type"],
            confidence=evidence["confidence"],
            status=evidence["status"],
            valid_from=evidence.get("valid_from"),
            valid_to=evidence.get("valid_to"),
            recorded_at=evidence["recorded_at"],
            properties=readable(evidence, _TIE_PROPERTIES),
        )


class ThroughShape(Shape):
    """A thing that both parties share."""

    label: str = Field(examples=["Account"])
    id: str = Field(examples=["core:6222"])
    name: str | None = Field(examples=["6222000000000001"])
    degree: int = Field(description="How many parties share it.", examples=[2])


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

    @classmethod
    def of(cls, tie: Tie) -> Self:
        """Return the shape of a tie."""
        through = tie.through
        return cls(
            kind=tie.kind,
            direction=tie.direction,
            strength=round(tie.strength, 6),
            through=through
            and ThroughShape(label=through.label, id=through.id, name=through.name, degree=through.degree),
            evidence=[EvidenceShape.of(item) for item in tie.ours],
            other_evidence=[EvidenceShape.of(item) for item in tie.theirs],
        )


class StepShape(Shape):
    """One step of a path, with every tie between its two ends."""

    from_id: str
    to_id: str
    to_name: str | None
    strength: float = Field(description="Of its ties together: 1 - (1 - a)(1 - b)…", ge=0, le=1)
    ties: list[TieShape]

    @classmethod
    def of(cls, step: Step) -> Self:
        """Return the shape of a step."""
        return cls(
            from_id=step.from_id,
            to_id=step.to_id,
            to_name=step.to_name,
            strength=round(step.strength, 6),
            ties=[TieShape.of(tie) for tie in step.ties],
        )


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
    degree: int = Field(description="About how many share it or are tied to it.", examples=[50])
    met_at: str = Field(description="The party at which the walk met it.")

    @classmethod
    def of(cls, hub: Hub) -> Self:
        """Return the shape of a hub."""
        return cls(label=hub.label, id=hub.id, name=hub.name, degree=hub.degree, met_at=hub.met_at)


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
                            "met_at": "core:17",
                        }
                    ],
                    "truncated": False,
                    "omitted": [{"section": "related_parties", "reason": "OUT_OF_SCOPE", "count": 1}],
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

    @classmethod
    def of(cls, found: RelatedParties, as_of: AsOf, depth: int) -> Self:
        """Return the shape of an answer; a step that many paths share is made once."""
        steps: dict[int, StepShape] = {}
        return cls(
            party_id=found.party_id,
            name=found.name,
            as_of=AsOfShape.of(as_of),
            depth=depth,
            parties=[_party(party, steps) for party in found.parties],
            hubs=[HubShape.of(hub) for hub in found.hubs],
            truncated=found.truncated,
            omitted=[OmittedShape.of(item) for item in found.omitted],
        )


def _party(party: RelatedParty, steps: dict[int, StepShape]) -> RelatedPartyShape:
    path = []
    for step in party.path:
        shape = steps.get(id(step))
        if shape is None:
            shape = steps[id(step)] = StepShape.of(step)
        path.append(shape)
    return RelatedPartyShape(
        party_id=party.party_id,
        kind=party_kind(party.labels),
        is_customer="Customer" in party.labels,
        name=party.name,
        distance=party.distance,
        strength=round(party.strength, 6),
        path=path,
    )

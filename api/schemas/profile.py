"""Shapes of the 360 view of one customer."""

from datetime import date, datetime
from typing import Any, Self

from pydantic import Field

from api.schemas.common import AsOfShape, OmittedShape, Shape
from api.schemas.holdings import ExposureShape, HoldingShape, TierShape
from api.schemas.shares import Answered
from api.schemas.timeline import TouchpointsShape
from graph.as_of import AsOf
from graph.pages import Page
from graph.parties import PartyKind, party_kind
from graph.profile import Profile
from graph.readable import readable
from graph.timeline import Touchpoint
from insights.scoreboards import Standing

_NOT_IDENTITY = frozenset(
    {"party_id", "name", "name_search", "name_terms", "sources", "run_id", "recorded_at", "quality_flags"}
)


class IdentifierShape(Shape):
    """A number by which the party is found."""

    scheme: str = Field(examples=["CN_RESIDENT_ID"])
    value: str | None
    source: str | None = Field(examples=["core"])


class IdentityShape(Shape):
    """Who the party is, by its most trusted sources."""

    party_id: str
    kind: PartyKind
    is_customer: bool
    name: str | None
    properties: dict[str, Any] = Field(
        description="What is known: birth_date, industry, registered_capital …; the rest is absent.",
        examples=[{"birth_date": "1985-03-07", "region": "上海市"}],
    )
    identifiers: list[IdentifierShape]
    quality_flags: list[str] = Field(description="Doubts about its data.", examples=[["ID_NUMBER_CHECKSUM"]])


class TieCountShape(Shape):
    """How many visible parties are tied by one kind of tie."""

    kind: str = Field(examples=["OWNS"])
    parties: int = Field(examples=[3])


class ContactShape(Shape):
    """A phone, address, e-mail address or device."""

    kind: str = Field(examples=["Phone"])
    value: str | None
    source: str
    confidence: float
    status: str
    valid_from: date | None
    valid_to: date | None


class HouseholdShape(Shape):
    """A household that the party belongs to."""

    household_id: str
    name: str | None
    role: str | None
    members: int


class SegmentShape(Shape):
    """A segment that the party is in."""

    segment_id: str
    name: str | None


class ConsentShape(Shape):
    """The party's word on one purpose over one channel."""

    purpose: str = Field(examples=["MARKETING"])
    channel: str = Field(examples=["SMS"])
    state: str = Field(examples=["GRANTED"])
    decided_on: date | None
    source: str


class ManagerShape(Shape):
    """An employee who looks after the party."""

    employee_id: str
    name: str | None
    title: str | None
    team: str | None
    is_primary: bool | None


class BranchShape(Shape):
    """A branch that serves the party."""

    branch_id: str
    name: str | None
    level: str | None
    region: str | None


class RunShape(Shape):
    """The last job that brought something of this source."""

    run_id: str
    state: str
    started_at: datetime | None
    finished_at: datetime | None


class SourceShape(Shape):
    """How fresh the data of one source is for this party."""

    source: str = Field(examples=["core"])
    title: str | None
    source_type: str | None
    records: int
    recorded_at: datetime | None
    last_run: RunShape | None


class ScoreShape(Answered):
    """A customer's place by an algorithm's score; rank 1 is the highest of so many parties."""

    board_id: str = Field(examples=["pagerank/social"])
    value: float
    rank: int = Field(ge=1)
    parties: int = Field(ge=1)
    valid_at: date
    finished_at: datetime


class MembershipShape(Answered):
    """A community that the customer is in; `rank` is of its leaders only."""

    community_id: str = Field(examples=["community-5b2c7d0e9f31a864"])
    view_id: str = Field(examples=["social/team-size"])
    rank: int | None


class StandingShape(Answered):
    """How a customer stands among all: own influence by score, and communities."""

    scores: list[ScoreShape]
    communities: list[MembershipShape]


class ProfileShape(Shape):
    """What the bank knows of one customer; balances and identity are the last known, whatever the clocks."""

    as_of: AsOfShape
    identity: IdentityShape
    tier: TierShape
    holdings: list[HoldingShape]
    exposures: list[ExposureShape]
    ties: list[TieCountShape]
    contacts: list[ContactShape]
    households: list[HouseholdShape]
    segments: list[SegmentShape]
    consents: list[ConsentShape]
    managers: list[ManagerShape]
    branches: list[BranchShape]
    timeline: TouchpointsShape
    sources: list[SourceShape]
    standing: StandingShape | None = Field(
        description="Own influence and communities, of the whole bank: null for whoever does not see all customers."
    )
    omitted: list[OmittedShape]

    @classmethod
    def of(cls, profile: Profile, timeline: Page[Touchpoint], as_of: AsOf, standing: Standing | None) -> Self:
        """Return the shape of a view and the first page of its timeline."""
        return cls(
            as_of=AsOfShape.of(as_of),
            identity=_identity(profile),
            tier=TierShape.of(profile.tier),
            holdings=[HoldingShape.of(holding) for holding in profile.holdings],
            exposures=[ExposureShape.of(exposure) for exposure in profile.exposures],
            ties=[TieCountShape(**row) for row in profile.ties],
            contacts=[ContactShape(**row) for row in profile.contacts],
            households=[HouseholdShape(**row) for row in profile.households],
            segments=[SegmentShape(**row) for row in profile.segments],
            consents=[ConsentShape(**row) for row in profile.consents],
            managers=[ManagerShape(**row) for row in profile.managers],
            branches=[BranchShape(**row) for row in profile.branches],
            timeline=TouchpointsShape.of(timeline),
            sources=[SourceShape(**row) for row in profile.sources],
            standing=None if standing is None else StandingShape.model_validate(standing),
            omitted=[OmittedShape.of(item) for item in profile.omitted],
        )


def _identity(profile: Profile) -> IdentityShape:
    party = profile.party
    return IdentityShape(
        party_id=party["party_id"],
        kind=party_kind(profile.labels),
        is_customer="Customer" in profile.labels,
        name=party.get("name"),
        properties=readable(party, _NOT_IDENTITY),
        identifiers=[IdentifierShape(**row) for row in profile.identifiers],
        quality_flags=party.get("quality_flags") or [],
    )

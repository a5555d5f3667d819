"""Shapes of communities, their members and their lineage."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.schemas.common import Shape
from api.schemas.shares import Answered
from graph.pages import Page
from insights.communities import CommunityCard, Member


class CommunityViewShape(Answered):
    """One set of communities: on which ties, how large, when it was found, and how good it is."""

    view_id: str = Field(examples=["social/team-size"])
    projection: str = Field(examples=["social"])
    profile: str = Field(examples=["team-size"])
    run_id: str = Field(examples=["communities-20260701T020000-0a1b2c"])
    valid_at: date
    known_at: datetime
    finished_at: datetime
    resolution: float = Field(gt=0)
    digest: str = Field(description="SHA-256 of who is in which community.")
    figures: dict[str, Any] = Field(description="Modularity, conductance, connectedness, and what chance would give.")


class CommunityViewsShape(Shape):
    """The sets of communities that there are."""

    views: list[CommunityViewShape]


class TraitShape(Answered):
    """What members share more than others."""

    attribute: str = Field(examples=["employer"])
    value: str = Field(examples=["registry:91310000X"])
    value_name: str = Field(examples=["Firm & Sons"])
    members: int = Field(ge=1)
    share: float = Field(ge=0, le=1)
    share_in_bank: float = Field(ge=0, le=1)
    lift: float = Field(ge=0, description="How many times as frequent it is here.")


class WordsShape(Shape):
    """The same in plain words."""

    en: str
    zh: str


class CommunityShape(Answered):
    """One community."""

    community_id: str = Field(examples=["community-5b2c7d0e9f31a864"])
    view_id: str
    size: int = Field(ge=0)
    traits: list[TraitShape]
    tiers: dict[str, int] = Field(description="Tier → members.")
    products: dict[str, int] = Field(description="Product → members who hold it, the most frequent ones.")
    words: WordsShape

    @classmethod
    def of(cls, card: CommunityCard) -> "CommunityShape":
        """Return the shape of a community."""
        return cls(
            community_id=card.community_id,
            view_id=card.view_id,
            size=card.size,
            traits=[TraitShape.model_validate(trait) for trait in card.traits],
            tiers=dict(card.tiers),
            products=dict(card.products),
            words=WordsShape(**card.words),
        )


class CommunitiesShape(Shape):
    """Some communities, the largest first."""

    communities: list[CommunityShape]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[CommunityCard]) -> "CommunitiesShape":
        """Return the shape of a page."""
        return cls(communities=[CommunityShape.of(card) for card in page.items], next_cursor=page.next_cursor)


class MemberShape(Answered):
    """A member; `rank` is 1 for who has most ties inside the community."""

    party_id: str = Field(examples=["core:17"])
    name: str | None
    kind: str = Field(examples=["PERSON"])
    rank: int | None = Field(ge=1, description="Of the leaders only.")


class MembersShape(Shape):
    """Some members, the leaders first."""

    members: list[MemberShape]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[Member]) -> "MembersShape":
        """Return the shape of a page."""
        return cls(members=[MemberShape.model_validate(one) for one in page.items], next_cursor=page.next_cursor)


class LineageEventShape(Answered):
    """What happened between two runs; of a split or merge the largest part keeps its id."""

    change: str = Field(examples=["SPLIT"])
    before: list[str]
    after: list[str]
    valid_at: date
    recorded_at: datetime


class LineageShape(Shape):
    """What has happened to a community, the latest first."""

    community_id: str
    events: list[LineageEventShape]

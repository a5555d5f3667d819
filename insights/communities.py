"""Reads communities: which there are, what is said of each, who is in it, and what has happened to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cypher import query
from graph.caller import Caller
from graph.cursor import decode_cursor, encode_cursor
from graph.errors import CommunityNotFound, NotPermitted
from graph.pages import Page
from graph.parties import party_kind
from graph.projections import TIES_OF
from graph.session import GraphSession, Row
from graph.sight import Sight
from graph.vault import Vault
from insights.community_words import described
from insights.naming import names_of

PRODUCTS_TOLD = 10


@dataclass(frozen=True)
class CommunityViewAnswer:
    """One set of communities: on which ties, of which size, when found, and how good by which figures."""

    view_id: str
    projection: str
    profile: str
    run_id: str
    valid_at: date
    known_at: datetime
    finished_at: datetime
    resolution: float
    digest: str
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class TraitAnswer:
    """What members share; `value_name` is what the value is called, as an employer's name."""

    attribute: str
    value: str
    value_name: str
    members: int
    share: float
    share_in_bank: float
    lift: float


@dataclass(frozen=True)
class CommunityCard:
    """One community: its size, what its members share, tiers and products by number of members, and that in words."""

    community_id: str
    view_id: str
    size: int
    traits: tuple[TraitAnswer, ...]
    tiers: Mapping[str, int]
    products: Mapping[str, int]
    words: Mapping[str, str]


@dataclass(frozen=True)
class Member:
    """A member; `rank` is 1 for who has most ties inside, None beyond the first ten."""

    party_id: str
    name: str | None
    kind: str
    rank: int | None


@dataclass(frozen=True)
class LineageEvent:
    """What happened to communities between two runs."""

    change: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    valid_at: date
    recorded_at: datetime


class Communities:
    """The reader of communities, for whoever sees all customers and may walk the ties that they rest on."""

    def __init__(self, session: GraphSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    def views(self, caller: Caller) -> tuple[CommunityViewAnswer, ...]:
        """Return the sets of communities that the caller may see."""
        rows = self._session.read(query("communities/views"))
        return tuple(_view(row) for row in rows if _may_see(row["projection"], caller))

    def page(self, view_id: str, caller: Caller, size_min: int, cursor: str | None, limit: int) -> Page[CommunityCard]:
        """Return some communities, the largest first; raises CommunityNotFound, InvalidCursor, NotPermitted."""
        view = self._view(view_id, caller)
        listing = ("communities", view.view_id, view.run_id, size_min)
        after = "" if cursor is None else decode_cursor(listing, cursor, (str,))[0]
        rows = self._session.read(
            query("communities/page"),
            {"view_id": view_id, "after": after, "size_min": size_min, "rows_max": limit + 1},
        )
        shown = rows[:limit]
        more = encode_cursor(listing, (shown[-1]["sort_key"],)) if len(rows) > limit else None
        return Page(self._cards([{**row, "view_id": view_id} for row in shown], caller), more)

    def one(self, community_id: str, caller: Caller) -> CommunityCard:
        """Return a community that there is now; raises CommunityNotFound, NotPermitted."""
        row = self._standing(community_id, caller)
        if row["content"] is None:
            raise CommunityNotFound(f"The community {community_id} is no more; its lineage says what became of it.")
        return self._cards([{**row, "community_id": community_id}], caller)[0]

    def members(self, community_id: str, caller: Caller, cursor: str | None, limit: int) -> Page[Member]:
        """Return some of its members, the leaders first; raises CommunityNotFound, InvalidCursor, NotPermitted."""
        self._standing(community_id, caller)
        listing = ("community members", community_id)
        after = "" if cursor is None else decode_cursor(listing, cursor, (str,))[0]
        rows = self._session.read(
            query("communities/members"),
            {"community_id": community_id, "after": after, "rows_max": limit + 1, **caller.scope.parameters()},
        )
        shown = rows[:limit]
        sight = Sight(self._vault, caller.entitlement)
        members = tuple(
            Member(row["party_id"], sight.shown(row["name"]), party_kind(row["labels"]), row["rank"] or None)
            for row in shown
        )
        more = encode_cursor(listing, (shown[-1]["sort_key"],)) if len(rows) > limit else None
        return Page(members, more)

    def lineage(self, community_id: str, caller: Caller) -> tuple[LineageEvent, ...]:
        """Return what has happened to it, the latest first; raises CommunityNotFound, NotPermitted."""
        self._standing(community_id, caller)
        rows = self._session.read(query("communities/lineage"), {"community_id": community_id})
        return tuple(
            LineageEvent(row["change"], tuple(row["before"]), tuple(row["after"]), row["valid_at"], row["recorded_at"])
            for row in rows
        )

    def _view(self, view_id: str, caller: Caller) -> CommunityViewAnswer:
        _require_all_customers(caller)
        views = self.views(caller)
        found = next((view for view in views if view.view_id == view_id), None)
        if found is None:
            there = ", ".join(view.view_id for view in views) or "none"
            raise CommunityNotFound(
                f"There are no communities {view_id}; there are {there}. Run 'guanxi communities detect'."
            )
        return found

    def _standing(self, community_id: str, caller: Caller) -> Row:
        _require_all_customers(caller)
        rows = self._session.read(query("communities/card"), {"community_id": community_id})
        if not rows:
            raise CommunityNotFound(f"There is no community {community_id}.")
        self._view(rows[0]["view_id"], caller)
        return rows[0]

    def _cards(self, rows: list[Row], caller: Caller) -> tuple[CommunityCard, ...]:
        contents = [json.loads(row["content"]) for row in rows]
        employers = sorted(
            {trait["value"] for content in contents for trait in content["traits"] if trait["attribute"] == "employer"}
        )
        names = names_of(self._session, self._vault, employers, caller)
        return tuple(_card(row, content, names) for row, content in zip(rows, contents, strict=True))


def _view(row: Row) -> CommunityViewAnswer:
    return CommunityViewAnswer(
        row["view_id"], row["projection"], row["profile"], row["run_id"], row["valid_at"], row["known_at"],
        row["finished_at"], row["resolution"], row["digest"], json.loads(row["content"]),
    )  # fmt: skip


def _card(row: Mapping[str, Any], content: Mapping[str, Any], names: Mapping[str, str]) -> CommunityCard:
    traits = tuple(
        TraitAnswer(
            trait["attribute"], trait["value"], names.get(trait["value"], trait["value"]), trait["members"],
            trait["share"], trait["share_in_bank"], trait["share"] / trait["share_in_bank"],
        )
        for trait in content["traits"]
    )  # fmt: skip
    products = dict(list(content["products"].items())[:PRODUCTS_TOLD])
    return CommunityCard(
        row["community_id"], row["view_id"], row["size"], traits, content["tiers"], products,
        described(row["size"], content["traits"], names),
    )  # fmt: skip


def _may_see(projection: str, caller: Caller) -> bool:
    return caller.scope.sees_all and caller.entitlement.tie_kinds.issuperset(TIES_OF[projection])


def _require_all_customers(caller: Caller) -> None:
    if not caller.scope.sees_all:
        raise NotPermitted("Communities are of the whole bank: they are for those who see all customers.")

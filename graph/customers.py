"""Reads about customers: every answer is of two clocks, inside the caller's scope, and as the caller may see it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cypher import query
from graph.as_of import AsOf
from graph.caller import Caller
from graph.cursor import decode_cursor, encode_cursor
from graph.entitlement import RELATED_KINDS
from graph.errors import CustomerNotFound, InvalidParameters, TraversalTooLarge
from graph.name_query import search_parameters
from graph.omissions import named, of_kinds
from graph.pages import Page
from graph.profile import Profile, profile_of
from graph.related_parties import DEPTH_MAX, RelatedParties, Walk
from graph.session import GraphSession
from graph.sight import Sight
from graph.timeline import TimelineFilter, Touchpoint, position_after, shown_touchpoints, timeline_page
from graph.unmasking import ClearValue, UnmaskField, clear_values
from graph.vault import Vault

ALL_TOUCHPOINTS = TimelineFilter()


@dataclass(frozen=True)
class WalkLimits:
    """Where a walk stops: sharers of one thing, sharers counted, ties of one party, parties of one answer."""

    hub_degree_max: int = 10
    hub_count_max: int = 50
    fan_out_max: int = 500
    parties_max: int = 1_000


@dataclass(frozen=True)
class CustomerHit:
    """One customer found; `scheme` names the number that matched, and is None when the name did.

    `birth_date` is YYYY-MM-DD, or YYYY when it is masked.
    """

    party_id: str
    name: str | None
    labels: tuple[str, ...]
    birth_date: str | None
    region: str | None
    customer_since: date | None
    matched_by: str
    scheme: str | None


class Customers:
    """The reader of customers; parties that are no customers are read by their id as well."""

    def __init__(self, session: GraphSession, vault: Vault, limits: WalkLimits) -> None:
        self._session = session
        self._vault = vault
        self._limits = limits

    def search(
        self,
        text: str,
        caller: Caller,
        as_of: AsOf,
        *,
        include_non_customers: bool = False,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[CustomerHit]:
        """Return who has this number or goes by this name; raises InvalidCursor."""
        listing = ("search", text, include_non_customers)
        skip = 0 if cursor is None else max(decode_cursor(listing, cursor, (int,))[0], 0)
        rows = self._session.read(
            query("customers/search"),
            {
                **search_parameters(self._vault, text),
                "include_non_customers": include_non_customers,
                "known_at": as_of.known_at,
                "skip": skip,
                "rows_max": limit + 1,
                **caller.scope.parameters(),
            },
        )
        hits = tuple(_hit(row) for row in self._sight(caller).shown(rows[:limit]))
        return Page(hits, encode_cursor(listing, (skip + limit,)) if len(rows) > limit else None)

    def profile(self, party_id: str, caller: Caller, as_of: AsOf) -> Profile:
        """Return the 360 view without its timeline; raises CustomerNotFound."""
        rows = self._session.read(
            query("customers/profile"),
            {
                "party_id": party_id,
                "tie_kinds": sorted(caller.entitlement.tie_kinds),
                **as_of.parameters(),
                **caller.scope.parameters(),
            },
        )
        if not rows:
            raise _not_found(party_id)
        return profile_of(rows[0], as_of.valid_at, caller.entitlement, self._sight(caller))

    def timeline(
        self,
        party_id: str,
        caller: Caller,
        as_of: AsOf,
        wanted: TimelineFilter = ALL_TOUCHPOINTS,
        *,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[Touchpoint]:
        """Return touchpoints up to the end of the day asked about, newest first.

        Raises CustomerNotFound and InvalidCursor.
        """
        rows = self._session.read(
            query("customers/timeline"),
            {
                "party_id": party_id,
                "channel": wanted.channel,
                "kind": wanted.kind,
                **position_after(party_id, wanted, cursor),
                "rows_max": limit + 1,
                **as_of.parameters(),
                **caller.scope.parameters(),
            },
        )
        if not rows:
            raise _not_found(party_id)
        page = timeline_page(party_id, wanted, rows[0]["touchpoints"], limit)
        return Page(shown_touchpoints(page.items, caller.entitlement, self._sight(caller)), page.next_cursor)

    def related_parties(
        self,
        party_id: str,
        caller: Caller,
        as_of: AsOf,
        *,
        depth: int = 2,
        kinds: Sequence[str] = (),
    ) -> RelatedParties:
        """Return who is related over at most `depth` steps of these kinds of tie (none given: all).

        A kind that the caller may not walk is named in `omitted`.
        Raises CustomerNotFound, TraversalTooLarge, and InvalidParameters for a kind that is none.
        """
        _check_walk(depth, kinds)
        wanted = kinds or RELATED_KINDS
        walk = Walk(party_id, self._limits.parties_max, self._sight(caller))
        seen_as = {**as_of.parameters(), **caller.scope.parameters()}
        parameters = {
            "kinds": [kind for kind in wanted if kind in caller.entitlement.tie_kinds],
            "hub_degree_max": self._limits.hub_degree_max,
            "fan_out_max": self._limits.fan_out_max,
            **seen_as,
        }
        statement = query("customers/related_parties")
        while walk.distance < depth and (frontier := walk.frontier()):
            is_first = walk.distance == 0
            asked = {"frontier": frontier, "is_first": is_first, **parameters}
            rows = self._session.read(statement, asked, has_dates=False)
            if is_first and not rows:
                raise _not_found(party_id)
            walk.advance(rows)
        if hubs := walk.uncounted():
            # Never less than what makes a hub of a thing.
            count_max = max(self._limits.hub_count_max, self._limits.hub_degree_max + 1)
            asked = {"element_ids": hubs, "count_max": count_max, **seen_as}
            walk.count(self._session.read(query("customers/hub_degrees"), asked), count_max)
        found = walk.result()
        omitted = (*of_kinds("related_parties", wanted, caller.entitlement), *found.omitted)
        return replace(found, omitted=named(omitted, caller.entitlement))

    def unmask(
        self, party_id: str, fields: Collection[UnmaskField], caller: Caller, as_of: AsOf
    ) -> tuple[ClearValue, ...]:
        """Return closely kept values in clear; who may ask, and that it is recorded, is the business of the route.

        Raises CustomerNotFound.
        """
        rows = self._session.read(
            query("customers/unmask"),
            {
                "party_id": party_id,
                "tie_kinds": sorted(caller.entitlement.tie_kinds),
                **as_of.parameters(),
                **caller.scope.parameters(),
            },
        )
        if not rows:
            raise _not_found(party_id)
        return clear_values(rows[0]["sealed"], fields, self._vault)

    def _sight(self, caller: Caller) -> Sight:
        return Sight(self._vault, caller.entitlement)


def _hit(row: dict[str, Any]) -> CustomerHit:
    birth_date = row["birth_date"]
    return CustomerHit(
        **{
            **row,
            "labels": tuple(row["labels"]),
            "birth_date": birth_date.isoformat() if isinstance(birth_date, date) else birth_date,
        }
    )


def _check_walk(depth: int, kinds: Sequence[str]) -> None:
    if not 1 <= depth <= DEPTH_MAX:
        raise TraversalTooLarge(f"The depth is {depth}; it can be 1 to {DEPTH_MAX}.")
    unknown = sorted(set(kinds) - set(RELATED_KINDS))
    if unknown:
        raise InvalidParameters(f"Unknown kinds of tie: {', '.join(unknown)}. Known are {', '.join(RELATED_KINDS)}.")


def _not_found(party_id: str) -> CustomerNotFound:
    return CustomerNotFound(f"No customer {party_id} is visible to you.")

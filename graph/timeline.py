"""The touchpoints of one party, newest first, and the place in their order at which a page ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.cursor import decode_cursor, encode_cursor
from graph.entitlement import Entitlement, Section
from graph.omissions import Omission, named, of_sections
from graph.pages import Page
from graph.sight import Sight

Touchpoint = Mapping[str, Any]
"""Properties of a Touchpoint with channel_id, channel_name, account_id and the currency of its amounts."""


_PAYMENTS = frozenset({"purpose", "counterparty_bank", "counterparty_account"})
"""What of a touchpoint says to whom and what for a customer pays."""


@dataclass(frozen=True)
class TimelineFilter:
    """Which touchpoints: those over one channel, of one kind, or all."""

    channel: str | None = None
    kind: str | None = None


def position_after(party_id: str, wanted: TimelineFilter, cursor: str | None) -> dict[str, Any]:
    """Return the parameters that say where the page starts; raises InvalidCursor."""
    if cursor is None:
        return {"before_millis": None, "after_touchpoint_id": None}
    millis, touchpoint_id = decode_cursor(_listing(party_id, wanted), cursor, (int, str))
    return {"before_millis": millis, "after_touchpoint_id": touchpoint_id}


def timeline_page(party_id: str, wanted: TimelineFilter, rows: list[dict[str, Any]], limit: int) -> Page[Touchpoint]:
    """Return the first `limit` of `rows`, of which there is one more when there is a next page."""
    shown = rows[:limit]
    cursor = None
    if len(rows) > limit:
        last = shown[-1]
        cursor = encode_cursor(
            _listing(party_id, wanted), (last["occurred_millis"], last["touchpoint"]["touchpoint_id"])
        )
    return Page(tuple(_touchpoint(row) for row in shown), cursor)


def shown_touchpoints(
    touchpoints: Iterable[Touchpoint], entitlement: Entitlement, sight: Sight
) -> tuple[Touchpoint, ...]:
    """Return touchpoints as the caller may see them."""
    hidden = frozenset[str]() if Section.PAYMENTS in entitlement.sections else _PAYMENTS
    return tuple(
        sight.shown({name: value for name, value in touchpoint.items() if name not in hidden})
        for touchpoint in touchpoints
    )


def omitted_from_timeline(entitlement: Entitlement) -> tuple[Omission, ...]:
    """Return what every touchpoint lacks for this caller."""
    return named(of_sections((Section.PAYMENTS,), entitlement), entitlement)


def _listing(party_id: str, wanted: TimelineFilter) -> tuple[object, ...]:
    return ("timeline", party_id, wanted.channel, wanted.kind)


def _touchpoint(row: dict[str, Any]) -> Touchpoint:
    touchpoint: dict[str, Any] = row["touchpoint"]
    return {
        **touchpoint,
        "currency": touchpoint.get("currency") or row["account_currency"],
        "channel_id": row["channel_id"],
        "channel_name": row["channel_name"],
        "account_id": row["account_id"],
    }

"""Shapes of the timeline of one customer."""

from datetime import datetime
from typing import Self

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.common import AsOfShape, Money, OmittedShape, Shape, money
from graph.as_of import AsOf
from graph.omissions import Omission
from graph.pages import Page
from graph.timeline import Touchpoint

_EXAMPLE: dict[str, JsonValue] = {
    "touchpoint_id": "t-20260601-1",
    "kind": "TRANSFER",
    "occurred_at": "2026-06-01T09:00:00Z",
    "channel_id": "app",
    "channel": "App",
    "direction": "OUT",
    "amount": {"amount": "12.34", "currency": "CNY"},
    "balance": None,
    "account_id": "core:6222",
    "purpose": "RENT",
    "outcome": None,
    "detail": None,
    "counterparty_bank": None,
    "counterparty_account": None,
}


class TouchpointShape(Shape):
    """One contact or transaction."""

    touchpoint_id: str
    kind: str = Field(examples=["TRANSFER"])
    occurred_at: datetime
    channel_id: str | None = Field(examples=["app"])
    channel: str | None = Field(examples=["App"])
    direction: str | None = Field(examples=["OUT"])
    amount: Money | None
    balance: Money | None = Field(description="Of the account, after it.")
    account_id: str | None
    purpose: str | None
    outcome: str | None
    detail: str | None
    counterparty_bank: str | None
    counterparty_account: str | None

    @classmethod
    def of(cls, row: Touchpoint) -> Self:
        """Return the shape of a touchpoint."""
        currency = row["currency"]
        return cls(
            touchpoint_id=row["touchpoint_id"],
            kind=row["kind"],
            occurred_at=row["occurred_at"],
            channel_id=row["channel_id"],
            channel=row["channel_name"],
            direction=row.get("direction"),
            amount=money(row.get("amount_minor"), currency),
            balance=money(row.get("balance_minor"), currency),
            account_id=row["account_id"],
            purpose=row.get("purpose"),
            outcome=row.get("outcome"),
            detail=row.get("detail"),
            counterparty_bank=row.get("counterparty_bank"),
            counterparty_account=row.get("counterparty_account"),
        )


class TouchpointsShape(Shape):
    """One page of a timeline, newest first."""

    touchpoints: list[TouchpointShape]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null on the last.")

    @classmethod
    def of(cls, page: Page[Touchpoint]) -> Self:
        """Return the shape of a page."""
        return cls(touchpoints=[TouchpointShape.of(row) for row in page.items], next_cursor=page.next_cursor)


class TimelineShape(TouchpointsShape):
    """A page of the timeline of one party."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "party_id": "core:17",
                    "as_of": {"valid_at": "2026-06-30", "known_at": "2026-06-30T01:00:00Z"},
                    "touchpoints": [_EXAMPLE],
                    "next_cursor": None,
                    "omitted": [],
                }
            ]
        }
    )

    party_id: str
    as_of: AsOfShape
    omitted: list[OmittedShape]

    @classmethod
    def for_party(cls, party_id: str, page: Page[Touchpoint], as_of: AsOf, omitted: tuple[Omission, ...]) -> Self:
        """Return the shape of a page of this party's timeline."""
        listed = TouchpointsShape.of(page)
        return cls(
            party_id=party_id,
            as_of=AsOfShape.of(as_of),
            touchpoints=listed.touchpoints,
            next_cursor=listed.next_cursor,
            omitted=[OmittedShape.of(item) for item in omitted],
        )

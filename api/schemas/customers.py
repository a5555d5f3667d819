"""Shapes of the search for customers."""

from datetime import date
from typing import Literal, Self

from pydantic import ConfigDict, Field

from api.schemas.common import AsOfShape, Shape
from graph.as_of import AsOf
from graph.customers import CustomerHit
from graph.pages import Page
from graph.parties import PartyKind, party_kind


class CustomerShape(Shape):
    """One customer found, with what tells it from others of the same name."""

    party_id: str = Field(examples=["core:17"])
    kind: PartyKind
    is_customer: bool
    name: str | None = Field(examples=["张伟"])
    birth_date: str | None = Field(
        description="The day, or the year alone where the caller sees it masked.", examples=["1985-03-07"]
    )
    region: str | None = Field(examples=["上海市"])
    customer_since: date | None
    matched_by: Literal["IDENTIFIER", "NAME"]
    scheme: str | None = Field(
        description="Which number matched, as in `CN_RESIDENT_ID`; null for a name.", examples=[None]
    )

    @classmethod
    def of(cls, hit: CustomerHit) -> Self:
        """Return the shape of a hit."""
        return cls(
            party_id=hit.party_id,
            kind=party_kind(hit.labels),
            is_customer="Customer" in hit.labels,
            name=hit.name,
            birth_date=hit.birth_date,
            region=hit.region,
            customer_since=hit.customer_since,
            matched_by="NAME" if hit.matched_by == "NAME" else "IDENTIFIER",
            scheme=hit.scheme,
        )


class CustomersShape(Shape):
    """One page of customers found; numbers come before names, better names before worse ones."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "as_of": {"valid_at": "2026-06-30", "known_at": "2026-06-30T01:00:00Z"},
                    "customers": [
                        {
                            "party_id": "core:17",
                            "kind": "PERSON",
                            "is_customer": True,
                            "name": "张伟",
                            "birth_date": "1985-03-07",
                            "region": "上海市",
                            "customer_since": "2011-04-02",
                            "matched_by": "NAME",
                            "scheme": None,
                        }
                    ],
                    "next_cursor": None,
                }
            ]
        }
    )

    as_of: AsOfShape
    customers: list[CustomerShape]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null on the last.")

    @classmethod
    def of(cls, page: Page[CustomerHit], as_of: AsOf) -> Self:
        """Return the shape of a page."""
        return cls(
            as_of=AsOfShape.of(as_of),
            customers=[CustomerShape.of(hit) for hit in page.items],
            next_cursor=page.next_cursor,
        )

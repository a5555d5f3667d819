"""Shapes of the audit, as compliance reads it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from pydantic import Field

from api.schemas.common import Shape
from audit import Entry, Verification


class EntryShape(Shape):
    """Something that was done or refused."""

    sequence: int = Field(description="Its place in the chain, from 1 without a gap.", examples=[4711])
    moment: datetime = Field(examples=["2026-06-30T01:00:00.123Z"])
    who: str = Field(
        description="The user; `os:` and a name for the command line, empty when nobody had signed in.",
        examples=["wang.fang"],
    )
    roles: list[str] = Field(examples=[["relationship_manager"]])
    operation: str = Field(examples=["customer_profile"])
    purpose: str | None = Field(examples=["SERVICE"])
    subject: str | None = Field(description="Whom or what it was about.", examples=["core:17"])
    outcome: int = Field(description="The status of the answer.", examples=[200])
    request_id: str | None = Field(examples=["6f1c2b1e0a7d4c55"])
    details: dict[str, Any] = Field(
        description="What was asked, how many results, why, which fields, for whom; personal texts are blinds.",
        examples=[{"asked": {"q": "blind:5d41402abc4b2a76b9719d911017c592"}, "results": 2}],
    )
    hash: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Return the shape of an entry."""
        return cls(
            sequence=entry.sequence,
            moment=datetime.fromisoformat(entry.moment),
            who=entry.user,
            roles=[role for role in entry.roles.split(",") if role],
            operation=entry.operation,
            purpose=entry.purpose,
            subject=entry.subject,
            outcome=entry.outcome,
            request_id=entry.request_id,
            details=entry.details_read(),
            hash=entry.hash,
        )


class AuditShape(Shape):
    """One page of the audit, newest first."""

    entries: list[EntryShape]
    next_cursor: str | None = Field(description="For the next page; null on the last.")

    @classmethod
    def of(cls, entries: Sequence[Entry], next_cursor: str | None) -> Self:
        """Return the shape of a page."""
        return cls(entries=[EntryShape.of(entry) for entry in entries], next_cursor=next_cursor)


class VerificationShape(Shape):
    """Whether the chain is whole."""

    is_whole: bool
    entries: int = Field(description="How many entries are as they were written.", examples=[120_000])
    anchors: int = Field(description="How many signed heads outside the database were compared.", examples=[1_200])
    first_bad_entry: int | None = Field(description="The first entry that is not as it was written.", examples=[None])
    fault: str | None = Field(description="What is wrong with it.", examples=[None])

    @classmethod
    def of(cls, found: Verification) -> Self:
        """Return the shape of a verification."""
        fault = found.fault
        return cls(
            is_whole=fault is None,
            entries=found.entries,
            anchors=found.anchors,
            first_bad_entry=None if fault is None else fault.sequence,
            fault=None if fault is None else f"Entry {fault.sequence} {fault.what}.",
        )

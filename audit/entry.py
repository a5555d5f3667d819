"""What one entry says, and the hash that ties it to the entry before it.

hash = SHA-256(hash of the entry before ‖ canonical JSON of this entry), 64 zeros before the first
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

GENESIS = "0" * 64
TEXT_LENGTH_MAX = 500
"""Longest user, subject or request id that is kept; ids are shorter."""

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode


@dataclass(frozen=True)
class Event:
    """Something that was done or refused, before it has its place in the chain; `outcome` is an HTTP status."""

    user: str
    roles: tuple[str, ...]
    operation: str
    outcome: int
    purpose: str | None = None
    subject: str | None = None
    request_id: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One entry as it stands in the chain; `moment` is UTC in ISO 8601, `details` the text that was hashed."""

    sequence: int
    moment: str
    user: str
    roles: str
    operation: str
    purpose: str | None
    subject: str | None
    outcome: int
    request_id: str | None
    details: str
    hash: str

    def details_read(self) -> dict[str, Any]:
        """Return the details as they were given."""
        found: dict[str, Any] = json.loads(self.details)
        return found


@dataclass(frozen=True)
class EntryFilter:
    """Which entries are wanted; what is None does not matter. `text` is blinded before it is looked for."""

    user: str | None = None
    operation: str | None = None
    subject: str | None = None
    outcome: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None


def details_text(details: Mapping[str, Any]) -> str:
    """Return details in the one spelling that is hashed."""
    return _encode(dict(details))


def entry_hash(previous: str, values: tuple[int | str | None, ...]) -> str:
    """Return the hash of an entry whose values stand in the order of the table."""
    return hashlib.sha256(previous.encode() + _encode(values).encode("utf-8", "surrogatepass")).hexdigest()

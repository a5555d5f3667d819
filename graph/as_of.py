"""The two clocks of a read: which day it is about, and what the bank knew at which moment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

_FIRST, _LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True)
class AsOf:
    """`valid_at` is a day in the world; `known_at` is a moment, with its zone, in the bank's knowledge."""

    valid_at: date
    known_at: datetime

    @classmethod
    def given(cls, valid_at: date | None = None, known_at: datetime | None = None) -> "AsOf":
        """Return the given clocks, each absent one set to now; the day is that of this machine's zone."""
        now = datetime.now(UTC)
        return cls(valid_at or now.astimezone().date(), in_utc(known_at) if known_at else now)

    def parameters(self) -> dict[str, Any]:
        """Return the two parameters that every statement about ties declares."""
        return {"valid_at": self.valid_at, "known_at": self.known_at}


def in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC, or the calendar's first or last one for what lies just beyond it.

    The server takes zones up to 18 hours from UTC, Python's go up to 24.
    """
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return _LAST if moment.year > 1 else _FIRST

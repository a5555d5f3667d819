"""Whether the law keeps the data of a person who wants to be erased: it counts from the end of the relationship."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from graph.erasure import Relationship


class Outcome(StrEnum):
    """What an erasure comes to."""

    DONE = "DONE"
    LOCKED = "LOCKED"
    REFUSED = "REFUSED"


class Basis(StrEnum):
    """Why it comes to that."""

    NO_RELATIONSHIP = "NO_RELATIONSHIP"
    RETENTION_OVER = "RETENTION_OVER"
    RETENTION_HOLDS = "RETENTION_HOLDS"
    RELATIONSHIP_GOES_ON = "RELATIONSHIP_GOES_ON"
    ROLE_GOES_ON = "ROLE_GOES_ON"
    NOT_APPROVED = "NOT_APPROVED"
    NOBODY_THERE = "NOBODY_THERE"
    NOT_A_PERSON = "NOT_A_PERSON"


@dataclass(frozen=True)
class Verdict:
    """What the law says of one person on one day; what is locked is destroyed after `kept_until`."""

    outcome: Outcome
    basis: Basis
    ended_on: date | None = None
    kept_until: date | None = None


def verdict(
    relationships: Iterable[Relationship], roles: Iterable[Relationship], today: date, retention_days: int | None
) -> Verdict:
    """Return what may be done; with no period the data is kept for good.

    What goes on needs the data in use: an own contract, and a part in a customer (Art. 34: who owns, controls and runs
    a customer is part of that customer's records).
    """
    own, parts = ([one.until for one in several] for several in (relationships, roles))
    for ends, basis in ((own, Basis.RELATIONSHIP_GOES_ON), (parts, Basis.ROLE_GOES_ON)):
        if any(end is None or end > today for end in ends):
            return Verdict(Outcome.REFUSED, basis)
    ended = [end for end in (*own, *parts) if end is not None]
    if not ended:
        return Verdict(Outcome.DONE, Basis.NO_RELATIONSHIP)
    ended_on = max(ended)
    kept_until = date.max if retention_days is None else ended_on + timedelta(days=retention_days)
    if kept_until <= today:
        return Verdict(Outcome.DONE, Basis.RETENTION_OVER, ended_on)
    return Verdict(Outcome.LOCKED, Basis.RETENTION_HOLDS, ended_on, kept_until)

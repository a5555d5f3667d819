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

    An own contract that goes on needs the data in use; a part in a customer needs it only kept (Art. 34: who owns,
    controls and runs a customer is part of that customer's records).
    """
    ends = [relationship.until for relationship in relationships]
    if any(_goes_on(end, today) for end in ends):
        return Verdict(Outcome.REFUSED, Basis.RELATIONSHIP_GOES_ON)
    ends += [role.until for role in roles]
    if not ends:
        return Verdict(Outcome.DONE, Basis.NO_RELATIONSHIP)
    if any(_goes_on(end, today) for end in ends):
        # The period has not begun, and the graph will not tell when it does: a destroyed key cannot be had back.
        return Verdict(Outcome.LOCKED, Basis.ROLE_GOES_ON, kept_until=date.max)
    ended_on = max(end for end in ends if end is not None)
    kept_until = date.max if retention_days is None else ended_on + timedelta(days=retention_days)
    if kept_until <= today:
        return Verdict(Outcome.DONE, Basis.RETENTION_OVER, ended_on)
    return Verdict(Outcome.LOCKED, Basis.RETENTION_HOLDS, ended_on, kept_until)


def _goes_on(end: date | None, today: date) -> bool:
    return end is None or end > today

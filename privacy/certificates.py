"""Erasures from the request to the certificate; a certificate holds nothing by which the person is known.

REQUESTED → APPROVED → DONE | LOCKED | REFUSED        LOCKED → DONE when the key is destroyed
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, and_, func, or_, select, text, update
from sqlalchemy.exc import IntegrityError

from graph.errors import ErasureConflict, ErasureNotFound
from privacy.tables import APPROVED, OPEN_STATES, REQUESTED, erasures, metadata, one_open_erasure

DONE, LOCKED, REFUSED = "DONE", "LOCKED", "REFUSED"
CLAIM_TIME = timedelta(minutes=5)
"""How long one decider has an erasure for themselves: longer than its statements may run, short for who waits."""


@dataclass(frozen=True)
class Certificate:
    """One erasure; `counts` are by what happened and label or tie type, `list_hash` is over the blinded list."""

    certificate_id: str
    state: str
    party_id: str | None
    party_blind: str
    ground: str
    requested_by: str
    requested_at: str
    decided_by: str | None
    decided_at: str | None
    done_at: str | None
    basis: str | None
    kept_until: str | None
    destroyed_at: str | None
    counts: Mapping[str, Any] | None
    list_hash: str | None


class Certificates:
    """The erasures in the service's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)
        # A table that an earlier version made is left as it is by create_all, and would let two requests stand.
        one_open_erasure.create(engine, checkfirst=True)

    def request(self, party_id: str, party_blind: str, ground: str, requested_by: str) -> Certificate:
        """Write a request down; raises ErasureConflict when one for this party is open."""
        certificate_id = f"erasure-{secrets.token_hex(8)}"
        values = {
            "certificate_id": certificate_id,
            "state": REQUESTED,
            "party_id": party_id,
            "party_blind": party_blind,
            "ground": ground,
            "requested_by": requested_by,
            "requested_at": now_text(),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(erasures.insert().values(**values))
        except IntegrityError as error:
            raise ErasureConflict("An erasure of this person is asked for already.") from error
        return self.get(certificate_id)

    def approve(self, certificate_id: str, decided_by: str) -> Certificate:
        """Have a second person agree, who alone carries it out then; what a crash has cut is free after `CLAIM_TIME`.

        Raises ErasureNotFound, and ErasureConflict for the same person, another state, or while somebody is at it.
        """
        abandoned = _text_of(datetime.now(UTC) - CLAIM_TIME)
        is_unclaimed = or_(erasures.c.decided_at.is_(None), erasures.c.decided_at <= abandoned)
        is_free = or_(erasures.c.state == REQUESTED, and_(erasures.c.state == APPROVED, is_unclaimed))
        return self._decide(certificate_id, decided_by, is_free, {"state": APPROVED})

    def refuse(self, certificate_id: str, decided_by: str, **values: Any) -> Certificate:
        """Have a second person decide against what is only asked for; raises as `approve` does."""
        return self._decide(certificate_id, decided_by, erasures.c.state == REQUESTED, {"state": REFUSED, **values})

    def write(self, held: Certificate, **values: Any) -> None:
        """Write into an erasure that `approve` gave out; raises ErasureConflict when it is somebody else's by now."""
        if not self._update(_is_held(held), values):
            raise ErasureConflict("Somebody else has gone on with this erasure.")

    def release(self, held: Certificate) -> None:
        """Let the next who asks go on at once."""
        self._update(_is_held(held), {"decided_at": None})

    def destroyed(self, certificate_id: str) -> None:
        """Write down that what was locked is destroyed."""
        is_locked = and_(erasures.c.certificate_id == certificate_id, erasures.c.state == LOCKED)
        self._update(is_locked, {"state": DONE, "destroyed_at": now_text()})

    def get(self, certificate_id: str) -> Certificate:
        """Return one erasure; raises ErasureNotFound."""
        with self._engine.connect() as connection:
            row = connection.execute(select(erasures).where(erasures.c.certificate_id == certificate_id)).first()
        if row is None:
            raise ErasureNotFound(f"There is no erasure {certificate_id}.")
        return _certificate(row)

    def all(self) -> list[Certificate]:
        """Return every erasure, the latest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(erasures).order_by(erasures.c.requested_at.desc())).all()
        return [_certificate(row) for row in rows]

    def last_removal(self) -> datetime | None:
        """Return when a person last left the graph; None when nobody has."""
        has_removed = erasures.c.state.in_((DONE, LOCKED))
        with self._engine.connect() as connection:
            latest = connection.execute(select(func.max(erasures.c.done_at)).where(has_removed)).scalar()
        return None if latest is None else datetime.fromisoformat(latest)

    def forget_pages(self) -> None:
        """Have SQLite write its log back into the file, where deleted values are overwritten, and empty the log."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def _decide(
        self, certificate_id: str, decided_by: str, condition: ColumnElement[bool], values: Mapping[str, Any]
    ) -> Certificate:
        is_its = and_(erasures.c.certificate_id == certificate_id, erasures.c.requested_by != decided_by, condition)
        is_decided = self._update(is_its, {**values, "decided_by": decided_by, "decided_at": now_text()})
        found = self.get(certificate_id)
        if is_decided:
            return found
        if found.state in OPEN_STATES and found.requested_by == decided_by:
            raise ErasureConflict("Who asked for an erasure does not decide on it: that takes a second person.")
        raise ErasureConflict(f"The erasure is {found.state} already.")

    def _update(self, condition: ColumnElement[bool], values: Mapping[str, Any]) -> bool:
        # The state is compared by the statement that changes it: two decisions at one moment cannot both hold.
        with self._engine.begin() as connection:
            return connection.execute(update(erasures).where(condition).values(**values)).rowcount == 1


def _is_held(held: Certificate) -> ColumnElement[bool]:
    return and_(
        erasures.c.certificate_id == held.certificate_id,
        erasures.c.state == APPROVED,
        erasures.c.decided_by == held.decided_by,
        erasures.c.decided_at == held.decided_at,
    )


def now_text() -> str:
    """Return this moment as it is written into the tables."""
    return _text_of(datetime.now(UTC))


def _text_of(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def day_text(day: date | None) -> str | None:
    """Return a day as it is written into the tables."""
    return None if day is None else day.isoformat()


def _certificate(row: Row[Any]) -> Certificate:
    return Certificate(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping

"""Erasures from the request to the certificate; a certificate holds nothing by which the person is known.

REQUESTED → APPROVED → DONE | LOCKED | REFUSED        LOCKED → DONE when the key is destroyed
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine, Row, select, text, update

from graph.errors import ErasureConflict, ErasureNotFound
from privacy.tables import erasures, metadata

REQUESTED, APPROVED, DONE, LOCKED, REFUSED = "REQUESTED", "APPROVED", "DONE", "LOCKED", "REFUSED"
OPEN_STATES = (REQUESTED, APPROVED)


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

    def request(self, party_id: str, party_blind: str, ground: str, requested_by: str) -> Certificate:
        """Write a request down; raises ErasureConflict when one for this party is open."""
        if any(found.state in OPEN_STATES for found in self._of(party_blind)):
            raise ErasureConflict("An erasure of this person is asked for already.")
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
        with self._engine.begin() as connection:
            connection.execute(erasures.insert().values(**values))
        return self.get(certificate_id)

    def approve(self, certificate_id: str, decided_by: str) -> Certificate:
        """Have a second person agree; raises ErasureNotFound, and ErasureConflict for the same person or state."""
        found = self.get(certificate_id)
        if found.state not in OPEN_STATES:
            raise ErasureConflict(f"The erasure is {found.state} already.")
        if found.requested_by == decided_by:
            raise ErasureConflict("Who asked for an erasure does not decide on it: that takes a second person.")
        self.change(certificate_id, state=APPROVED, decided_by=decided_by, decided_at=now_text())
        return self.get(certificate_id)

    def change(self, certificate_id: str, **values: Any) -> None:
        """Write values into an erasure."""
        with self._engine.begin() as connection:
            connection.execute(update(erasures).where(erasures.c.certificate_id == certificate_id).values(**values))

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

    def forget_pages(self) -> None:
        """Have SQLite write its log back into the file, where deleted values are overwritten, and empty the log."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def _of(self, party_blind: str) -> list[Certificate]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(erasures).where(erasures.c.party_blind == party_blind)).all()
        return [_certificate(row) for row in rows]


def now_text() -> str:
    """Return this moment as it is written into the tables."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def day_text(day: date | None) -> str | None:
    """Return a day as it is written into the tables."""
    return None if day is None else day.isoformat()


def _certificate(row: Row[Any]) -> Certificate:
    return Certificate(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping

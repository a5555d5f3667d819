"""Appends to the chain, one writer at a time across all processes, and finds entries in it."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Connection, Engine, Select, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from audit.anchors import AnchorFile, Sign, head_text
from audit.blinding import Blinder
from audit.entry import GENESIS, TEXT_LENGTH_MAX, Entry, EntryFilter, Event, details_text, entry_hash
from audit.tables import entries, head, metadata
from audit.verification import BROKEN, Verification, verified
from graph.errors import AuditUnavailable

_BROKEN = Event("guanxi", ("local",), BROKEN, 500)


class Audit:
    """The audit in the service's database; what cannot be recorded raises AuditUnavailable, and must not happen."""

    def __init__(
        self,
        engine: Engine,
        blinder: Blinder,
        sign: Sign,
        anchors: AnchorFile | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.blinder = blinder
        self._engine = engine
        self._sign = sign
        self._anchors = anchors
        self._now = now
        self._lock = threading.Lock()
        try:
            metadata.create_all(engine)
            self._begin_chain()
        except SQLAlchemyError as error:
            raise _unavailable(error) from error

    def append(self, event: Event) -> int:
        """Record an event for good, and return its sequence; raises AuditUnavailable."""
        with self._lock:
            try:
                with self._engine.begin() as connection:
                    sequence, hashed = self._append(connection, event)
            except SQLAlchemyError as error:
                raise _unavailable(error) from error
            if self._anchors is not None:
                self._anchors.note(sequence, hashed)
        return sequence

    def probe(self) -> None:
        """Raise AuditUnavailable when nothing can be recorded now, so that nothing is changed unrecorded."""
        with self._lock:
            try:
                with self._engine.connect() as connection:
                    connection.execute(update(head).values(sequence=head.c.sequence))
                    connection.rollback()
            except SQLAlchemyError as error:
                raise _unavailable(error) from error

    def find(self, wanted: EntryFilter, *, before: int | None = None, limit: int = 50) -> tuple[Entry, ...]:
        """Return entries, newest first, that came before the sequence `before`."""
        statement = self._filtered(wanted).order_by(entries.c.sequence.desc()).limit(limit)
        if before is not None:
            statement = statement.where(entries.c.sequence < before)
        try:
            with self._engine.connect() as connection:
                return tuple(Entry(*row) for row in connection.execute(statement))
        except SQLAlchemyError as error:
            raise _unavailable(error) from error

    def verify(self) -> Verification:
        """Recompute the whole chain, and return how far it holds."""
        anchors = {} if self._anchors is None else self._anchors.read()
        try:
            with self._engine.connect() as connection:
                return verified(connection, self._sign, anchors, is_anchored=self._anchors is not None)
        except SQLAlchemyError as error:
            raise _unavailable(error) from error

    def _begin_chain(self) -> None:
        with self._engine.begin() as connection:
            if connection.execute(select(head.c.id)).first() is not None:
                return
            last = connection.execute(
                select(entries.c.sequence, entries.c.hash).order_by(entries.c.sequence.desc()).limit(1)
            ).first()
            # Entries without a head: somebody took it away. It is not signed anew as if nothing had happened.
            sequence, hashed = (0, GENESIS) if last is None else cast("tuple[int, str]", tuple(last))
            signature = self._sign(head_text(0, GENESIS)) if last is None else ""
            try:
                with connection.begin_nested():
                    connection.execute(insert(head).values(id=1, sequence=sequence, hash=hashed, signature=signature))
            except IntegrityError:
                # Another process began the chain at the same moment.
                return

    def _append(self, connection: Connection, event: Event) -> tuple[int, str]:
        # The first statement takes the write lock, or the row's: whoever appends next waits until this one is in.
        connection.execute(update(head).values(sequence=head.c.sequence + 1))
        following, previous, signature = connection.execute(
            select(head.c.sequence, head.c.hash, head.c.signature)
        ).one()
        sequence, hashed = following - 1, previous
        events = (event,) if signature == self._sign(head_text(sequence, previous)) else (_BROKEN, event)
        for one in events:
            sequence += 1
            hashed = self._insert(connection, sequence, hashed, one)
        connection.execute(
            update(head).values(sequence=sequence, hash=hashed, signature=self._sign(head_text(sequence, hashed)))
        )
        return sequence, hashed

    def _insert(self, connection: Connection, sequence: int, previous: str, event: Event) -> str:
        values = (
            sequence,
            self._now().astimezone(UTC).isoformat(timespec="milliseconds"),
            event.user[:TEXT_LENGTH_MAX],
            ",".join(sorted(event.roles)),
            event.operation,
            event.purpose and str(event.purpose),
            event.subject and event.subject[:TEXT_LENGTH_MAX],
            event.outcome,
            event.request_id,
            details_text(event.details),
        )
        hashed = entry_hash(previous, values)
        connection.execute(insert(entries), dict(zip(entries.c.keys(), (*values, hashed), strict=True)))
        return hashed

    def _filtered(self, wanted: EntryFilter) -> Select[Any]:
        statement = select(*entries.c)
        for column, value in (
            (entries.c.user_name, wanted.user),
            (entries.c.operation, wanted.operation),
            (entries.c.outcome, wanted.outcome),
        ):
            if value is not None:
                statement = statement.where(column == value)
        if wanted.subject is not None:
            statement = statement.where(entries.c.subject.in_([wanted.subject, self.blinder.text(wanted.subject)]))
        if wanted.since is not None:
            statement = statement.where(entries.c.moment >= _written(wanted.since))
        if wanted.until is not None:
            statement = statement.where(entries.c.moment < _written(wanted.until))
        if wanted.text is not None:
            statement = statement.where(entries.c.details.contains(self.blinder.text(wanted.text)))
        return statement


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _unavailable(error: SQLAlchemyError) -> AuditUnavailable:
    return AuditUnavailable(
        f"The audit cannot be written or read ({type(error).__name__}); nothing is done without it."
    )

"""Sessions, tokens and begun sign-ins that are over since long: nobody can use them, and they tell who was here."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Engine, delete, func, select

from access.tables import attempts, metadata, sessions, tokens


class OutdatedSignIns:
    """Counts and removes what was over before a moment."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def count(self, before: datetime) -> int:
        """Return how many there are."""
        with self._engine.connect() as connection:
            return sum(
                connection.execute(
                    select(func.count()).select_from(table).where(column < int(before.timestamp()))
                ).scalar_one()
                for table, column in _ENDS
            )

    def remove(self, before: datetime) -> Iterator[int]:
        """Remove them, yielding how many went from each table."""
        for table, column in _ENDS:
            with self._engine.begin() as connection:
                removed = connection.execute(delete(table).where(column < int(before.timestamp()))).rowcount
            if removed:
                yield removed


_ENDS = ((sessions, sessions.c.seen_at), (tokens, tokens.c.expires_at), (attempts, attempts.c.begun_at))

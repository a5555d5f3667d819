"""Sessions of browsers: a random secret in a cookie, ended when idle, or after a day's work."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Engine, delete, insert, select, update

from access.principal import Principal
from access.secrets import hash_secret, new_secret
from access.tables import metadata, sessions, users

IDLE_SECONDS = 30 * 60
WHOLE_SECONDS = 8 * 60 * 60
SEEN_EVERY_SECONDS = 60
"""A session in use is written at most this often."""


@dataclass(frozen=True)
class StartedSession:
    """What the browser is given: the cookie's secret, and the token that each change must carry."""

    secret: str
    csrf_token: str


class Sessions:
    """The sessions in the service's database."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._now = now
        metadata.create_all(engine)

    def start(self, principal: Principal) -> StartedSession:
        """Begin a session, and forget those that are over."""
        started, now = StartedSession(new_secret(), new_secret()), int(self._now())
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(self._is_over(now)))
            connection.execute(
                insert(sessions).values(
                    token_hash=hash_secret(started.secret),
                    user_name=principal.name,
                    csrf_token=started.csrf_token,
                    started_at=now,
                    seen_at=now,
                )
            )
        return started

    def find(self, secret: str) -> Principal | None:
        """Return whose session this is, or None when it is over or the user is disabled."""
        now, kept = int(self._now()), hash_secret(secret)
        wanted = (
            select(users, sessions.c.csrf_token, sessions.c.seen_at)
            .join(users, users.c.name == sessions.c.user_name)
            .where(sessions.c.token_hash == kept, ~self._is_over(now), ~users.c.is_disabled)
        )
        with self._engine.connect() as connection:
            row = connection.execute(wanted).mappings().first()
        if row is None:
            return None
        if now - row["seen_at"] >= SEEN_EVERY_SECONDS:
            with self._engine.begin() as connection:
                connection.execute(update(sessions).where(sessions.c.token_hash == kept).values(seen_at=now))
        principal = Principal(row["name"], row["display_name"], frozenset(row["roles"]), row["employee_id"])
        return replace(principal, csrf_token=row["csrf_token"])

    def end(self, secret: str) -> None:
        """End a session."""
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == hash_secret(secret)))

    @staticmethod
    def _is_over(now: int) -> ColumnElement[bool]:
        return (sessions.c.seen_at < now - IDLE_SECONDS) | (sessions.c.started_at < now - WHOLE_SECONDS)

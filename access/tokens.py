"""Bearer tokens of programs: shown once, kept as a hash, good until their day or until they are revoked."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Engine, delete, insert, select

from access.principal import Principal
from access.secrets import hash_secret, new_secret
from access.tables import metadata, tokens, users
from graph.errors import TokenNotFound, UserInvalid

PREFIX = "gx_"
"""By which a token is known in a log or a repository where it should not be."""

DAYS_MAX = 365
_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Token:
    """A token without its secret; `operations` are all that it is good for, None for its user's own rights."""

    token_id: str
    title: str
    operations: tuple[str, ...] | None
    created_at: int
    expires_at: int


class Tokens:
    """The tokens in the service's database."""

    def __init__(self, engine: Engine, known_operations: frozenset[str], now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._known_operations = known_operations
        self._now = now
        metadata.create_all(engine)

    def make(
        self,
        user_name: str,
        title: str,
        *,
        days: int,
        operations: Iterable[str] | None = None,
        until: int | None = None,
    ) -> tuple[Token, str]:
        """Return a new token and its secret, which is not shown again; raises UserInvalid.

        It ends after so many days, or `until` when that comes first.
        """
        scopes = None if operations is None else sorted(set(operations))
        unknown = sorted(set(scopes or ()) - self._known_operations)
        if unknown or scopes == [] or not 1 <= days <= DAYS_MAX:
            wrong = f"unknown operations: {', '.join(unknown)}" if unknown else "no operation is named"
            raise UserInvalid(
                f"A token is good for 1 to {DAYS_MAX} days." if not 1 <= days <= DAYS_MAX else f"The token: {wrong}."
            )
        secret, now = PREFIX + new_secret(), int(self._now())
        expires_at = min(now + days * _DAY_SECONDS, now + DAYS_MAX * _DAY_SECONDS if until is None else until)
        token = Token(hash_secret(secret)[:16], title, None if scopes is None else tuple(scopes), now, expires_at)
        with self._engine.begin() as connection:
            connection.execute(
                insert(tokens).values(
                    token_id=token.token_id,
                    token_hash=hash_secret(secret),
                    user_name=user_name,
                    title=title,
                    operations=scopes,
                    created_at=token.created_at,
                    expires_at=token.expires_at,
                )
            )
        return token, secret

    def find(self, secret: str) -> Principal | None:
        """Return whose token this is, or None when it is over, revoked, or its user disabled."""
        wanted = (
            select(users, tokens.c.operations, tokens.c.expires_at)
            .join(users, users.c.name == tokens.c.user_name)
            .where(
                tokens.c.token_hash == hash_secret(secret), tokens.c.expires_at > int(self._now()), ~users.c.is_disabled
            )
        )
        with self._engine.connect() as connection:
            row = connection.execute(wanted).mappings().first()
        if row is None:
            return None
        operations = None if row["operations"] is None else frozenset(row["operations"])
        known = Principal(row["name"], row["display_name"], frozenset(row["roles"]), row["employee_id"], operations)
        return replace(known, until=row["expires_at"])

    def of_user(self, user_name: str) -> tuple[Token, ...]:
        """Return a user's tokens, newest first."""
        wanted = (
            select(tokens)
            .where(tokens.c.user_name == user_name)
            .order_by(tokens.c.created_at.desc(), tokens.c.token_id)
        )
        with self._engine.connect() as connection:
            return tuple(
                Token(
                    row["token_id"],
                    row["title"],
                    None if row["operations"] is None else tuple(row["operations"]),
                    row["created_at"],
                    row["expires_at"],
                )
                for row in connection.execute(wanted).mappings()
            )

    def revoke(self, user_name: str, token_id: str) -> None:
        """End a token at once; raises TokenNotFound."""
        with self._engine.begin() as connection:
            gone = connection.execute(
                delete(tokens).where(tokens.c.user_name == user_name, tokens.c.token_id == token_id)
            )
        if not gone.rowcount:
            raise TokenNotFound(f"You have no token {token_id}.")

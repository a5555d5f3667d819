"""Changes that were asked for under a key of the caller's own, so that asking again changes nothing a second time.

Answers are kept for a day, sealed; one that carries a secret is not kept at all.
"""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, Text, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from graph.errors import IdempotencyConflict, IdempotencyKeyReused
from graph.vault import SealedKind, Vault

KEPT_SECONDS = 24 * 3_600

_metadata = MetaData()
_keys = Table(
    "idempotency_keys",
    _metadata,
    Column("key_digest", String(64), primary_key=True),
    Column("request_digest", String(64), nullable=False),
    Column("begun_at", Integer, nullable=False, index=True),
    Column("status", Integer),
    Column("media_type", String(100)),
    Column("sealed_body", Text),
)


@dataclass(frozen=True)
class KeptAnswer:
    """What was answered the first time."""

    status: int
    media_type: str | None
    body: bytes


class IdempotencyKeys:
    """The keys in the service's database; neither they nor the requests stand there in clear."""

    def __init__(self, engine: Engine, vault: Vault, now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._vault = vault
        self._now = now
        _metadata.create_all(engine)

    def begin(self, key: str, request: str) -> KeptAnswer | None:
        """Take a key for a request, or return what that request was answered before.

        Raises IdempotencyKeyReused when the key belongs to another request, IdempotencyConflict when the first
        answer cannot be given again.
        """
        now, digest, asked = int(self._now()), self._vault.digest(key), self._vault.digest(request)
        values = {"key_digest": digest, "request_digest": asked, "begun_at": now}
        with self._engine.begin() as connection:
            connection.execute(delete(_keys).where(_keys.c.begun_at < now - KEPT_SECONDS))
            try:
                with connection.begin_nested():
                    connection.execute(insert(_keys).values(values))
            except IntegrityError:
                row = connection.execute(select(_keys).where(_keys.c.key_digest == digest)).mappings().one()
            else:
                return None
        if row["request_digest"] != asked:
            raise IdempotencyKeyReused("This key was given with another request; each request has a key of its own.")
        if row["status"] is None:
            raise IdempotencyConflict(
                "The first request with this key is under way, or ended without an answer: "
                "look whether it took effect, then use another key."
            )
        if row["sealed_body"] is None:
            raise IdempotencyConflict(
                "The request with this key took effect; its answer holds a secret, or is too large."
            )
        body = base64.b64decode(self._vault.open(row["sealed_body"]).clear)
        return KeptAnswer(row["status"], row["media_type"], body)

    def keep(self, key: str, status: int, media_type: str | None, body: bytes | None) -> None:
        """Keep the answer, or with no body only that there was one."""
        sealed = None if body is None else self._vault.seal(SealedKind.RAW, base64.b64encode(body).decode())
        self._change(key, {"status": status, "media_type": media_type, "sealed_body": sealed})

    def free(self, key: str) -> None:
        """Give a key back whose request changed nothing."""
        with self._engine.begin() as connection:
            connection.execute(delete(_keys).where(_keys.c.key_digest == self._vault.digest(key)))

    def forget_answers(self) -> None:
        """Forget what was answered, since it may tell of a person who is erased; what took effect stays known."""
        with self._engine.begin() as connection:
            connection.execute(update(_keys).values(sealed_body=None))

    def _change(self, key: str, values: dict[str, object]) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(_keys).where(_keys.c.key_digest == self._vault.digest(key)).values(values))

"""What the law keeps of an erased person: one sealed bundle under a key of its own, outside the graph.

No search, walk or model meets it. When its time is over the key is destroyed, and the bundle is noise wherever a copy
of it may lie.
"""

import json
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Engine, delete, select

from graph.errors import ErasureNotFound, KeyUnavailable
from graph.vault import SealedKind, SealingKey, Vault
from privacy.tables import bundles, metadata

PREFIX = "locked"


class LockingKeys(Protocol):
    """Keys that can be made for one bundle and destroyed with it."""

    def add(self, prefix: str = "k") -> SealingKey:
        """Make a key that seals only what is sealed with it by name."""

    def destroy(self, key_id: str) -> None:
        """Forget a key; raises KeyUnavailable when there is none."""


class LockedBundles:
    """The bundles in the service's database."""

    def __init__(self, engine: Engine, vault: Vault, keys: LockingKeys) -> None:
        self._engine = engine
        self._vault = vault
        self._keys = keys
        metadata.create_all(engine)

    def put(self, certificate_id: str, content: Any, kept_until: date) -> None:
        """Lock content away; what an earlier try has locked under this certificate is destroyed."""
        self.destroy(certificate_id)
        key = self._keys.add(PREFIX)
        sealed = self._vault.seal(SealedKind.RAW, json.dumps(content, default=_text, ensure_ascii=False), key)
        values = {
            "certificate_id": certificate_id,
            "key_id": key.key_id,
            "kept_until": kept_until.isoformat(),
            "sealed": sealed,
        }
        with self._engine.begin() as connection:
            connection.execute(bundles.insert().values(**values))

    def open(self, certificate_id: str) -> Any:
        """Return what is locked; raises ErasureNotFound when nothing is, or not any more."""
        with self._engine.connect() as connection:
            row = connection.execute(select(bundles).where(bundles.c.certificate_id == certificate_id)).first()
        if row is None:
            raise ErasureNotFound(f"Nothing is locked under {certificate_id}.")
        return json.loads(self._vault.open(row.sealed).clear)

    def over(self, today: date) -> list[str]:
        """Return the certificates whose bundles have been kept for as long as the law says."""
        with self._engine.connect() as connection:
            wanted = select(bundles.c.certificate_id).where(bundles.c.kept_until <= today.isoformat())
            return sorted(connection.execute(wanted).scalars())

    def destroy(self, certificate_id: str) -> bool:
        """Destroy the key first and then the bundle; return whether there was one."""
        with self._engine.begin() as connection:
            row = connection.execute(select(bundles.c.key_id).where(bundles.c.certificate_id == certificate_id)).first()
            if row is None:
                return False
            # A run that broke off in between has destroyed it already.
            with suppress(KeyUnavailable):
                self._keys.destroy(row.key_id)
            connection.execute(delete(bundles).where(bundles.c.certificate_id == certificate_id))
        return True


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)

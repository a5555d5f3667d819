"""A vault whose keys live as long as the test, the same in every test."""

import secrets
from functools import cache
from typing import Any

from graph.entitlement import SEES_EVERYTHING
from graph.errors import KeyUnavailable
from graph.sight import Sight
from graph.vault import SealingKey, Vault


class MemoryKeys:
    """A key ring without a file."""

    def __init__(self) -> None:
        self._keys = {"k1": SealingKey("k1", b"1" * 32)}
        self._primary = "k1"

    def primary(self) -> SealingKey:
        return self._keys[self._primary]

    def sealing_key(self, key_id: str) -> SealingKey:
        if key_id not in self._keys:
            raise KeyUnavailable(f"The key {key_id} is not here.")
        return self._keys[key_id]

    def add(self, prefix: str = "k") -> SealingKey:
        key_id = f"{prefix}{secrets.token_hex(4)}"
        self._keys[key_id] = SealingKey(key_id, secrets.token_bytes(32))
        return self._keys[key_id]

    def destroy(self, key_id: str) -> None:
        if self._keys.pop(key_id, None) is None:
            raise KeyUnavailable(f"There is no key {key_id}.")

    def index_key(self) -> bytes:
        return b"i" * 32


@cache
def test_vault() -> Vault:
    """Return the vault that tests share."""
    return Vault(MemoryKeys())


test_vault.__test__ = False  # type: ignore[attr-defined]


def opened(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with every sealed value opened."""
    shown: list[dict[str, Any]] = Sight(test_vault(), SEES_EVERYTHING).shown(rows)
    return shown

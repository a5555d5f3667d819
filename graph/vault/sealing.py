"""Sealed values: AES-256-GCM one by one, telling in clear only their sort and their key.

    gx1.phone.k3.<nonce and ciphertext in base64url>

The same value seals to another text each time, so that nobody without the key can compare, group or sort by it.
Values are filled up to whole blocks before they are sealed: the length of a short one tells nothing (MALE, FEMALE).
Equality is asked through blind indexes: HMAC-SHA256 under a key of its own (NIST SP 800-38D, RFC 2104).
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeGuard

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from graph.errors import KeyUnavailable, SealBroken
from graph.vault.keys import KeyRing, SealingKey
from graph.vault.kinds import SealedKind

MARK = "gx1."
NONCE_BYTES = 12
BLIND_BYTES = 16
"""Half of HMAC-SHA256: two different values of a bank meet by chance less often than once in 10^18."""
BLOCK_BYTES = 64
LONG_BLOCK_BYTES = 256
"""A value is filled up to a multiple of the small block, one beyond the large block to a multiple of that."""
END_OF_VALUE = b"\x80"
"""Stands behind every value, before the zeros (ISO/IEC 7816-4): so a value may itself end in zeros or in this."""


@dataclass(frozen=True)
class Opened:
    """A value that was sealed, and its sort."""

    kind: SealedKind
    clear: str


class Vault:
    """Seals, opens and blinds with the keys of one ring."""

    def __init__(self, keys: KeyRing) -> None:
        self.keys = keys
        self._ciphers: dict[str, tuple[bytes, AESGCM]] = {}

    def seal(self, kind: SealedKind, clear: str, key: SealingKey | None = None) -> str:
        """Return the sealed form of a value, under this key or the primary one."""
        chosen = key or self.keys.primary()
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher(chosen).encrypt(nonce, _filled(clear), kind.encode())
        return f"{MARK}{kind}.{chosen.key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str) -> Opened:
        """Return what was sealed.

        Raises KeyUnavailable when its key is not here, SealBroken when it was changed or is no sealed value.
        """
        return _opened(sealed, self._opening_cipher)

    def opener(self) -> Callable[[str], Opened]:
        """Return an `open` for the values of one answer, which looks for each of their keys once."""
        cipher_of = cache(self._opening_cipher)
        return lambda sealed: _opened(sealed, cipher_of)

    def _opening_cipher(self, key_id: str) -> AESGCM:
        return self._cipher(self._key(key_id))

    def _key(self, key_id: str) -> SealingKey:
        try:
            return self.keys.sealing_key(key_id)
        except KeyUnavailable:
            self._ciphers.pop(key_id, None)
            raise

    def _cipher(self, key: SealingKey) -> AESGCM:
        held = self._ciphers.get(key.key_id)
        if held is None or held[0] != key.secret:
            held = self._ciphers[key.key_id] = (key.secret, AESGCM(key.secret))
        return held[1]

    def sealed_anew(self, sealed: str) -> str:
        """Return the same value under the primary key; raises as `open` does."""
        opened = self.open(sealed)
        return self.seal(opened.kind, opened.clear)

    def blind(self, kind: str, value: str) -> str:
        """Return the blind index of a value: 32 hexadecimal digits, equal for equal values of one kind."""
        return self._keyed(f"{kind}\x1f{value}").hex()[: 2 * BLIND_BYTES]

    def digest(self, text: str) -> str:
        """Return a digest by which a change is noticed; nobody without the key can try values against it."""
        return self._keyed(f"digest\x1f{text}").hex()[: 2 * BLIND_BYTES]

    def _keyed(self, text: str) -> bytes:
        return hmac.digest(self.keys.index_key(), text.encode("utf-8", "surrogatepass"), hashlib.sha256)


def _opened(sealed: str, cipher_of: Callable[[str], AESGCM]) -> Opened:
    try:
        _, kind, key_id, payload = sealed.split(".")
        nonce_and_text = base64.urlsafe_b64decode(payload)
        filled = cipher_of(key_id).decrypt(nonce_and_text[:NONCE_BYTES], nonce_and_text[NONCE_BYTES:], kind.encode())
        return Opened(SealedKind(kind), _emptied(filled))
    except (ValueError, binascii.Error, InvalidTag) as error:
        raise SealBroken("A sealed value was changed, or is none.") from error


def _filled(clear: str) -> bytes:
    marked = clear.encode("utf-8", "surrogatepass") + END_OF_VALUE
    block = BLOCK_BYTES if len(marked) <= LONG_BLOCK_BYTES else LONG_BLOCK_BYTES
    return marked + bytes(-len(marked) % block)


def _emptied(filled: bytes) -> str:
    marked = filled.rstrip(b"\0")
    if not marked.endswith(END_OF_VALUE):
        raise SealBroken("A sealed value was changed, or is none.")
    return marked[: -len(END_OF_VALUE)].decode("utf-8", "surrogatepass")


def is_sealed(value: Any) -> TypeGuard[str]:
    """Whether a value of an answer is a sealed one."""
    return isinstance(value, str) and value.startswith(MARK)


def kind_of(sealed: str) -> SealedKind:
    """Return the sort of a sealed value without opening it; raises SealBroken for one of no sort."""
    try:
        return SealedKind(sealed.split(".", 2)[1])
    except ValueError as error:
        raise SealBroken("A sealed value was changed, or is none.") from error


def key_id_of(sealed: str) -> str:
    """Return the id of the key that a value is sealed with."""
    return sealed.split(".")[2]

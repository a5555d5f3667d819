"""Where keys come from: an interface that a file fulfils here, and a key management service in a larger bank."""

import re
from dataclasses import dataclass, field
from typing import Protocol

_TAKES_TURNS = re.compile(r"^k\d+$")


@dataclass(frozen=True)
class SealingKey:
    """One key of 256 bits for AES-GCM; `key_id` stands in clear in every value that it sealed."""

    key_id: str
    secret: bytes = field(repr=False)


class KeyRing(Protocol):
    """The keys of one bank: one seals, older ones still open, destroyed ones are gone for ever."""

    def primary(self) -> SealingKey:
        """Return the key that new values are sealed with."""

    def sealing_key(self, key_id: str) -> SealingKey:
        """Return the key of that id; raises KeyUnavailable when it was destroyed or never was here."""

    def index_key(self) -> bytes:
        """Return the key of the blind indexes, which is none of the sealing keys."""


def takes_turns(key_id: str) -> bool:
    """Whether a key is one of those that rotation replaces; others seal one thing each and go with it."""
    return _TAKES_TURNS.match(key_id) is not None

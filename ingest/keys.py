"""How the key of a node, an identifier and a tie is made: the same input gives the same key on every run."""

import hashlib
import re
from collections.abc import Sequence

GLOBAL_LABELS = frozenset({"Phone", "Email", "Address", "Device"})
"""Contact attributes are the same thing in every bank's data, so that their keys carry no namespace."""

_PERSONAL_SCHEMES = frozenset({"CN_RIC", "PASSPORT"})
_PLAIN = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


def node_key(namespace: str, label: str, prefix: str | None, values: Sequence[str]) -> str:
    """Return the key of a node, as in 'berka-account-576'."""
    parts = [] if label in GLOBAL_LABELS else [namespace]
    return "-".join([*parts, prefix or label.lower(), *(_readable(value) for value in values)])


def party_key(namespace: str, scheme: str, value: str) -> str:
    """Return the id of a party that is first met under this identifier; a person's number does not show in it."""
    shown = _hashed(value) if scheme in _PERSONAL_SCHEMES else _readable(value)
    return f"{namespace}-{scheme.lower()}-{shown}"


def identifier_key(namespace: str, scheme: str, value: str) -> str:
    """Return the key of an identifier; an UPPER_CASE scheme is the same in every namespace."""
    return f"{scheme}:{value}" if scheme.isupper() else f"{namespace}.{scheme}:{value}"


def tie_key(*parts: str) -> str:
    """Return the id of the fact that a tie states."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()


def _readable(value: str) -> str:
    return value if _PLAIN.match(value) else _hashed(value)


def _hashed(value: str) -> str:
    return hashlib.blake2b(value.encode(), digest_size=8).hexdigest()

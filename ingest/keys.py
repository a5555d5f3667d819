"""How the key of a node, an identifier and a tie is made: the same input gives the same key on every run."""

import hashlib
import re
from collections.abc import Sequence

GLOBAL_LABELS = frozenset({"Phone", "Email", "Address", "Device"})
"""Contact attributes are the same thing in every bank's data, so that their keys carry no namespace."""

_PLAIN = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


def node_key(namespace: str, label: str, prefix: str | None, values: Sequence[str]) -> str:
    """Return the key of a node, as in 'berka-account-576'."""
    parts = [] if label in GLOBAL_LABELS else [namespace]
    return "-".join([*parts, prefix or label.lower(), *(_readable(value) for value in values)])


def party_key(namespace: str, scheme: str, value: str) -> str:
    """Return the id of a party that is first met under this identifier."""
    return f"{namespace}-{scheme.lower()}-{_readable(value)}"


def identifier_key(namespace: str, scheme: str, value: str) -> str:
    """Return the key of an identifier; an UPPER_CASE scheme is the same in every namespace."""
    return f"{scheme}:{value}" if scheme.isupper() else f"{namespace}.{scheme}:{value}"


def tie_key(*parts: str) -> str:
    """Return the id of the fact that a tie states."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()


def _readable(value: str) -> str:
    if _PLAIN.match(value):
        return value
    return hashlib.blake2b(value.encode(), digest_size=8).hexdigest()

"""The page marker: an opaque text that says after which row the next page starts, and of which listing.

A marker of another listing, or one that was edited, is refused instead of giving a wrong page.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from graph.errors import InvalidCursor

VERSION = 1
LENGTH_MAX = 1_024
"""Longest marker that is read: our own stay below 400 characters."""
INTEGER_END = 2**62
"""Positions are counts or milliseconds since 1970: the server's integers have 64 bits."""


def encode_cursor(listing: Sequence[object], position: Sequence[str | int]) -> str:
    """Return the marker of `position` in the listing that its name and filters describe."""
    payload = json.dumps([VERSION, _digest(listing), *position], separators=(",", ":"))
    return base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")


def decode_cursor(listing: Sequence[object], cursor: str, types: Sequence[type]) -> list[Any]:
    """Return the position in `cursor`, its parts being of these types.

    Raises InvalidCursor when the marker is damaged, or belongs to another listing.
    """
    version, digest, *position = _payload(cursor)
    if version != VERSION or digest != _digest(listing):
        raise InvalidCursor("This page marker belongs to another listing; start again without a cursor.")
    if [type(part) for part in position] != list(types) or not all(map(_is_in_range, position)):
        raise InvalidCursor(_UNREADABLE)
    return position


def _is_in_range(part: object) -> bool:
    return not isinstance(part, int) or -INTEGER_END < part < INTEGER_END


_UNREADABLE = "This page marker was not handed out by this service; start again without a cursor."


def _payload(cursor: str) -> list[Any]:
    if len(cursor) > LENGTH_MAX:
        raise InvalidCursor(_UNREADABLE)
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        payload = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise InvalidCursor(_UNREADABLE) from error
    if not isinstance(payload, list) or len(payload) < 2:  # noqa: PLR2004 - version and digest
        raise InvalidCursor(_UNREADABLE)
    return payload


def _digest(listing: Sequence[object]) -> str:
    text = json.dumps(listing, default=str, ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()

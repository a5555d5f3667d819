"""What sort of party carries which labels."""

from collections.abc import Iterable
from typing import Literal

from graph.model import PARTY_LABELS

PartyKind = Literal["PERSON", "ORGANIZATION", "STATE", "ARRANGEMENT", "UNKNOWN"]

_KIND_OF: dict[str, PartyKind] = dict(
    zip(PARTY_LABELS, ("PERSON", "ORGANIZATION", "STATE", "ARRANGEMENT"), strict=True)
)


def party_kind(labels: Iterable[str]) -> PartyKind:
    """Return what sort of party carries these labels."""
    for label in labels:
        if label in _KIND_OF:
            return _KIND_OF[label]
    return "UNKNOWN"

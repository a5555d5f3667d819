"""Closely kept values of one customer in clear: what a caller may have who says why."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graph.errors import KeyUnavailable
from graph.vault import SealedKind, Vault, is_sealed


class UnmaskField(StrEnum):
    """What can be asked for; each is the sort of a sealed value."""

    ID_NUMBER = SealedKind.ID_NUMBER.value
    PHONE = SealedKind.PHONE.value
    EMAIL = SealedKind.EMAIL.value
    ADDRESS = SealedKind.ADDRESS.value
    ACCOUNT_NUMBER = SealedKind.ACCOUNT_NUMBER.value
    DEVICE = SealedKind.DEVICE.value


@dataclass(frozen=True)
class ClearValue:
    """One value in clear; `of` says whose: a scheme of numbers, a sort of contact, an account."""

    field: UnmaskField
    of: str
    value: str


def clear_values(
    found: Iterable[Mapping[str, Any]], fields: Collection[UnmaskField], vault: Vault
) -> tuple[ClearValue, ...]:
    """Return in clear what of the sealed values was asked for; what cannot be opened any more is left out."""
    wanted = {SealedKind(field.value): field for field in fields}
    values = []
    for item in found:
        if not is_sealed(item["value"]):
            continue
        try:
            opened = vault.open(item["value"])
        except KeyUnavailable:
            continue
        if opened.kind in wanted:
            values.append(ClearValue(wanted[opened.kind], item["of"], opened.clear))
    return tuple(values)

"""What a caller may be shown and walk over: by field class, by kind of tie, for one purpose."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph.model import CONNECTOR_TIE_TYPES, PARTY_TIE_TYPES


class FieldClass(StrEnum):
    """How closely a field is kept, from a company's name to a person's ID number."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Visibility(StrEnum):
    """How a caller sees the fields of one class."""

    CLEAR = "clear"
    MASKED = "masked"
    WITHHELD = "withheld"


class Purpose(StrEnum):
    """What a caller wants an answer for; the law binds personal data to it (PIPL Art. 6)."""

    SERVICE = "SERVICE"
    MARKETING = "MARKETING"
    ANALYTICS = "ANALYTICS"
    STEWARDSHIP = "STEWARDSHIP"
    COMPLIANCE = "COMPLIANCE"
    ADMINISTRATION = "ADMINISTRATION"


class Section(StrEnum):
    """Parts of an answer that are granted apart from the ties they rest on."""

    EXPOSURES = "exposures"
    RISK = "risk"
    PAYMENTS = "payments"


RELATED_KINDS = (*PARTY_TIE_TYPES, *CONNECTOR_TIE_TYPES)
"""Types of tie that relate two parties, directly or through a thing that they share."""


@dataclass(frozen=True)
class Entitlement:
    """What the policies say for a caller's roles and purpose.

    `tie_kinds` are the kinds that may be walked over and counted. With `names_omissions` off an answer does not
    even say that something was left out. With `shows_more_of_numbers` a masked ID number keeps its region and end.
    """

    fields: Mapping[FieldClass, Visibility]
    tie_kinds: frozenset[str]
    sections: frozenset[Section]
    bands_amounts: bool = False
    names_omissions: bool = True
    shows_more_of_numbers: bool = True


SEES_EVERYTHING = Entitlement(
    fields=dict.fromkeys(FieldClass, Visibility.CLEAR),
    tie_kinds=frozenset(RELATED_KINDS),
    sections=frozenset(Section),
)
"""Of whoever owns the machine and asks from its command line."""

"""Which property of which record stands sealed in the graph, and how closely each of the others is kept.

A text property that is named nowhere here fails a house test, so that a new one cannot be forgotten.
"""

from collections.abc import Iterable, Mapping

from graph.entitlement import FieldClass
from graph.vault.kinds import CLASS_OF, SealedKind

ENTITY_LABELS = frozenset({"Organization", "State", "Arrangement"})
"""Who carries one of these and not Person is no natural person: its name and number are public."""

PUBLIC_SCHEMES = frozenset({"USCC", "LEI", "BIC", "ISIN", "UEN", "DUNS", "STOCK_CODE"})
"""Numbers of organisations that anybody can look up; every other UPPER_CASE scheme numbers persons."""

OF_PERSONS: dict[str, SealedKind] = {
    "name": SealedKind.NAME,
    "birth_date": SealedKind.BIRTH_DATE,
    "sex": SealedKind.PERSONAL_CODE,
    "nationality": SealedKind.PERSONAL_CODE,
    "occupation": SealedKind.PERSONAL_TEXT,
}
"""Properties of a party that are sealed when it is a natural person, or may be one."""

SEALED: dict[str, dict[str, SealedKind]] = {
    "Party": {"id_number": SealedKind.ID_NUMBER},
    "Identifier": {"value": SealedKind.ID_NUMBER},
    "Account": {"number": SealedKind.ACCOUNT_NUMBER},
    "Touchpoint": {"detail": SealedKind.PERSONAL_TEXT, "counterparty_account": SealedKind.ACCOUNT_NUMBER},
    "Household": {"name": SealedKind.NAME},
    "Phone": {"number": SealedKind.PHONE},
    "Address": {"text": SealedKind.ADDRESS},
    "Device": {"name": SealedKind.DEVICE},
    "Email": {"address": SealedKind.EMAIL},
    "EMPLOYED_BY": {"title": SealedKind.PERSONAL_TEXT},
}
"""Label or tie type → property → sort; of identifiers, those of closely kept schemes."""

PUBLIC: dict[str, frozenset[str]] = {
    "Party": frozenset({"uscc", "lei", "stock_code", "industry", "legal_form"}),
    "Product": frozenset({"name"}),
    "Channel": frozenset({"name"}),
    "Branch": frozenset({"name", "region"}),
    "Source": frozenset({"title"}),
}
"""Text that anybody may read."""

INTERNAL: dict[str, frozenset[str]] = {
    "Party": frozenset({"name_search", "region", "segment"}),
    "Identifier": frozenset({"scheme"}),
    "Account": frozenset({"bank_code", "region"}),
    "Touchpoint": frozenset({"counterparty_bank"}),
    "Community": frozenset({"name"}),
    "Segment": frozenset({"name"}),
    "Campaign": frozenset({"name"}),
    "Consent": frozenset({"stated_by", "text_version", "recorded_by"}),
    "Employee": frozenset({"name", "title", "team"}),
    "REFERRED": frozenset({"campaign"}),
    "ACTS_IN_CONCERT_WITH": frozenset({"agreement_ref"}),
    "NOMINEE_FOR": frozenset({"agreement_ref"}),
    "DELEGATES_VOTE_TO": frozenset({"agreement_ref"}),
    "GUARANTEES": frozenset({"contract_id"}),
    "TRANSFERS_TO": frozenset({"month"}),
    "REMITS_TO": frozenset({"month"}),
    "STANDING_ORDER": frozenset({"order_id"}),
}
"""Text for the bank's own people that says nothing by which a person is known."""


def is_natural_person(labels: Iterable[str]) -> bool:
    """Whether a party of these labels is a person, or may be one for all that is known."""
    carried = set(labels)
    return "Person" in carried or not carried & ENTITY_LABELS


def is_closely_kept(scheme: str) -> bool:
    """Whether numbers of this scheme are sealed: UPPER_CASE ones that persons have, as on an ID card."""
    return scheme.isupper() and scheme not in PUBLIC_SCHEMES


def sealed_party_fields(labels: Iterable[str]) -> Mapping[str, SealedKind]:
    """Return what is sealed of a party of these labels."""
    return {**SEALED["Party"], **OF_PERSONS} if is_natural_person(labels) else SEALED["Party"]


def class_of(owner: str, name: str) -> FieldClass:
    """Return how closely a property of a label or tie type is kept; of a party, that of a person."""
    kind = SEALED.get(owner, {}).get(name) or (OF_PERSONS.get(name) if owner == "Party" else None)
    if kind is not None:
        return CLASS_OF[kind]
    return FieldClass.PUBLIC if name in PUBLIC.get(owner, ()) else FieldClass.INTERNAL

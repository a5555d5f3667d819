"""What of the graph analysts get to see: which labels, which relationship types, and which properties of each.

The analyst replica holds this and nothing else; on the primary, whole nodes and relationships are cut down to it.
"""

from collections.abc import Iterable

from graph.model import NODE_RECORDS, PARTY_LABELS, ROLE_LABELS, TIE_KINDS, PartyRecord, key_property

_NODE_FACTS = frozenset({"recorded_at"})
_TIE_FACTS = frozenset({"tie_id", "recorded_at", "superseded_at"})

_OF_PERSONS = frozenset({"name", "birth_date", "sex", "nationality", "occupation"})
"""A party that is not surely an organisation may be a person."""

_WITHHELD: dict[str, frozenset[str]] = {
    "Party": frozenset({"name_search", "id_number", "id_type"}),
    "Account": frozenset({"number"}),
    "Touchpoint": frozenset({"detail", "counterparty_account"}),
    "Household": frozenset({"name"}),
    "Community": frozenset({"name"}),
    "Phone": frozenset({"number"}),
    "Address": frozenset({"text"}),
    "Device": frozenset({"name"}),
    "Email": frozenset({"address"}),
    "EMPLOYED_BY": frozenset({"title"}),
    "STANDING_ORDER": frozenset({"order_id"}),
}

_HIDDEN_LABELS = frozenset({"Identifier"})
"""Beside the product's bookkeeping: numbers by which persons are found. Organisations' own stand on the party."""

_ORGANISATIONS = frozenset({"Organization", "State", "Arrangement"})

VIEW_LABELS: tuple[str, ...] = ("Party", *(label for label in NODE_RECORDS if label not in _HIDDEN_LABELS))
"""One of these is on every node that analysts see; parties carry further labels."""

VIEW_TIES: tuple[str, ...] = tuple(TIE_KINDS)

_SHOWN_LABELS = frozenset({*VIEW_LABELS, *PARTY_LABELS, *ROLE_LABELS})


def shown_labels(labels: Iterable[str]) -> tuple[str, ...]:
    """Return those labels of a node that analysts see, in order; none when the whole node is hidden."""
    carried = frozenset(labels)
    return tuple(sorted(carried & _SHOWN_LABELS)) if carried.intersection(VIEW_LABELS) else ()


def shown_properties(labels: Iterable[str]) -> frozenset[str]:
    """Return the properties that analysts see on a node of these labels."""
    carried = frozenset(labels)
    shown: frozenset[str] = frozenset()
    for label in carried.intersection(VIEW_LABELS):
        record = PartyRecord if label == "Party" else NODE_RECORDS[label][1]
        shown |= record.model_fields.keys() - _WITHHELD.get(label, frozenset())
        shown |= _NODE_FACTS | {key_property(label)}
    may_be_a_person = "Party" in carried and ("Person" in carried or not carried & _ORGANISATIONS)
    return shown - _OF_PERSONS if may_be_a_person else shown


def shown_tie_properties(type_name: str) -> frozenset[str]:
    """Return the properties that analysts see on a relationship of this type."""
    kind = TIE_KINDS.get(type_name)
    if kind is None:
        return frozenset()
    return frozenset(kind.record.model_fields.keys() | _TIE_FACTS) - _WITHHELD.get(type_name, frozenset())

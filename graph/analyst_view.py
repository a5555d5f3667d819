"""What of the graph analysts get to see: which labels, which relationship types, and which properties of each.

The analyst replica holds this and nothing else; on the primary, whole nodes and relationships are cut down to it.
"""

from collections.abc import Iterable

from graph.entitlement import FieldClass
from graph.model import NODE_RECORDS, PARTY_LABELS, ROLE_LABELS, TIE_KINDS, PartyRecord, key_property
from graph.nodes import NodeRecord
from graph.sealed_fields import class_of, is_natural_person, sealed_party_fields

_OPEN_CLASSES = frozenset({FieldClass.PUBLIC, FieldClass.INTERNAL})
_NODE_FACTS = frozenset({"recorded_at"})
_TIE_FACTS = frozenset({"tie_id", "recorded_at", "superseded_at"})

_LEFT_OUT: dict[str, frozenset[str]] = {
    "Party": frozenset({"name_search", "id_type"}),
    "STANDING_ORDER": frozenset({"order_id"}),
}
"""Internal ones that serve no question of an analyst's and could help to find a person."""

_HIDDEN_LABELS = frozenset({"Identifier"})
"""Beside the product's bookkeeping: numbers by which persons are found. Organisations' own stand on the party."""

VIEW_LABELS: tuple[str, ...] = ("Party", *(label for label in NODE_RECORDS if label not in _HIDDEN_LABELS))
"""One of these is on every node that analysts see; parties carry further labels."""

VIEW_TIES: tuple[str, ...] = tuple(TIE_KINDS)

_SHOWN_LABELS = frozenset({*VIEW_LABELS, *PARTY_LABELS, *ROLE_LABELS})


def view_label(labels: Iterable[str]) -> str | None:
    """Return which of VIEW_LABELS a node is seen by, None when the whole node is hidden."""
    return next(iter(frozenset(labels).intersection(VIEW_LABELS)), None)


def shown_labels(labels: Iterable[str]) -> list[str]:
    """Return those labels of a node that analysts see, in order."""
    return sorted(_SHOWN_LABELS.intersection(labels))


def record_of(label: str) -> type[NodeRecord]:
    """Return the record of one of VIEW_LABELS."""
    return PartyRecord if label == "Party" else NODE_RECORDS[label][1]


def shown_properties(labels: Iterable[str]) -> frozenset[str]:
    """Return the properties that analysts see on a node of these labels."""
    carried = frozenset(labels)
    label = view_label(carried)
    if label is None:
        return frozenset()
    shown = frozenset(record_of(label).model_fields) - _LEFT_OUT.get(label, frozenset())
    if label != "Party":
        shown = frozenset(name for name in shown if class_of(label, name) in _OPEN_CLASSES)
    elif is_natural_person(carried):
        shown -= sealed_party_fields(("Person",)).keys()
    else:
        shown -= sealed_party_fields(carried).keys()
    return shown | _NODE_FACTS | {key_property(label)}


def shown_tie_properties(type_name: str) -> frozenset[str]:
    """Return the properties that analysts see on a relationship of this type."""
    kind = TIE_KINDS.get(type_name)
    if kind is None:
        return frozenset()
    names = frozenset(kind.record.model_fields) - _LEFT_OUT.get(type_name, frozenset())
    return frozenset(name for name in names if class_of(type_name, name) in _OPEN_CLASSES) | _TIE_FACTS

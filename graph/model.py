"""The graph model as one place to look: labels, relationship types, their records and keys.

(:Employee)-[:MANAGES]->(:Party)-[:HOLDS {role}]->(:Account)-[:OF_PRODUCT]->(:Product)
(:Party)-[:OWNS|HOLDS_POSITION|SPOUSE_OF|PARENT_OF|GUARANTEES|TRANSFERS_TO|…]-(:Party)
(:Party)-[:HAS_PHONE|HAS_ADDRESS|USED_DEVICE|HAS_EMAIL]->(contact attribute, shared by all who gave it)
(:Party)-[:INTERACTED]->(:Touchpoint)-[:VIA]->(:Channel)
(:SourceRecord)-[:DESCRIBES]->(:Party)-[:IDENTIFIED_BY]->(:Identifier)
"""

from graph.nodes import CONNECTOR_LABELS, NODE_RECORDS, PARTY_LABELS, ROLE_LABELS, PartyRecord, key_property
from graph.ties import CONNECTOR_TIE_TYPES, PARTY_TIE_TYPES, TIE_KINDS, TieKind, TieRecord
from graph.values import SHARE_ONE, SourceType, Status

SYSTEM_LABELS = ("Erased", "Migration", "Run", "SourceRecord")
"""Labels of the product's own bookkeeping."""

SYSTEM_TIE_TYPES = ("DESCRIBES", "IDENTIFIED_BY")
"""Types between a party and its records and numbers; they carry no clocks of their own."""

LABELS = frozenset({"Party", *PARTY_LABELS, *ROLE_LABELS, *NODE_RECORDS, *SYSTEM_LABELS})
TIE_TYPES = frozenset({*TIE_KINDS, *SYSTEM_TIE_TYPES})

__all__ = [
    "CONNECTOR_LABELS",
    "CONNECTOR_TIE_TYPES",
    "LABELS",
    "NODE_RECORDS",
    "PARTY_LABELS",
    "PARTY_TIE_TYPES",
    "ROLE_LABELS",
    "SHARE_ONE",
    "SYSTEM_LABELS",
    "TIE_KINDS",
    "TIE_TYPES",
    "PartyRecord",
    "SourceType",
    "Status",
    "TieKind",
    "TieRecord",
    "key_property",
]

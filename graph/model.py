"""The graph model as one place to look: labels, relationship types, their records and keys.

(:Employee)-[:MANAGES]->(:Party)-[:HOLDS {role}]->(:Account)-[:OF_PRODUCT]->(:Product)
(:Party)-[:OWNS|HOLDS_POSITION|SPOUSE_OF|PARENT_OF|GUARANTEES|TRANSFERS_TO|…]-(:Party)
(:Party)-[:HAS_PHONE|HAS_ADDRESS|USED_DEVICE|HAS_EMAIL]->(contact attribute, shared by all who gave it)
(:Party)-[:INTERACTED]->(:Touchpoint)-[:VIA]->(:Channel)
(:SourceRecord)-[:DESCRIBES]->(:Party)-[:IDENTIFIED_BY]->(:Identifier)
(:Party)-[:CONTROLS|BENEFICIAL_OWNER_OF|DEPENDS_ON|RELATED_TO {rule_id, status, paths}]->(:Party)
"""

from graph.nodes import CONNECTOR_LABELS, NODE_RECORDS, PARTY_LABELS, ROLE_LABELS, PartyRecord, key_property
from graph.ties import CONNECTOR_TIE_TYPES, PARTY_TIE_TYPES, TIE_KINDS, TieKind, TieRecord
from graph.values import SHARE_ONE, SourceType, Status

SYSTEM_LABELS = (
    "CommunityCard", "CommunityEvent", "CommunityView",
    "DerivedView", "Erased", "Migration", "RelatedGroup", "Run", "Scoreboard", "SourceRecord",
)  # fmt: skip
"""Labels of the product's own bookkeeping."""

DERIVED_TIE_ENDS = {
    "CONTROLS": "Party",
    "BENEFICIAL_OWNER_OF": "Party",
    "DEPENDS_ON": "Party",
    "RELATED_TO": "Party",
    "IN_RELATED_GROUP": "RelatedGroup",
}
"""Types that derivation runs write, from a party to this label: what follows by law from the ties on record."""

OVERRIDDEN = "OVERRIDDEN"
"""Type of a person's judgement on what is derived of two parties."""

SCORED = "SCORED"
"""Type of a party's score on a board, as an algorithm has found it."""

SYSTEM_TIE_TYPES = ("DESCRIBES", "IDENTIFIED_BY", *DERIVED_TIE_ENDS, OVERRIDDEN, SCORED)
"""Types of records, numbers, derivations and judgements: no source states them."""

LABELS = frozenset({"Party", *PARTY_LABELS, *ROLE_LABELS, *NODE_RECORDS, *SYSTEM_LABELS})
TIE_TYPES = frozenset({*TIE_KINDS, *SYSTEM_TIE_TYPES})

__all__ = [
    "CONNECTOR_LABELS",
    "CONNECTOR_TIE_TYPES",
    "DERIVED_TIE_ENDS",
    "LABELS",
    "NODE_RECORDS",
    "OVERRIDDEN",
    "PARTY_LABELS",
    "PARTY_TIE_TYPES",
    "ROLE_LABELS",
    "SCORED",
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

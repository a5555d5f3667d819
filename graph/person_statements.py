"""Everything that the graph says of one person, by what it is about: for the person, who has a right to know.

The person's own values are opened; of other people only what tells the tie is shown, masked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cypher import query
from graph.caller import Caller
from graph.entitlement import SEES_EVERYTHING, Entitlement, FieldClass, Visibility
from graph.errors import CustomerNotFound
from graph.model import DERIVED_TIE_ENDS, NODE_RECORDS, OVERRIDDEN, SCORED, key_property
from graph.parties import party_kind
from graph.session import GraphSession
from graph.sight import Sight
from graph.vault import Vault

Facts = dict[str, Any]

OTHERS_MASKED = Entitlement(
    fields={**dict.fromkeys(FieldClass, Visibility.MASKED), FieldClass.PUBLIC: Visibility.CLEAR},
    tie_kinds=SEES_EVERYTHING.tie_kinds,
    sections=SEES_EVERYTHING.sections,
    shows_more_of_numbers=False,
)
_OWN_NODES = frozenset({"Consent", "Touchpoint", "Phone", "Address", "Device", "Email", "Household", "Account"})
"""What is at the other end of a tie and yet is the person's own data."""

_BOOKKEEPING = frozenset({"digest", "record_digest", "name_terms", "name_search", "blind", "is_stale"})
"""Properties that say nothing of the person but serve to find and to compare."""

_SECTION_OF = {
    "DESCRIBES": "records",
    "IDENTIFIED_BY": "identifiers",
    "INTERACTED": "touchpoints",
    "GAVE": "consents",
    "HOLDS": "accounts",
    "HAS_PHONE": "contacts",
    "HAS_ADDRESS": "contacts",
    "HAS_EMAIL": "contacts",
    "USED_DEVICE": "contacts",
    "IN_HOUSEHOLD": "households",
    "IN_COMMUNITY": "derived",
    "IN_SEGMENT": "derived",
    **dict.fromkeys((*DERIVED_TIE_ENDS, OVERRIDDEN, SCORED), "derived"),
    "MANAGES": "organisation",
    "SERVED_BY": "organisation",
}


@dataclass
class PersonStatements:
    """All statements about one party; each says its source, run and clocks."""

    party_id: str
    kind: str
    golden_record: Facts
    sections: dict[str, list[Facts]] = field(default_factory=dict)


SECTIONS = tuple(dict.fromkeys((*_SECTION_OF.values(), "ties")))


class Persons:
    """The reader of all that is said of one person."""

    def __init__(self, session: GraphSession, vault: Vault) -> None:
        self._session = session
        self._own = Sight(vault, SEES_EVERYTHING)
        self._others = Sight(vault, OTHERS_MASKED)

    def statements(self, party_id: str, caller: Caller) -> PersonStatements:
        """Return every statement about this party; raises CustomerNotFound."""
        rows = self._session.read(query("persons/statements"), {"party_id": party_id, **caller.scope.parameters()})
        if not rows:
            raise CustomerNotFound(f"No customer {party_id} is visible to you.")
        row = rows[0]
        found = PersonStatements(party_id, party_kind(row["labels"]), _told(self._own.shown(row["party"])))
        found.sections = {section: [] for section in SECTIONS}
        for statement in sorted(row["statements"], key=_order):
            found.sections[_SECTION_OF.get(statement["kind"], "ties")].append(self._statement(statement))
        return found

    def _statement(self, row: Mapping[str, Any]) -> Facts:
        label = _label(row["labels"])
        if row["kind"] == "DESCRIBES":
            record = self._own.shown(row["other"])
            return {
                "record_id": record.pop("record_id"),
                "source": record.pop("record_source"),
                "rank": record.pop("record_rank"),
                "run_id": record.pop("record_run_id"),
                "recorded_at": record.pop("recorded_at"),
                "values": {name: value for name, value in _told(record).items() if name != "record_labels"},
            }
        stated = {
            "kind": row["kind"],
            "direction": "OUT" if row["is_outgoing"] else "IN",
            "provenance": _told(self._own.shown(row["tie"])),
        }
        if label in _OWN_NODES or label == "Identifier":
            shown = {"values": _told(self._own.shown(row["other"]))}
        else:
            shown = {"values": self._named(label, row)}
        extra = {"shared_with": row["others"], "channel": row["channel"], "account": row["account"]}
        return {
            **stated,
            "label": label,
            **shown,
            **{name: value for name, value in extra.items() if value is not None},
        }

    def _named(self, label: str, row: Mapping[str, Any]) -> Facts:
        """Return by what the other end is known: its key, and its name as others may see it."""
        other = row["other"]
        if label == "Party":
            shown = self._others.shown(other.get("name"))
            return {"party_id": other["party_id"], "party_kind": party_kind(row["labels"]), "name": shown}
        named = {name: other.get(name) for name in (key_property(label), "name", "title") if name in other}
        return dict(self._others.shown(named))


def _label(labels: list[str]) -> str:
    if "Party" in labels:
        return "Party"
    return next((label for label in labels if label in NODE_RECORDS), labels[0])


def _told(properties: Mapping[str, Any]) -> Facts:
    return {name: value for name, value in sorted(properties.items()) if name not in _BOOKKEEPING and value is not None}


def _order(row: Mapping[str, Any]) -> tuple[str, str]:
    tie = row["tie"]
    return row["kind"], str(row["other"].get("occurred_at") or tie.get("tie_id") or row["other"].get("record_id") or "")

"""Two former customers beside the bank of `tests/integration/api/bank.py`, full of texts that are to be found nowhere.

Both closed an account of their own, left a joint one that `na` still has, were met on a channel and targeted once.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from graph import nodes as node_records
from graph import ties as tie_records
from graph.nodes import PartyRecord
from graph.session import GraphSession
from graph.values import SourceType
from graph.vault import Vault
from graph.writer import GraphWriter, IdentifierRow, NodeRow, PartyRow, TieRow
from ingest.names import search_forms

RECORDED_AT = datetime(2026, 1, 12, 8, tzinfo=UTC)
MET = 4
LONG_AGO, LATELY = date(2011, 3, 1), date(2024, 3, 1)


def canary() -> str:
    return f"CANARY-{uuid4()}"


@dataclass(frozen=True)
class Former:
    """A former customer; every text of it is a canary."""

    party_id: str
    until: date
    name: str = field(default_factory=canary)
    id_number: str = field(default_factory=canary)
    phone: str = field(default_factory=canary)
    email: str = field(default_factory=lambda: f"{canary()}@example.com")
    address: str = field(default_factory=canary)
    occupation: str = field(default_factory=canary)
    title: str = field(default_factory=canary)
    detail: str = field(default_factory=canary)
    household: str = field(default_factory=canary)
    card: str = field(default_factory=canary)

    def texts(self) -> list[str]:
        return [
            self.name, self.id_number, self.phone, self.email, self.address, self.occupation, self.title, self.detail,
            self.household, self.card,
        ]  # fmt: skip


def write_former(session: GraphSession, vault: Vault, person: Former) -> None:
    """Write a former customer."""
    writer = GraphWriter(session, "run-1", RECORDED_AT, vault)
    key = person.party_id
    record = PartyRecord(
        name=person.name,
        name_search=search_forms(person.name),
        occupation=person.occupation,
        id_number=person.id_number,
        birth_date=date(1950, 2, 3),
    )
    number = IdentifierRow(f"CN_RIC:{vault.blind('number CN_RIC', person.id_number)}", "CN_RIC", person.id_number)
    writer.parties([PartyRow(key, f"core:{key}", "core", 1, ("Person", "Customer"), record, (number,))])
    account: dict[str, Any] = {"kind": "CURRENT", "currency": "CNY"}
    writer.nodes("Account", [_node(f"{key}-own", "Account", **account, number=person.card, closed_on=person.until)])
    writer.nodes("Account", [_node("JOINT", "Account", **account, balance_minor=40_000_000)])
    writer.nodes("Phone", [_node(f"{key}-phone", "Phone", number=person.phone)])
    writer.nodes("Email", [_node(f"{key}-email", "Email", address=person.email)])
    writer.nodes("Address", [_node(f"{key}-address", "Address", text=person.address)])
    writer.nodes("Household", [_node(f"{key}-household", "Household", name=person.household)])
    writer.nodes("Consent", [_node(f"{key}-consent", "Consent", purpose="MARKETING", channel="SMS", state="GRANTED")])
    writer.nodes("Segment", [_node("S1", "Segment", name="Deposits")])
    writer.nodes("Campaign", [_node("C1", "Campaign", name="Autumn")])
    writer.ties("TARGETS", [_tie("C1", "S1", "ta-1", "Plain")])
    writer.ties(
        "HOLDS",
        [
            _tie(key, f"{key}-own", f"{key}-ho-1", "Holds", role="PRIMARY", valid_to=person.until),
            _tie(key, "JOINT", f"{key}-ho-2", "Holds", role="JOINT", valid_to=person.until),
            _tie("na", "JOINT", "na-ho-j", "Holds", role="PRIMARY"),
        ],
    )
    writer.ties("HAS_PHONE", [_tie(key, point, f"{key}-{point}", "Plain") for point in (f"{key}-phone", "P1")])
    writer.ties("HAS_EMAIL", [_tie(key, f"{key}-email", f"{key}-he", "Plain")])
    writer.ties("HAS_ADDRESS", [_tie(key, f"{key}-address", f"{key}-ha", "Plain")])
    writer.ties("IN_HOUSEHOLD", [_tie(key, f"{key}-household", f"{key}-ih", "MemberOf")])
    writer.ties("IN_SEGMENT", [_tie(key, "S1", f"{key}-is", "MemberOf"), _tie("na", "S1", "na-is", "MemberOf")])
    writer.ties("GAVE", [_tie(key, f"{key}-consent", f"{key}-ga", "Plain")])
    writer.ties("SOCIAL_TIE", [_tie(key, "na", f"{key}-so", "SocialTie", kind="FRIEND")])
    writer.ties("EMPLOYED_BY", [_tie(key, "acme", f"{key}-em", "EmployedBy", title=person.title)])
    writer.ties("SERVED_BY", [_tie(key, "b1", f"{key}-se", "Plain")])
    _met(writer, person)


def _met(writer: GraphWriter, person: Former) -> None:
    key = person.party_id
    moments = {f"{key}-T{place}": datetime(2026, 5, 1, 9, tzinfo=UTC) + timedelta(days=place) for place in range(MET)}
    rows = [
        _node(name, "Touchpoint", kind="CALL", occurred_at=moment, detail=person.detail, amount_minor=5)
        for name, moment in moments.items()
    ]
    writer.nodes("Touchpoint", rows)
    writer.ties("INTERACTED", [_tie(key, name, f"{name}-in", "Plain") for name in moments])
    writer.ties("VIA", [_tie(name, "app", f"{name}-vi", "Plain") for name in moments])
    writer.ties("ON_ACCOUNT", [_tie(name, f"{key}-own", f"{name}-on", "Plain") for name in moments])


def _node(key: str, label: str, **values: Any) -> NodeRow:
    return NodeRow(key, getattr(node_records, label)(**values))


def _tie(start: str, end: str, tie_id: str, record: str, **values: Any) -> TieRow:
    kind: type[tie_records.TieRecord] = getattr(tie_records, record)
    return TieRow(start, end, tie_id, kind(source="core", source_type=SourceType.OFFICIAL_REGISTER, **values))

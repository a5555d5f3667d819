"""What each label carries: one record a label, and the key that makes a node unique.

(:Party:Person|Organization|State|Arrangement [:Customer])  who the bank knows
(:SourceRecord)-[:DESCRIBES]->(:Party)                      what one silo says of a party
(:Identifier)<-[:IDENTIFIED_BY]-(:Party)                    numbers by which a party is found
"""

from pydantic import BaseModel, ConfigDict

from graph.values import Code, Count, Currency, Day, Instant, MinorUnits, Text

PARTY_LABELS = ("Person", "Organization", "State", "Arrangement")
ROLE_LABELS = ("Customer",)


class NodeRecord(BaseModel):
    """A node's properties as they stand in the graph; unknown properties are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class PartyRecord(NodeRecord):
    """What one source says of a person, organisation, state body or arrangement."""

    name: Text | None = None
    name_search: Text | None = None
    birth_date: Day | None = None
    sex: Code | None = None
    nationality: Text | None = None
    occupation: Text | None = None
    id_type: Code | None = None
    id_number: Text | None = None
    uscc: Text | None = None
    lei: Text | None = None
    stock_code: Text | None = None
    industry: Text | None = None
    legal_form: Text | None = None
    registered_capital_minor: MinorUnits | None = None
    founded_on: Day | None = None
    region: Text | None = None
    risk_level: Code | None = None
    customer_since: Day | None = None
    segment: Text | None = None
    customer_status: Code | None = None
    credit_grade: Code | None = None
    quality_flags: list[Code] | None = None


class Identifier(NodeRecord):
    """A number or key by which a party is found: an ID card, a USCC, a silo's customer number."""

    scheme: Text
    value: Text


class Account(NodeRecord):
    """Anything held: current account, deposit, card, loan, credit line, investment, or an account elsewhere."""

    kind: Code
    number: Text | None = None
    status: Code | None = None
    currency: Currency | None = None
    balance_minor: MinorUnits | None = None
    balance_on: Day | None = None
    limit_minor: MinorUnits | None = None
    principal_minor: MinorUnits | None = None
    payment_minor: MinorUnits | None = None
    duration_months: Count | None = None
    overdue_days: Count | None = None
    risk_class: Code | None = None
    opened_on: Day | None = None
    matures_on: Day | None = None
    closed_on: Day | None = None
    statement_frequency: Code | None = None
    bank_code: Text | None = None
    region: Text | None = None


class Product(NodeRecord):
    """A product of the bank's catalogue."""

    name: Text
    category: Code
    risk_level: Code | None = None


class Channel(NodeRecord):
    """A way by which the bank and a customer meet."""

    name: Text


class Touchpoint(NodeRecord):
    """One contact or transaction of a party over a channel."""

    kind: Code
    occurred_at: Instant
    direction: Code | None = None
    amount_minor: MinorUnits | None = None
    balance_minor: MinorUnits | None = None
    currency: Currency | None = None
    purpose: Code | None = None
    outcome: Code | None = None
    detail: Text | None = None
    counterparty_bank: Text | None = None
    counterparty_account: Text | None = None


class Household(NodeRecord):
    """People who keep house together, as declared."""

    name: Text | None = None


class Community(NodeRecord):
    """A set of parties found by an algorithm run."""

    name: Text | None = None


class Segment(NodeRecord):
    """A set of customers defined by a rule."""

    name: Text


class Campaign(NodeRecord):
    """An offer made to a segment in a period."""

    name: Text
    starts_on: Day | None = None
    ends_on: Day | None = None


class Consent(NodeRecord):
    """A party's word on one purpose over one channel: a new decision is a new node, none is ever overwritten.

    Of decisions with the same `stated_by` (the record or desk that they come from) the latest counts.
    """

    purpose: Code
    channel: Code
    state: Code
    decided_on: Day | None = None
    decided_at: Instant | None = None
    stated_by: Text | None = None
    obtained_by: Code | None = None
    text_version: Text | None = None
    recorded_by: Text | None = None
    by_guardian: bool | None = None


class Employee(NodeRecord):
    """A member of the bank's staff."""

    name: Text
    title: Text | None = None
    team: Text | None = None


class Branch(NodeRecord):
    """A place in the bank's tree of branches."""

    name: Text
    level: Code | None = None
    region: Text | None = None


class Phone(NodeRecord):
    """A telephone number, shared by all who gave it."""

    number: Text


class Address(NodeRecord):
    """A postal address, shared by all who gave it."""

    text: Text


class Device(NodeRecord):
    """A device seen on a digital channel."""

    name: Text | None = None


class Email(NodeRecord):
    """An e-mail address, shared by all who gave it."""

    address: Text


class Source(NodeRecord):
    """A source system; the lower the rank, the more its values are trusted."""

    title: Text
    source_type: Code
    rank: Count


NODE_RECORDS: dict[str, tuple[str, type[NodeRecord]]] = {
    record.__name__: (f"{record.__name__.lower()}_id", record)
    for record in (
        Identifier, Account, Product, Channel, Touchpoint, Household, Community, Segment, Campaign,
        Consent, Employee, Branch, Phone, Address, Device, Email, Source,
    )
}  # fmt: skip
"""Label → (key property, record) of every node that a load statement writes by its key."""

CONNECTOR_LABELS = ("Account", "Phone", "Address", "Device", "Email", "Household")
"""Labels through which two parties are related without a tie of their own."""


_OTHER_KEYS = {"Party": "party_id", "RelatedGroup": "related_group_id", "Scoreboard": "board_id"}


def key_property(label: str) -> str:
    """Return the property that makes a node of `label` unique."""
    return _OTHER_KEYS[label] if label in _OTHER_KEYS else NODE_RECORDS[label][0]

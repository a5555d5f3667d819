"""The tables of erasures and of what they locked away. Moments and days are ISO 8601 text."""

from sqlalchemy import JSON, Column, Index, MetaData, String, Table, Text

metadata = MetaData()

REQUESTED, APPROVED = "REQUESTED", "APPROVED"
OPEN_STATES = (REQUESTED, APPROVED)

erasures = Table(
    "erasures",
    metadata,
    Column("certificate_id", String(40), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("party_id", String(200)),
    Column("party_blind", String(64), nullable=False, index=True),
    Column("ground", String(40), nullable=False),
    Column("requested_by", String(200), nullable=False),
    Column("requested_at", String(40), nullable=False),
    Column("decided_by", String(200)),
    Column("decided_at", String(40)),
    Column("done_at", String(40)),
    Column("basis", String(40)),
    Column("kept_until", String(10)),
    Column("destroyed_at", String(40)),
    Column("counts", JSON),
    Column("list_hash", String(64)),
)
"""`party_id` stands there until the erasure is done, then only its blind index is left."""

_is_open = erasures.c.state.in_(OPEN_STATES)
one_open_erasure = Index(
    "one_open_erasure", erasures.c.party_blind, unique=True, sqlite_where=_is_open, postgresql_where=_is_open
)

bundles = Table(
    "locked_bundles",
    metadata,
    Column("certificate_id", String(40), primary_key=True),
    Column("key_id", String(40), nullable=False),
    Column("kept_until", String(10), nullable=False),
    Column("sealed", Text, nullable=False),
)

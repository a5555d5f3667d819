"""The tables of the audit: entries that the database itself refuses to change, and the chain's signed head."""

from sqlalchemy import DDL, Column, Index, Integer, MetaData, String, Table, Text, event

metadata = MetaData()

entries = Table(
    "audit_entries",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("moment", String(32), nullable=False, index=True),
    Column("user_name", String(500), nullable=False),
    Column("roles", String(500), nullable=False),
    Column("operation", String(100), nullable=False),
    Column("purpose", String(40)),
    Column("subject", String(500)),
    Column("outcome", Integer, nullable=False),
    Column("request_id", String(500)),
    Column("details", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Index("audit_entries_by_user", "user_name", "sequence"),
    Index("audit_entries_by_operation", "operation", "sequence"),
    Index("audit_entries_by_subject", "subject", "sequence"),
)

head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("signature", String(64), nullable=False),
)

for _change in ("UPDATE", "DELETE"):
    event.listen(
        entries,
        "after_create",
        DDL(  # type: ignore[no-untyped-call] # SQLAlchemy's own gap
            f"CREATE TRIGGER IF NOT EXISTS audit_entries_no_{_change.lower()} BEFORE {_change} ON audit_entries "
            "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        ).execute_if(dialect="sqlite"),
    )

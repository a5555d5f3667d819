"""The tables of users, sessions and tokens. Moments are UTC, written as whole seconds since 1970."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, MetaData, String, Table

metadata = MetaData()

users = Table(
    "users",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("display_name", String(200), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("employee_id", String(200)),
    Column("password_hash", String(200)),
    Column("is_service", Boolean, nullable=False),
    Column("is_disabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Integer),
    Column("issuer", String(500)),
    Column("created_at", Integer, nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("user_name", ForeignKey("users.name"), primary_key=True),
    Column("subject", String(500), nullable=False),
)
"""Who a user is for the identity provider that brought the user; names there can change hands."""

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("user_name", ForeignKey("users.name"), nullable=False, index=True),
    Column("csrf_token", String(64), nullable=False),
    Column("started_at", Integer, nullable=False),
    Column("seen_at", Integer, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("token_id", String(32), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("user_name", ForeignKey("users.name"), nullable=False, index=True),
    Column("title", String(100), nullable=False),
    Column("operations", JSON),
    Column("created_at", Integer, nullable=False),
    Column("expires_at", Integer, nullable=False),
)

attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("nonce", String(64), nullable=False),
    Column("code_verifier", String(128), nullable=False),
    Column("begun_at", Integer, nullable=False),
)

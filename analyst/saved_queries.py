"""Statements that a bank keeps: saved by one analyst, reviewed by somebody else, run by name with typed parameters.

DRAFT ──submit──▶ IN_REVIEW ──approve──▶ APPROVED ──retire, or a later version's approval──▶ RETIRED
                      └──reject, with a comment──▶ DRAFT
A version's text never changes: a change is a new version.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from analyst.bounds import parameter_names
from analyst.gate import read_refusals
from analyst.grammar import parse
from analyst.personal_literals import personal_literal
from analyst.refusals import Refusal
from analyst.statement import Statement
from graph.errors import InvalidParameters, NotPermitted, SavedQueryConflict, SavedQueryNotFound

metadata = MetaData()

queries = Table(
    "saved_queries",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("title", String(200), nullable=False),
)

versions = Table(
    "saved_query_versions",
    metadata,
    Column("name", ForeignKey("saved_queries.name"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("status", String(16), nullable=False),
    Column("author", String(100), nullable=False),
    Column("reviewer", String(100)),
    Column("comment", String(1000)),
    Column("saved_at", Integer, nullable=False),
    Column("reviewed_at", Integer),
)


class SavedStatus(StrEnum):
    """Where a version stands."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    APPROVED = "APPROVED"
    RETIRED = "RETIRED"


class ParameterType(StrEnum):
    """What a parameter of a saved query takes."""

    STRING = "STRING"
    INTEGER = "INTEGER"
    FLOAT = "FLOAT"
    BOOLEAN = "BOOLEAN"
    STRINGS = "LIST<STRING>"
    INTEGERS = "LIST<INTEGER>"


_SAMPLES: Mapping[ParameterType, Any] = {
    ParameterType.STRING: "x",
    ParameterType.INTEGER: 1,
    ParameterType.FLOAT: 1.0,
    ParameterType.BOOLEAN: True,
    ParameterType.STRINGS: ["x"],
    ParameterType.INTEGERS: [1],
}


@dataclass(frozen=True)
class SavedVersion:
    """One version of a saved query; moments are seconds since 1970."""

    name: str
    title: str
    version: int
    text: str
    parameters: Mapping[str, ParameterType]
    status: SavedStatus
    author: str
    reviewer: str | None
    comment: str | None
    saved_at: int
    reviewed_at: int | None


class SavedQueries:
    """The saved queries of one service database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def save(
        self, name: str, title: str, text: str, parameters: Mapping[str, ParameterType], author: str
    ) -> SavedVersion:
        """Keep a new query as its first draft; raises CypherRefused, InvalidParameters and SavedQueryConflict."""
        _check(text, parameters)
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(queries).values(name=name, title=title))
                return self._add(connection, name, 1, text, parameters, author)
        except IntegrityError as error:
            raise SavedQueryConflict(f"There is a saved query {name} already; add a version to it.") from error

    def add_version(self, name: str, text: str, parameters: Mapping[str, ParameterType], author: str) -> SavedVersion:
        """Keep a new version as a draft; the approved one stays until this one is approved."""
        _check(text, parameters)
        try:
            with self._engine.begin() as connection:
                last = connection.scalar(select(func.max(versions.c.version)).where(versions.c.name == name))
                if last is None:
                    raise _unknown(name)
                return self._add(connection, name, last + 1, text, parameters, author)
        except IntegrityError as error:
            raise SavedQueryConflict(f"Another version of {name} was saved just now; look at it first.") from error

    def all(self, *, only_approved: bool) -> Sequence[SavedVersion]:
        """Return every version, or those that are approved."""
        wanted = _joined().order_by(versions.c.name, versions.c.version)
        if only_approved:
            wanted = wanted.where(versions.c.status == SavedStatus.APPROVED)
        with self._engine.connect() as connection:
            return [_version(row) for row in connection.execute(wanted)]

    def approved(self, name: str) -> SavedVersion:
        """Return the version that may be run; raises SavedQueryNotFound."""
        wanted = _joined().where(versions.c.name == name, versions.c.status == SavedStatus.APPROVED)
        with self._engine.connect() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            raise _unknown(name)
        return _version(row)

    def submit(self, name: str, version: int, user: str) -> SavedVersion:
        """Put a draft up for review."""
        with self._changing(name, version, {SavedStatus.DRAFT}) as (connection, found):
            if user != found.author:
                raise NotPermitted("Only its author puts a draft up for review.")
            return self._set(connection, found, status=SavedStatus.IN_REVIEW)

    def review(
        self, name: str, version: int, reviewer: str, *, is_approved: bool, comment: str | None = None
    ) -> SavedVersion:
        """Approve or reject a version; raises NotPermitted for its author. An approval retires the one before."""
        with self._changing(name, version, {SavedStatus.IN_REVIEW}) as (connection, found):
            if reviewer == found.author:
                raise NotPermitted("Nobody reviews an own query.")
            if is_approved:
                before = (versions.c.name == name) & (versions.c.status == SavedStatus.APPROVED)
                connection.execute(update(versions).where(before).values(status=SavedStatus.RETIRED))
            status = SavedStatus.APPROVED if is_approved else SavedStatus.DRAFT
            decided = {"reviewer": reviewer, "comment": comment, "reviewed_at": int(time.time())}
            return self._set(connection, found, status=status, **decided)

    def retire(self, name: str, version: int) -> SavedVersion:
        """Take a version out of use."""
        usable = {SavedStatus.DRAFT, SavedStatus.IN_REVIEW, SavedStatus.APPROVED}
        with self._changing(name, version, usable) as (connection, found):
            return self._set(connection, found, status=SavedStatus.RETIRED)

    def _add(
        self,
        connection: Connection,
        name: str,
        version: int,
        text: str,
        parameters: Mapping[str, ParameterType],
        author: str,
    ) -> SavedVersion:
        connection.execute(
            insert(versions).values(
                name=name,
                version=version,
                text=text,
                parameters={key: kind.value for key, kind in parameters.items()},
                status=SavedStatus.DRAFT,
                author=author,
                saved_at=int(time.time()),
            )
        )
        return _one(connection, name, version)

    @contextmanager
    def _changing(self, name: str, version: int, before: set[SavedStatus]) -> Iterator[tuple[Connection, SavedVersion]]:
        with self._engine.begin() as connection:
            found = _one(connection, name, version)
            if found.status not in before:
                raise SavedQueryConflict(f"Version {version} of {name} is {found.status}.")
            yield connection, found

    def _set(self, connection: Connection, found: SavedVersion, **changes: Any) -> SavedVersion:
        """Change a version that is still as it was read: of two reviewers at once one is told of the conflict."""
        here = (
            (versions.c.name == found.name)
            & (versions.c.version == found.version)
            & (versions.c.status == found.status)
        )
        if connection.execute(update(versions).where(here).values(**changes)).rowcount != 1:
            raise SavedQueryConflict(f"Version {found.version} of {found.name} was changed by somebody else just now.")
        return _one(connection, found.name, found.version)


def typed(saved: SavedVersion, given: Mapping[str, Any]) -> Statement:
    """Return the statement with these values; raises InvalidParameters when they are not what it declares."""
    missing, unknown = sorted(saved.parameters.keys() - given.keys()), sorted(given.keys() - saved.parameters.keys())
    if missing or unknown:
        raise InvalidParameters(f"{saved.name}: missing {missing}, unknown {unknown}.")
    for name, kind in saved.parameters.items():
        if not _fits(given[name], kind):
            raise InvalidParameters(f"{saved.name}: ${name} takes {kind}.")
    return Statement(saved.text, given)


def _fits(value: Any, kind: ParameterType) -> bool:
    if kind in (ParameterType.STRINGS, ParameterType.INTEGERS):
        item = ParameterType.STRING if kind is ParameterType.STRINGS else ParameterType.INTEGER
        return isinstance(value, list) and all(_fits(one, item) for one in value)
    if isinstance(value, bool):
        return kind is ParameterType.BOOLEAN
    accepted: dict[ParameterType, tuple[type, ...]] = {
        ParameterType.STRING: (str,),
        ParameterType.INTEGER: (int,),
        ParameterType.FLOAT: (int, float),
    }
    return isinstance(value, accepted.get(kind, ()))


def _check(text: str, parameters: Mapping[str, ParameterType]) -> None:
    statement = Statement(text, {name: _SAMPLES[kind] for name, kind in parameters.items()})
    refusals = read_refusals(statement)
    if refusals:
        raise refusals[0].error()
    personal = personal_literal(text)
    if personal is not None:
        raise personal.error()
    tree = parse(text)
    unused = [] if isinstance(tree, Refusal) else sorted(parameters.keys() - parameter_names(tree))
    if unused:
        raise InvalidParameters(f"The statement has no parameter {', '.join(f'${name}' for name in unused)}.")


def _one(connection: Connection, name: str, version: int) -> SavedVersion:
    row = connection.execute(_joined().where(versions.c.name == name, versions.c.version == version)).first()
    if row is None:
        raise _unknown(name)
    return _version(row)


def _joined() -> Any:
    return select(versions, queries.c.title).join(queries, queries.c.name == versions.c.name)


def _version(row: Row[Any]) -> SavedVersion:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented way to a row's names
    values["parameters"] = {name: ParameterType(kind) for name, kind in values["parameters"].items()}
    values["status"] = SavedStatus(values["status"])
    return SavedVersion(**values)


def _unknown(name: str) -> SavedQueryNotFound:
    return SavedQueryNotFound(f"There is no such version of a saved query {name}, or none that you may use.")

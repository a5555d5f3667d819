"""The only code that speaks to Neo4j: runs catalogue statements, with a deadline, and names what goes wrong."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)
from neo4j.time import Date, DateTime

from cypher import Query, query
from graph.errors import GraphUnavailable, InvalidParameters, QueryTimeout

Row = dict[str, Any]

RETRY_PAUSE_SECONDS = 0.1
"""First pause before a read is sent again; each further one is twice as long."""

_REFUSALS = ("DatabaseNotFound", "ClientError.Security", "AccessMode")
_TIMEOUT_CODES = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "LockAcquisitionTimeout")


FETCH_ALL = -1
"""A read is wanted whole: batches of a thousand rows would each wait for the one before."""

_PLAIN = frozenset({str, int, float, bool, type(None)})


@dataclass(frozen=True)
class Deadlines:
    """How long each step may take: a black-holed connection would otherwise hang a request for ever."""

    connect_seconds: float = 5.0
    read_seconds: float = 30.0
    write_seconds: float = 120.0
    retry_seconds: float = 15.0


@dataclass(frozen=True)
class Explained:
    """What the server says of a statement without running it: `kind` is r, rw, w or s."""

    kind: str
    columns: tuple[str, ...]
    notifications: tuple[tuple[str, str], ...]


class GraphSession:
    """A pool of connections to one database; hand the same object to every reader and writer."""

    def __init__(self, driver: neo4j.Driver, database: str, deadlines: Deadlines) -> None:
        self._driver = driver
        self._database = database
        self._deadlines = deadlines

    @classmethod
    def connect(
        cls, uri: str, user: str, password: str, database: str = "neo4j", deadlines: Deadlines | None = None
    ) -> Self:
        """Open a pool to `uri` (bolt, neo4j, or either with +s); nothing is sent until the first statement.

        Raises GraphUnavailable when the address cannot be used at all.
        """
        limits = deadlines or Deadlines()
        with named_errors():
            driver = neo4j.GraphDatabase.driver(
                uri,
                auth=(user, password),
                connection_timeout=limits.connect_seconds,
                connection_acquisition_timeout=limits.connect_seconds + limits.retry_seconds,
                max_transaction_retry_time=limits.retry_seconds,
                liveness_check_timeout=30.0,
                keep_alive=True,
                user_agent="guanxi",
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )
        return cls(driver, database, limits)

    @property
    def driver(self) -> neo4j.Driver:
        """The pool itself, for graph.free_statements alone."""
        return self._driver

    @property
    def database(self) -> str:
        """Name of the database."""
        return self._database

    def close(self) -> None:
        """Give the connections back to the server."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def verify(self) -> None:
        """Raise GraphUnavailable unless the server answers and accepts our credentials."""
        self.server_version()

    def server_version(self) -> str:
        """Return what the server calls itself, as in 'Neo4j Kernel 5.26.30 community'."""
        row = self.read(query("introspection/server"))[0]
        return f"{row['product']} {row['version']} {row['edition']}"

    def read(
        self, statement: Query, parameters: Mapping[str, Any] | None = None, *, has_dates: bool = True
    ) -> list[Row]:
        """Run a read statement and return its rows; transient failures are retried within the deadline.

        With `has_dates` false, days and moments stay the driver's own: a large answer without any need not be searched.
        """
        _check(statement, "read", parameters)
        with named_errors():
            rows = self._retried(lambda: self._read_once(statement, parameters))
        if has_dates:
            _make_native(rows)
        return rows

    def write(self, statement: Query, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Run a write statement; it may be sent again after a lost answer, so it has to be repeatable."""
        _check(statement, "write", parameters)

        @neo4j.unit_of_work(timeout=self._deadlines.write_seconds, metadata={"query": statement.name})
        def work(transaction: neo4j.ManagedTransaction) -> list[Row]:
            return _rows(transaction.run(statement.text, dict(parameters or {})))

        with named_errors(), self._driver.session(database=self._database) as session:
            rows = session.execute_write(work)
        _make_native(rows)
        return rows

    def stream(self, statement: Query, parameters: Mapping[str, Any] | None = None) -> Iterator[Row]:
        """Yield the rows of a long read one by one, without a retry and without holding them all."""
        _check(statement, "read", parameters)
        with (
            named_errors(),
            self._driver.session(
                database=self._database, default_access_mode=neo4j.READ_ACCESS, fetch_size=2_000
            ) as session,
        ):
            timed = neo4j.Query(statement.text, timeout=self._deadlines.write_seconds * 10)
            for record in session.run(timed, dict(parameters or {})):
                row = {column: record[column] for column in statement.returns}
                _make_native(row)
                yield row

    def change_schema(self, statement: Query) -> None:
        """Run one schema statement in a transaction of its own."""
        _check(statement, "schema", None)
        with named_errors(), self._driver.session(database=self._database) as session:
            session.run(statement.text).consume()

    def explain(self, text: str, parameters: Mapping[str, Any] | None = None) -> Explained:
        """Return what the server would do with `text`, without running it."""
        with (
            named_errors(),
            self._driver.session(
                database=self._database,
                default_access_mode=neo4j.READ_ACCESS,
                notifications_min_severity="INFORMATION",
            ) as session,
        ):
            result = session.run(f"EXPLAIN {text}", dict(parameters or {}))
            columns = tuple(result.keys())
            summary = result.consume()
            notes = tuple((status.gql_status, status.status_description) for status in summary.gql_status_objects)
            return Explained(str(summary.query_type), columns, notes)

    def _read_once(self, statement: Query, parameters: Mapping[str, Any] | None) -> list[Row]:
        # Not a managed transaction: its BEGIN and COMMIT cost a read two more trips to the server.
        timed = neo4j.Query(statement.text, timeout=self._deadlines.read_seconds, metadata={"query": statement.name})
        with self._driver.session(
            database=self._database, default_access_mode=neo4j.READ_ACCESS, fetch_size=FETCH_ALL
        ) as session:
            return _rows(session.run(timed, dict(parameters or {})))

    def _retried(self, work: Callable[[], list[Row]]) -> list[Row]:
        deadline = time.monotonic() + self._deadlines.retry_seconds
        pause = RETRY_PAUSE_SECONDS
        while True:
            try:
                return work()
            except (Neo4jError, DriverError) as error:
                if not error.is_retryable() or time.monotonic() + pause > deadline:
                    raise
            time.sleep(pause)
            pause *= 2


def _rows(result: neo4j.Result) -> list[Row]:
    columns = result.keys()
    return [dict(zip(columns, record.values(), strict=True)) for record in result]


def _check(statement: Query, access: str, parameters: Mapping[str, Any] | None) -> None:
    if statement.access != access:
        raise InvalidParameters(f"{statement.name} is a {statement.access} statement and cannot be run as a {access}.")
    given, declared = set(parameters or {}), set(statement.params)
    if given != declared:
        raise InvalidParameters(
            f"{statement.name} takes {sorted(declared)}: missing {sorted(declared - given)}, "
            f"unknown {sorted(given - declared)}."
        )


def _make_native(values: Any) -> None:
    """Turn the driver's dates into Python's, in place: an answer has tens of thousands of values, most of them text."""
    places = values.items() if type(values) is dict else enumerate(values)
    for place, value in places:
        kind = type(value)
        if kind in _PLAIN:
            continue
        if kind is dict or kind is list:
            _make_native(value)
        elif kind is DateTime:
            values[place] = _python_datetime(value)
        elif kind is Date:
            values[place] = value.to_native()


def _python_datetime(value: DateTime) -> datetime:
    native: datetime = value.to_native()
    return native


@contextmanager
def named_errors() -> Iterator[None]:
    """Translate the driver's exceptions into the conditions that `graph.errors` names."""
    try:
        yield
    except AuthError as error:
        raise GraphUnavailable(
            "Neo4j refuses the user name or password; check GUANXI_NEO4J__USER and the password file."
        ) from error
    except ClientError as error:
        if any(code in (error.code or "") for code in _TIMEOUT_CODES):
            raise QueryTimeout("The statement ran past its deadline and was ended.") from error
        if any(code in (error.code or "") for code in _REFUSALS):
            raise GraphUnavailable(f"Neo4j refuses us: {error.message}") from error
        raise
    except TransientError as error:
        if any(code in (error.code or "") for code in _TIMEOUT_CODES):
            raise QueryTimeout("The statement ran past its deadline and was ended.") from error
        raise GraphUnavailable(f"Neo4j cannot do this now: {error.message}") from error
    except (ServiceUnavailable, SessionExpired, ConfigurationError, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise GraphUnavailable(f"Neo4j does not answer: {reason}") from error
    except (Neo4jError, DriverError) as error:
        if getattr(error, "code", None) and "DatabaseUnavailable" in str(error.code):
            raise GraphUnavailable("The Neo4j database is not available yet.") from error
        raise

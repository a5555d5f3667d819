"""Runs analysts' statements: through the gate, on the replica where there is one, within limits, ended for real."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from analyst.cost import Cost, cost_of
from analyst.gate import Examined, examine, require_passed
from analyst.slots import Slots
from analyst.statement import Statement
from graph.errors import CypherQueryNotFound, GuanxiError
from graph.free_statements import FreeStatements

WATCH_MARGIN_SECONDS = 0.5
"""The server looks at its own clock twice a second; who is not ended by then is ended by us."""
WATCH_AGAIN_SECONDS = 2.0
WATCH_TIMES = 3

Place = Literal["replica", "primary"]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Server:
    """Where statements run; `as_of` tells which moment its data is of.

    `restart` takes it down when nothing else helps.
    """

    place: Place
    statements: FreeStatements
    as_of: Callable[[], datetime] = _now
    restart: Callable[[], None] | None = None


@dataclass(frozen=True)
class RunLimits:
    """How long, how many rows, how many bytes, how many at once."""

    timeout_seconds: float = 20.0
    rows_max: int = 5_000
    bytes_max: int = 10 * 1024 * 1024
    per_user: int = 2
    in_all: int = 4


@dataclass(frozen=True)
class Running:
    """A statement that runs, and the rows that are still to come."""

    query_id: str
    place: Place
    as_of: datetime
    columns: tuple[str, ...]
    cost: Cost
    rows: Iterator[Sequence[Any]]


class Console:
    """The analysts' statements of one service."""

    def __init__(self, server: Server, limits: RunLimits | None = None) -> None:
        self._server = server
        self.limits = limits or RunLimits()
        self._slots = Slots(self.limits.per_user, self.limits.in_all)

    @property
    def place(self) -> Place:
        """Where statements run."""
        return self._server.place

    def examine(self, statement: Statement) -> Examined:
        """Return what the gate says of a statement, without running it."""
        return examine(statement, self._server.statements, is_primary=self.place == "primary")

    @contextmanager
    def run(
        self, statement: Statement, *, query_id: str, user: str, timeout_seconds: float | None = None
    ) -> Iterator[Running]:
        """Have a statement run inside the block.

        Raises CypherRefused when the gate does not let it through or the server ends it, TooManyRequests when too many
        run already.
        """
        with self._slots.taken(user):
            # First, since it finds out whether the server answers: what comes after is never sent twice.
            as_of = self._server.as_of()
            plan = require_passed(self.examine(statement))
            seconds = min(timeout_seconds or self.limits.timeout_seconds, self.limits.timeout_seconds)
            with (
                self._watched(query_id, user, seconds),
                self._server.statements.run(
                    statement.text, statement.parameters, query_id=query_id, user=user, timeout_seconds=seconds
                ) as answer,
            ):
                yield Running(query_id, self.place, as_of, answer.columns, cost_of(plan), answer.rows)

    def end(self, query_id: str, user: str) -> None:
        """End a statement of this user; one that has ended is no error."""
        self._server.statements.end(query_id, user)

    def cancel(self, query_id: str, user: str | None) -> None:
        """End a statement of this user, of anybody for None; raises CypherQueryNotFound when none runs."""
        owners = self._server.statements.users_of(query_id)
        if not owners or (user is not None and user not in owners):
            raise CypherQueryNotFound(f"No statement {query_id} of yours is running.")
        self._server.statements.end(query_id, user)

    @contextmanager
    def _watched(self, query_id: str, user: str, seconds: float) -> Iterator[None]:
        """End the statement from here when the server has not: a single expression outruns the server's clock."""
        is_over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(query_id, user, seconds, is_over), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            is_over.set()

    def _watch(self, query_id: str, user: str, seconds: float, is_over: threading.Event) -> None:
        if is_over.wait(seconds + WATCH_MARGIN_SECONDS):
            return
        for _ in range(WATCH_TIMES):
            try:
                if not self._server.statements.end(query_id, user):
                    return
            except GuanxiError:
                # The server does not answer; its supervisor sees to it.
                return
            deadline = time.monotonic() + WATCH_AGAIN_SECONDS
            if is_over.wait(max(0.0, deadline - time.monotonic())):
                return
        if self._server.restart is not None:
            self._server.restart()

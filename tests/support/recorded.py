"""A session that answers from memory, and holds calls and answers against the statement's header."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, cast

from cypher import Query
from graph.session import GraphSession, Row

Answer = list[Row] | Callable[[Mapping[str, Any]], list[Row]]

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "STRING": (str,),
    "INTEGER": (int,),
    "FLOAT": (float, int),
    "BOOLEAN": (bool,),
    "DATE": (date,),
    "ZONED DATETIME": (datetime,),
    "LIST<STRING>": (list,),
    "LIST<INTEGER>": (list,),
    "LIST<MAP>": (list,),
    "MAP": (dict,),
}


class RecordedSession:
    """Answers by statement name; `calls` keeps the name and parameters of each call in order."""

    def __init__(self, answers: Mapping[str, Answer] | None = None, error: Exception | None = None) -> None:
        self._answers = dict(answers or {})
        self._error = error
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def read(
        self,
        statement: Query,
        parameters: Mapping[str, Any] | None = None,
        *,
        has_dates: bool = True,  # noqa: ARG002 - recorded days are Python's already
    ) -> list[Row]:
        """Return the recorded rows; a call or an answer that the header does not allow fails the test."""
        given = dict(parameters or {})
        assert statement.access == "read"
        assert set(given) == set(statement.params), statement.name
        for name, value in given.items():
            expected = _PYTHON_TYPES[statement.params[name]]
            assert value is None or isinstance(value, expected), (statement.name, name, value)
        self.calls.append((statement.name, given))
        if self._error is not None:
            raise self._error
        answer = self._answers[statement.name]
        rows = answer(given) if callable(answer) else answer
        for row in rows:
            assert tuple(row) == statement.returns, statement.name
        return rows

    def server_version(self) -> str:
        """Return what a server would call itself."""
        return "Neo4j/recorded"

    def as_session(self) -> GraphSession:
        """Return itself as what readers are typed to take."""
        return cast("GraphSession", self)

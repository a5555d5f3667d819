"""Deletes what is older than it may be, batch by batch: whatever has gone stays gone when a run breaks off."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cypher import Query, query
from graph.session import GraphSession

BATCH_ROWS = 5_000
"""Rows of one transaction: within the server's memory limit, with some thousands of ties at each touchpoint's ends."""


class OldFacts:
    """Counts and deletes old facts of the graph."""

    def __init__(self, session: GraphSession) -> None:
        self._session = session

    def touchpoints(self, before: datetime, *, with_money: bool) -> int:
        """Return how many touchpoints are older."""
        return self._count(query("retention/old_touchpoints"), {"before": before, "with_money": with_money})

    def delete_touchpoints(self, before: datetime, *, with_money: bool) -> Iterator[int]:
        """Delete them, yielding how many went with each batch."""
        return self._deleted(query("retention/touchpoints"), {"before": before, "with_money": with_money})

    def superseded_ties(self, before: datetime) -> int:
        """Return how many replaced versions are older."""
        return self._count(query("retention/old_superseded_ties"), {"before": before})

    def delete_superseded_ties(self, before: datetime) -> Iterator[int]:
        """Delete them, yielding how many went with each batch."""
        return self._deleted(query("retention/superseded_ties"), {"before": before})

    def _count(self, statement: Query, asked: dict[str, Any]) -> int:
        return int(self._session.read(statement, asked)[0]["found"])

    def _deleted(self, statement: Query, asked: dict[str, Any]) -> Iterator[int]:
        while deleted := int(self._session.write(statement, {**asked, "batch_rows": BATCH_ROWS})[0]["deleted"]):
            yield deleted

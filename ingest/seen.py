"""What the accepted rows of a file have stated so far: a row may not come again, nor say otherwise what was said."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.writer import TieRow
from ingest.mapping import FileSpec
from ingest.rejects import RowRejected
from ingest.rows import RowFacts

if TYPE_CHECKING:
    from graph.ties import TieRecord


class SeenRows:
    """Remembers accepted rows only: a rejected one must not stand in the way of its correction."""

    def __init__(self, spec: FileSpec) -> None:
        self._spec = spec
        self._rows: dict[str, tuple[int, str]] = {}
        self._ties: dict[str, TieRecord] = {}

    def refuse_duplicate(self, facts: RowFacts) -> None:
        """Raise RowRejected for a row that was there already, or for another one under the same key."""
        if self._spec.duplicates == "keep":
            return
        earlier = self._rows.get(_identity(facts))
        if earlier is None:
            return
        number, digest = earlier
        if digest == facts.row.digest:
            raise RowRejected("R_DUP_EXACT", f"The same row as row {number}.")
        column = self._spec.delivered_name(self._spec.key[0])
        raise RowRejected("R_DUP_CONFLICT", f"Another row, {number}, has the same key.", column, facts.key[0])

    def refuse_contradiction(self, ties: Sequence[TieRow]) -> None:
        """Raise RowRejected when an earlier row states the same fact otherwise; rows with a key cannot."""
        for row in ties if not self._spec.key else ():
            if self._ties.get(row.tie_id, row.record) != row.record:
                raise RowRejected("R_DUP_CONFLICT", "An earlier row states the same fact otherwise.")

    def accept(self, facts: RowFacts, ties: Sequence[TieRow]) -> None:
        """Remember a row."""
        if self._spec.duplicates == "reject":
            self._rows[_identity(facts)] = (facts.row.number, facts.row.digest)
        if not self._spec.key:
            self._ties |= {row.tie_id: row.record for row in ties}


def _identity(facts: RowFacts) -> str:
    return "\x1f".join(facts.key) if facts.key else facts.row.digest

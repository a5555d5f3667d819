"""What any source hands to the ingest: rows of text cells with their numbers, file by file of a mapping."""

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from ingest.mapping import FileSpec, Mapping
from ingest.rejects import RowRejected


@dataclass(frozen=True)
class SourceRow:
    """One record as delivered: `cells` by column name, or the `fault` that keeps it from being read."""

    number: int
    cells: dict[str, str]
    raw: str
    fault: RowRejected | None = None

    @property
    def digest(self) -> str:
        """The same for two rows exactly when all their cells are."""
        text = "\x1f".join(self.cells.values())
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


class Delivery(Protocol):
    """Everything that a source delivers at one time."""

    def rows(self, spec: FileSpec) -> Iterator[SourceRow]:
        """Yield the rows of one file; raises SourceUnreadable when it cannot be used as a whole."""

    def digest(self, mapping: Mapping) -> str:
        """Return the same text for the same input, and another when anything of it differs."""


def expected_columns(spec: FileSpec) -> list[str]:
    """Return the columns that a file has to deliver, in the mapping's order."""
    columns = [column.source or name for name, column in spec.columns.items()]
    conditions = [other for column in spec.columns.values() for other in column.when]
    return list(dict.fromkeys((*columns, *conditions)))


def cell_text(value: Any) -> str:
    """Write a typed cell as the text that a CSV of the same table would have."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    match value:
        case bool() | dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case float() if value.is_integer():
            return str(int(value))
        case datetime(hour=0, minute=0, second=0, microsecond=0, tzinfo=None):
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)

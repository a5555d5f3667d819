"""Turns the cells of a row into checked values, with the columns that other files lend to it."""

from collections.abc import Mapping as Map
from typing import Any

from ingest.delivery import SourceRow
from ingest.mapping import ROW_DIGEST, ColumnSpec, FileSpec
from ingest.parsers import clean, parser_for
from ingest.rejects import RowRejected

Values = dict[str, Any]
LookupTable = Map[str, Map[str, Any]]

FLAGS = "quality_flags"


class ColumnParser:
    """Parses the rows of one file; `lookups` holds a table for each of the file's lookups, in their order."""

    def __init__(self, spec: FileSpec, lookups: list[LookupTable]) -> None:
        self._spec = spec
        self._missing = frozenset(spec.missing) | {""}
        self._columns = [
            (name, column.source or name, column, parser_for(column.source or name, column))
            for name, column in spec.columns.items()
        ]
        self._lookups = list(zip(spec.lookups, lookups, strict=True))

    def values(self, row: SourceRow) -> Values:
        """Return column → value, None where the source has none; raises RowRejected.

        Columns that are only flagged when bad are None then, and their codes stand under `quality_flags`.
        """
        values: Values = {ROW_DIGEST: row.digest}
        flags: list[str] = []
        for name, source, column, parse in self._columns:
            text = clean(row.cells.get(source, ""), source)
            if column.when and not _is_meant(column, row):
                values[name] = None
                continue
            if text in self._missing:
                if column.required:
                    code = "R_ID_NULL" if name in self._spec.key else "R_MISSING"
                    raise RowRejected(code, "A value is required here.", source, text)
                values[name] = None
                continue
            try:
                values[name] = parse(text)
            except RowRejected as rejected:
                if column.on_bad == "reject":
                    raise
                values[name] = None
                if column.on_bad == "flag":
                    flags.append(rejected.code)
        values[FLAGS] = sorted(set(flags)) or None
        self._take_lookups(values)
        return values

    def _take_lookups(self, values: Values) -> None:
        for lookup, table in self._lookups:
            ((_, here),) = lookup.on.items()
            found = table.get(str(values[here]))
            if found is None:
                column = self._spec.delivered_name(here)
                raise RowRejected("G_DANGLING", f"Not to be found in {lookup.file}.", column, str(values[here] or ""))
            values.update(found)


def _is_meant(column: ColumnSpec, row: SourceRow) -> bool:
    return all(row.cells.get(other, "").strip() in cells for other, cells in column.when.items())

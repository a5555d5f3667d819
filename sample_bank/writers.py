"""How the sample bank's files are written: the four formats, flaws woven in, the same bytes every time."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

from sample_bank.arrays import Days
from sample_bank.dirt import BROKEN, COPY, VALUE, Flaw, FreshKeys, Plan, spoil

_CHUNK_ROWS = 100_000
# Zip and document times are the reference day's, not the clock's.
_ZIP_TIME = (2026, 6, 30, 0, 0, 0)
_DOCUMENT_TIME = datetime(2026, 6, 30)  # noqa: DTZ001 - Office documents carry no zone
CLEAN = Plan([], [], [])

Columns = Sequence[Sequence[str]]
ChunkSource = Callable[[int, int], Columns]


def write_csv(
    path: Path,
    header: Sequence[str],
    columns: Columns,
    *,
    plan: Plan = CLEAN,
    encoding: str = "utf-8",
    newline: str = "\n",
    keyed: bool = True,
) -> int:
    """Rows written without the header. `keyed`: the first column is the row's own id."""
    return write_csv_by_chunks(
        path,
        header,
        len(columns[0]),
        lambda first, end: [column[first:end] for column in columns],
        plan=plan,
        encoding=encoding,
        newline=newline,
        keyed=keyed,
    )


def write_csv_by_chunks(
    path: Path,
    header: Sequence[str],
    rows: int,
    source: ChunkSource,
    *,
    plan: Plan = CLEAN,
    encoding: str = "utf-8",
    newline: str = "\n",
    keyed: bool = True,
) -> int:
    """As write_csv, for files too long to hold as text; `source` gives the rows first (in) to end (out)."""
    fresh = FreshKeys() if keyed else None
    end_of_line = newline.encode()
    body = encoding.removesuffix("-sig")
    with path.open("wb") as file:
        file.write(",".join(header).encode(encoding) + end_of_line)
        for first, end in _chunks(rows):
            columns = [_quoted(column) for column in source(first, end)]
            lines = [line.encode(body) for line in map(",".join, zip(*columns, strict=True))]
            for place, flaw in reversed(plan.within(first, end)):
                row = [column[place - first] for column in columns]
                lines.insert(place - first + 1, _spoilt_line(spoil(row, flaw, header, fresh), body))
            file.write(end_of_line.join([*lines, b""]))
    return rows + len(plan.places)


def _chunks(rows: int) -> Iterator[tuple[int, int]]:
    return pairwise([*range(0, rows, _CHUNK_ROWS), rows])


def _quoted(column: Sequence[str]) -> Sequence[str]:
    joined = "".join(column)
    if "," not in joined and '"' not in joined:
        return column
    return ['"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text for text in column]


def _spoilt_line(row: list[Any], encoding: str) -> bytes:
    cells = [cell if isinstance(cell, bytes) else _quoted([str(cell)])[0].encode(encoding) for cell in row]
    return b",".join(cells)


def write_json_lines(path: Path, fields: Sequence[str], rows: int, source: ChunkSource, plan: Plan) -> int:
    """One object a line; the source's texts are JSON already (quoted, or null)."""
    fresh = FreshKeys()
    template = "{" + ",".join(f'"{field}":%s' for field in fields) + "}"
    with path.open("wb") as file:
        for first, end in _chunks(rows):
            columns = source(first, end)
            lines = [template % row for row in zip(*columns, strict=True)]
            for place, flaw in reversed(plan.within(first, end)):
                row = [column[place - first] for column in columns]
                lines.insert(place - first + 1, _spoilt_object(row, flaw, fields, template, fresh))
            file.write("\n".join([*lines, ""]).encode())
    return rows + len(plan.places)


def _spoilt_object(row: list[str], flaw: Flaw, fields: Sequence[str], template: str, fresh: FreshKeys) -> str:
    if flaw.shape == COPY:
        return template % tuple(row)
    spoilt = [json.dumps(fresh(json.loads(row[0]))), *row[1:]]
    if flaw.shape == VALUE:
        spoilt[fields.index(flaw.column)] = json.dumps(flaw.value, ensure_ascii=False)
    line = template % tuple(spoilt)
    return line[: len(line) * 2 // 3] if flaw.shape == BROKEN else line


def woven(columns: Sequence[Sequence[Any]], header: Sequence[str], plan: Plan) -> Iterator[list[Any]]:
    """The rows of a typed file in order, flaws included."""
    fresh = FreshKeys()
    flaws = dict(zip(plan.places, plan.flaws, strict=True))
    for place, row in enumerate(zip(*columns, strict=True)):
        yield list(row)
        if place in flaws:
            yield spoil(list(row), flaws[place], header, fresh)


def write_excel(
    path: Path, sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Any]], Plan]]
) -> dict[str, int]:
    """Rows of each sheet; a sheet is its name, header, columns and plan."""
    book = Workbook(write_only=True)
    book.properties.created = _DOCUMENT_TIME
    counts = {}
    for name, header, columns, plan in sheets:
        sheet = book.create_sheet(name)
        sheet.append(list(header))
        for row in woven(columns, header, plan):
            sheet.append(row)
        counts[name] = len(columns[0]) + len(plan.places)
    buffer = io.BytesIO()
    book.save(buffer)
    _write_timeless_zip(path, buffer)
    return counts


def _write_timeless_zip(path: Path, buffer: io.BytesIO) -> None:
    """The same archive with the times of writing replaced."""
    stamp = _DOCUMENT_TIME.isoformat().encode() + b"Z"
    with (
        zipfile.ZipFile(buffer) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(item.filename, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)


def write_parquet(path: Path, schema: pa.Schema, columns: Sequence[Sequence[Any]], plan: Plan) -> int:
    """Typed columns; `columns` hold Python values that the schema's types accept."""
    rows = list(woven(columns, schema.names, plan))
    arrays = [
        pa.array(list(values), type=kind) for values, kind in zip(zip(*rows, strict=True), schema.types, strict=True)
    ]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")
    return len(rows)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Indented, keys in their order, a newline at the end."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def day_cells(days: Days) -> list[date | None]:
    """Days as dates for a typed cell; NaT as None."""
    return list(days.astype(date))

"""Reads the rows of a source file one by one, with the row's number, and never drops one in silence."""

import csv
import hashlib
import json
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from pyarrow import ArrowException, parquet

from graph.errors import SourceUnreadable
from ingest.delivery import SourceRow, cell_text, expected_columns
from ingest.mapping import FileSpec, Mapping
from ingest.rejects import RowRejected

_CODECS = {"utf-8": "utf-8-sig", "gb18030": "gb18030", "latin-1": "latin-1"}
_PARQUET_BATCH_ROWS = 10_000


class FolderDelivery:
    """The files of a mapping in a folder, as a bank's silos deliver them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self, spec: FileSpec) -> Iterator[SourceRow]:
        """Yield the rows of one file; raises SourceUnreadable when it is missing or of another kind."""
        if spec.format.kind == "graph":
            raise SourceUnreadable(
                f"{spec.name}: {spec.path} is read from a graph; use 'guanxi ingest legacy' with its address."
            )
        return read_rows(self._folder / spec.path, spec)

    def digest(self, mapping: Mapping) -> str:
        """Return the digest of the mapping and of the files that it reads."""
        digest = hashlib.sha256(mapping.model_dump_json().encode())
        for path in dict.fromkeys(spec.path for spec in mapping.files):
            try:
                with (self._folder / path).open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
            except OSError as error:
                raise SourceUnreadable(f"There is no file {self._folder / path}.") from error
        return digest.hexdigest()


def read_rows(path: Path, spec: FileSpec) -> Iterator[SourceRow]:
    """Yield every row of `path`; raises SourceUnreadable when the file as a whole cannot be used."""
    if not path.is_file():
        raise SourceUnreadable(f"{spec.name}: there is no file {path}.")
    reader = {"csv": _csv, "excel": _excel, "jsonl": _jsonl, "parquet": _parquet}[spec.format.kind]
    if path.stat().st_size == 0:
        raise SourceUnreadable(f"{spec.name}: {path} is empty (F_EMPTY).")
    try:
        yield from reader(path, spec)
    except (OSError, ArrowException, BadZipFile, ParseError, zlib.error) as error:
        raise SourceUnreadable(f"{spec.name}: {path} cannot be read: {error}.") from error


def _csv(path: Path, spec: FileSpec) -> Iterator[SourceRow]:
    codec = _CODECS[spec.format.encoding]
    with path.open(encoding=codec, errors="surrogateescape", newline="") as file:
        lines = _PhysicalLines(file)
        header = _csv_header(lines, path, spec)
        while (row := _csv_row(lines, header, spec.format.delimiter)) is not None:
            if row.raw:
                yield row


class _PhysicalLines:
    """The lines of a file, of which those that a broken row has swallowed can be given back."""

    def __init__(self, file: Iterable[str]) -> None:
        self._file = iter(file)
        self._given_back: deque[str] = deque()
        self._taken: list[str] = []
        self.number = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._given_back.popleft() if self._given_back else next(self._file)
        self._taken.append(line)
        return line

    def end_row(self, lines_max: int | None = None) -> str:
        """Return the text of the row, or of its first lines, and give the others back."""
        kept, back = self._taken[:lines_max], self._taken[len(self._taken[:lines_max]) :]
        self._given_back.extendleft(reversed(back))
        self._taken = []
        self.number += len(kept)
        return "".join(kept).rstrip("\r\n")


def _csv_header(lines: _PhysicalLines, path: Path, spec: FileSpec) -> list[str]:
    header = [name.strip() for name in next(csv.reader(lines, delimiter=spec.format.delimiter), [])]
    lines.end_row()
    if not header:
        raise SourceUnreadable(f"{spec.name}: {path} is empty (F_EMPTY).")
    _require_columns(header, path, spec)
    return header


def _csv_row(lines: _PhysicalLines, header: list[str], delimiter: str) -> SourceRow | None:
    number = lines.number
    try:
        cells = next(csv.reader(lines, delimiter=delimiter, strict=True), None)
    except csv.Error as error:
        # An open quote runs on over good rows: only the line that opened it is refused.
        return SourceRow(
            number, {}, lines.end_row(lines_max=1), RowRejected("R_QUOTE", f"The quotes are broken: {error}.")
        )
    if cells is None:
        return None
    if len(cells) == len(header) or not cells:
        return SourceRow(number, dict(zip(header, cells, strict=False)), lines.end_row())
    fault = RowRejected("R_COLS", f"{len(cells)} columns where the header has {len(header)}.")
    return SourceRow(number, {}, lines.end_row(lines_max=1), fault)


def _excel(path: Path, spec: FileSpec) -> Iterator[SourceRow]:
    # openpyxl rather than a faster reader: it hands a failed formula on as #REF!, where others give an empty cell.
    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise SourceUnreadable(f"{spec.name}: {path} is not an Excel workbook: {error}.") from error
    with closing(workbook):
        sheet = spec.format.sheet or workbook.sheetnames[0]
        if sheet not in workbook.sheetnames:
            raise SourceUnreadable(
                f"{spec.name}: {path} has no sheet {sheet}; it has {', '.join(workbook.sheetnames)}."
            )
        rows = workbook[sheet].iter_rows(values_only=True)
        header = [cell_text(value) for value in next(rows, ())]
        _require_columns(header, path, spec)
        for number, values in enumerate(rows, start=2):
            cells = [cell_text(value) for value in values]
            if any(cells[len(header) :]):
                fault = RowRejected("R_COLS", f"Cells beyond the {len(header)} columns of the header.")
                yield SourceRow(number, {}, "\t".join(cells), fault)
            elif any(cells):
                yield SourceRow(number, dict(zip(header, cells, strict=False)), "\t".join(cells))


def _parquet(path: Path, spec: FileSpec) -> Iterator[SourceRow]:
    try:
        file = parquet.ParquetFile(path)
    except (ArrowException, ValueError) as error:
        raise SourceUnreadable(f"{spec.name}: {path} is not Parquet: {error}.") from error
    _require_columns(file.schema_arrow.names, path, spec)
    number = 0
    with file:
        for batch in file.iter_batches(_PARQUET_BATCH_ROWS, columns=expected_columns(spec)):
            for row in batch.to_pylist():
                number += 1
                cells = {name: cell_text(value) for name, value in row.items()}
                yield SourceRow(number, cells, "\t".join(cells.values()))


def _jsonl(path: Path, spec: FileSpec) -> Iterator[SourceRow]:
    codec = _CODECS[spec.format.encoding]
    with path.open(encoding=codec, errors="surrogateescape", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            raw = line.rstrip("\r\n")
            if not raw.strip():
                continue
            try:
                cells = _json_cells(raw, spec)
            except RowRejected as fault:
                yield SourceRow(number, {}, raw, fault)
            else:
                yield SourceRow(number, cells, raw)


def _json_cells(raw: str, spec: FileSpec) -> dict[str, str]:
    try:
        record = json.loads(raw, object_pairs_hook=_unique_keys, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise RowRejected("R_JSON", f"The line is not JSON: {error}.") from error
    if not isinstance(record, dict):
        raise RowRejected("R_JSON", "The line is not a JSON object.")
    return {name: cell_text(record.get(name)) for name in expected_columns(spec)}


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise RowRejected("R_JSON_DUPKEY", "A key stands twice in one object.")
    return record


def _no_constant(name: str) -> float:
    raise RowRejected("R_NUMBER", f"{name} is not a number that a bank keeps.")


def _require_columns(header: list[str], path: Path, spec: FileSpec) -> None:
    twice = sorted({name for name in header if name and header.count(name) > 1})
    absent = [name for name in expected_columns(spec) if name not in header]
    if twice:
        raise SourceUnreadable(f"{spec.name}: {path} names a column twice: {', '.join(twice)} (F_HEADER_DUP).")
    if absent:
        raise SourceUnreadable(
            f"{spec.name}: {path} lacks {', '.join(absent)} (F_SCHEMA_MISSING); it has {', '.join(header)}."
        )

"""One small bank a test run, and readers that leave its planted rows out or find them again."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from sample_bank import write_sample_bank

CUSTOMERS, SEED = 700, 11
_ENCODINGS = {"core_banking": "gb18030", "crm": "utf-8-sig", "registry": "utf-8", "answer_key": "utf-8"}
Row = dict[str, str]


@dataclass(frozen=True)
class WrittenBank:
    """A sample bank on disk; rows are dicts of text, whatever the format."""

    out: Path

    @cached_property
    def bad_rows(self) -> list[Row]:
        return self.rows("answer_key/bad_rows.csv")

    def key(self, name: str) -> list[Row]:
        return self.rows(f"answer_key/{name}.csv")

    def rows(self, file: str, sheet: str = "") -> list[Row]:
        """The good rows of a file."""
        planted = set()
        if not file.startswith("answer_key/"):
            planted = {
                int(bad["row"])
                for bad in self.bad_rows
                if (bad["file"], bad["sheet"]) == (file, sheet) and bad["action"] != "FLAG"
            }
        return [row for number, row in self.numbered(file, sheet) if number not in planted and row is not None]

    def numbered(self, file: str, sheet: str = "") -> Iterator[tuple[int, Row | None]]:
        """All rows with the numbers that the key uses; None where a row cannot be read."""
        path = self.out / file
        if path.suffix == ".csv":
            yield from _csv_rows(path, _ENCODINGS[path.parent.name])
        elif path.suffix == ".jsonl":
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                yield number, _json_row(line)
        elif path.suffix == ".parquet":
            for number, row in enumerate(pq.read_table(path).to_pylist(), start=1):
                yield number, {name: _text(value) for name, value in row.items()}
        else:
            book = load_workbook(path, read_only=True)
            header, *rows = book[sheet].iter_rows(values_only=True)
            book.close()
            for number, row in enumerate(rows, start=2):
                yield number, {str(n): _text(v) for n, v in zip(header, row, strict=True)}


def _csv_rows(path: Path, encoding: str) -> Iterator[tuple[int, Row | None]]:
    lines = path.read_bytes().splitlines()
    header = next(csv.reader([lines[0].decode(encoding)]))
    for number, line in enumerate(lines[1:], start=2):
        text = line.decode(encoding.removesuffix("-sig"), errors="backslashreplace")
        cells = next(csv.reader(io.StringIO(text)))
        yield number, dict(zip(header, cells, strict=True)) if len(cells) == len(header) else None


def _json_row(line: str) -> Row | None:
    try:
        return {name: _text(value) for name, value in json.loads(line).items()}
    except json.JSONDecodeError:
        return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value.isoformat() if isinstance(value, date) else str(value)


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> WrittenBank:
    """A written bank; tests only read it."""
    out = tmp_path_factory.mktemp("sample_bank")
    write_sample_bank(out, customers=CUSTOMERS, seed=SEED)
    return WrittenBank(out)

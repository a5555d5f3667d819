"""Rows are read with their numbers, and none is dropped in silence."""

import gzip
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceUnreadable
from ingest.mapping import FileSpec
from ingest.readers import read_rows


def _spec(**more: object) -> FileSpec:
    return FileSpec.model_validate(
        {"name": "rows", "path": "rows", "source": "core", "columns": {"id": {}, "name": {}}} | more
    )


def _write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "rows"
    path.write_bytes(content)
    return path


def test_csv_rows_carry_the_line_they_end_on_and_their_cells(tmp_path: Path) -> None:
    path = _write(tmp_path, '﻿id,name\r\n1,"a\r\nb"\r\n2,c\r\n'.encode())
    rows = list(read_rows(path, _spec()))
    assert [(row.number, row.cells) for row in rows] == [
        (2, {"id": "1", "name": "a\r\nb"}),
        (4, {"id": "2", "name": "c"}),
    ]


def test_columns_are_taken_by_name_whatever_their_order(tmp_path: Path) -> None:
    path = _write(tmp_path, b"name,extra,id\nx,y,1\n")
    assert next(read_rows(path, _spec())).cells["id"] == "1"


def test_gb18030_is_read_to_the_last_character(tmp_path: Path) -> None:
    path = _write(tmp_path, "id,name\n1,张𠮷\n".encode("gb18030"))
    rows = list(read_rows(path, _spec(format={"encoding": "gb18030"})))
    assert rows[0].cells["name"] == "张𠮷"


def test_an_open_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    lines = ['1,"open', *(f"{number},ok" for number in range(2, 60)), '60,"closed"', '61,"open again', "62,ok"]
    rows = list(read_rows(_write(tmp_path, ("id,name\n" + "\n".join(lines) + "\n").encode()), _spec()))
    assert [row.number for row in rows] == list(range(2, 2 + len(lines)))
    assert [(row.raw, row.fault.code) for row in rows if row.fault] == [
        ('1,"open', "R_QUOTE"),
        ('61,"open again', "R_QUOTE"),
    ]


@pytest.mark.parametrize(
    ("line", "code"), [(b"1", "R_COLS"), (b"1,a,b", "R_COLS"), (b'1,"a"b', "R_QUOTE"), (b'1,"a', "R_QUOTE")]
)
def test_a_broken_line_is_a_row_with_a_fault(tmp_path: Path, line: bytes, code: str) -> None:
    rows = list(read_rows(_write(tmp_path, b"id,name\n0,ok\n" + line), _spec()))
    assert len(rows) == 2
    assert rows[1].fault is not None
    assert rows[1].fault.code == code


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "F_EMPTY"), (b"id\n1\n", "F_SCHEMA_MISSING"), (b"id,name,id\n", "F_HEADER_DUP")],
)
def test_a_file_that_cannot_be_used_stops_with_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(SourceUnreadable, match=says):
        list(read_rows(_write(tmp_path, content), _spec()))


@pytest.mark.parametrize("kind", ["excel", "parquet"])
def test_a_file_of_another_format_stops_with_a_sentence(tmp_path: Path, kind: str) -> None:
    path = _write(tmp_path, gzip.compress(b"id,name\n1,a\n"))
    with pytest.raises(SourceUnreadable):
        list(read_rows(path, _spec(format={"kind": kind})))


def test_a_missing_file_stops_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="there is no file"):
        list(read_rows(tmp_path / "nothing", _spec()))


def test_json_lines_with_faults_are_rows_with_faults(tmp_path: Path) -> None:
    lines = [
        '{"id": 1, "name": "张"}',
        "",
        "{broken",
        '{"id": 1, "id": 2}',
        '{"id": NaN}',
        "[1]",
        '{"id": 12345678901234567890}',
    ]
    rows = list(read_rows(_write(tmp_path, "\n".join(lines).encode()), _spec(format={"kind": "jsonl"})))
    assert [(row.number, row.fault.code if row.fault else "") for row in rows] == [
        (1, ""),
        (3, "R_JSON"),
        (4, "R_JSON_DUPKEY"),
        (5, "R_NUMBER"),
        (6, "R_JSON"),
        (7, ""),
    ]
    assert rows[0].cells == {"id": "1", "name": "张"}
    assert rows[-1].cells["id"] == "12345678901234567890"


def test_excel_and_parquet_give_the_cells_that_a_csv_would(tmp_path: Path) -> None:
    table = pd.DataFrame({"id": [1, 2], "name": ["张", None], "day": pd.to_datetime(["2026-06-30", "2026-07-01"])})
    book = openpyxl.Workbook()
    sheet = book.create_sheet("people")
    sheet.append(["id", "name", "day"])
    sheet.append([1, "张", table["day"][0].to_pydatetime()])
    sheet.append([2, None, table["day"][1].to_pydatetime()])
    book.save(tmp_path / "rows.xlsx")
    table.to_parquet(tmp_path / "rows.parquet")
    columns: dict[str, object] = {"id": {}, "name": {}, "day": {}}
    excel = _spec(columns=columns, format={"kind": "excel", "sheet": "people"})
    parquet = _spec(columns=columns, format={"kind": "parquet"})
    expected = [
        (2, {"id": "1", "name": "张", "day": "2026-06-30"}),
        (3, {"id": "2", "name": "", "day": "2026-07-01"}),
    ]
    assert [(row.number, row.cells) for row in read_rows(tmp_path / "rows.xlsx", excel)] == expected
    parquet_rows = list(read_rows(tmp_path / "rows.parquet", parquet))
    assert [row.cells for row in parquet_rows] == [cells for _, cells in expected]


@given(st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line and b"\r" not in line), max_size=20))
def test_any_bytes_after_the_header_are_read_without_an_exception(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "rows"
    path.write_bytes(b"id,name\n" + b"\n".join(lines))
    rows = list(read_rows(path, _spec()))
    assert all(row.fault or set(row.cells) == {"id", "name"} for row in rows)
    if not any(b'"' in line for line in lines):
        assert len(rows) == len([line for line in lines if line])


@given(st.lists(st.dictionaries(st.sampled_from(["id", "name"]), st.text(max_size=10)), min_size=1, max_size=10))
def test_json_text_comes_back_as_written(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("json") / "rows"
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    rows = list(read_rows(path, _spec(format={"kind": "jsonl"})))
    assert [row.cells for row in rows] == [{"id": "", "name": ""} | record for record in records]

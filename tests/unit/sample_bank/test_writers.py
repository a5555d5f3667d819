import csv
import time
import zipfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sample_bank.dirt import Doubt, Flaw, Plan
from sample_bank.spelling import Pinyin, full_width, shortened, spaced, traditional
from sample_bank.writers import CLEAN, write_csv, write_csv_by_chunks, write_excel

cell = st.text(st.characters(codec="gb18030", exclude_characters="\r\n\x00", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.tuples(cell, cell), min_size=1, max_size=20))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_csv_reads_back_as_written(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    path = tmp_path / "file.csv"
    count = write_csv(path, ("a", "b"), [list(column) for column in zip(*rows, strict=True)], encoding="gb18030")
    with path.open(encoding="gb18030", newline="") as file:
        assert list(csv.reader(file)) == [["a", "b"], *(list(row) for row in rows)]
    assert count == len(rows)


def test_a_file_in_chunks_is_the_same_file(tmp_path: Path) -> None:
    count = 250_000
    columns = [[f"K{n:07d}" for n in range(count)], [str(n) for n in range(count)]]
    plan = Plan([99_999, 100_000, 249_999], [Flaw("R_NUMBER", "value", f"x{n}") for n in range(3)], [])
    header = ("key", "value")
    written = write_csv_by_chunks(
        tmp_path / "a.csv",
        header,
        count,
        lambda first, end: [column[first:end] for column in columns],
        plan=plan,
    )
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert written == count + 3 == len(lines) - 1
    assert [lines[bad.row - 1].split(",")[1] for bad in plan.bad_rows("a.csv", "", 2)] == ["x0", "x1", "x2"]
    assert [line for line in lines[1:] if ",x" not in line] == [f"K{n:07d},{n}" for n in range(count)]


def test_a_book_has_no_trace_of_the_clock(tmp_path: Path) -> None:
    sheets = [("one", ("key", "day"), [["a"], [np.datetime64("2026-01-05", "D").astype(object)]], CLEAN)]
    write_excel(tmp_path / "first.xlsx", sheets)
    # The times in a zip file have a grain of two seconds.
    time.sleep(2.1)
    write_excel(tmp_path / "second.xlsx", sheets)
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "first.xlsx") as book:
        assert {item.date_time for item in book.infolist()} == {(2026, 6, 30, 0, 0, 0)}


def test_doubted_rows_are_counted_past_planted_ones() -> None:
    plan = Plan([1, 3], [Flaw("R_NUMBER", "v", "x"), Flaw("R_NUMBER", "v", "y")], [Doubt(3, "v", "3", "R_LUHN")])
    assert [(bad.row, bad.value) for bad in plan.bad_rows("f", "", 2)] == [(4, "x"), (6, "3"), (7, "y")]


def test_names_and_numbers_as_others_write_them() -> None:
    assert traditional("张伟国") == "張偉國"
    assert spaced("李小龙") == "李 小龙"
    assert shortened("李小龙") == "李龙"
    assert full_width("31010X") == "３１０１０Ｘ"
    pinyin = Pinyin("曾小强张")
    assert pinyin.name("曾", "小强") == "ZENG XIAOQIANG"
    assert pinyin.western("张", "小强") == "Xiaoqiang Zhang"

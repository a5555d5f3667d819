import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sample_bank.dirt import COPIED, SHORT_ROW, Doubt, Flaw, FreshKeys, Plan, plan_dirt, spoil
from sample_bank.flaws import FLAWS
from sample_bank.writers import woven
from tests.unit.sample_bank.conftest import WrittenBank

_UNREADABLE = {"R_COLS", "R_JSON"}


def test_every_planted_row_is_where_the_key_says(bank: WrittenBank) -> None:
    places = {(bad["file"], bad["sheet"]) for bad in bank.bad_rows}
    for file, sheet in places:
        rows = dict(bank.numbered(file, sheet))
        for bad in (bad for bad in bank.bad_rows if (bad["file"], bad["sheet"]) == (file, sheet)):
            row = rows[int(bad["row"])]
            if bad["reason_code"] in _UNREADABLE:
                assert row is None, bad
                continue
            assert row is not None, bad
            if bad["reason_code"] == "R_DUP_EXACT":
                assert row == rows[int(bad["row"]) - 1], bad
            elif bad["value"].startswith("="):
                assert row[bad["column"]] == row[bad["value"][1:]], bad
            else:
                assert row[bad["column"]].replace("\x00", "\\x00") == bad["value"], bad


def test_only_planted_rows_cannot_be_read(bank: WrittenBank) -> None:
    planted = {(bad["file"], int(bad["row"])) for bad in bank.bad_rows}
    for file in ("core_banking/customers.csv", "core_banking/transfers.csv", "e_banking/events.jsonl"):
        unreadable = {(file, number) for number, row in bank.numbered(file) if row is None}
        assert unreadable
        assert unreadable <= planted


def test_each_flaw_of_the_catalogue_is_planted(bank: WrittenBank) -> None:
    planted = {(bad["file"], bad["sheet"], bad["column"], bad["reason_code"]) for bad in bank.bad_rows}
    for place, flaws in FLAWS.items():
        file, _, sheet = place.partition("#")
        assert {(file, sheet, flaw.column, flaw.reason_code) for flaw in flaws} <= planted


def test_a_bad_byte_is_no_text_in_the_encoding_of_its_file(bank: WrittenBank) -> None:
    lines = (bank.out / "core_banking/customers.csv").read_bytes().split(b"\n")
    bad_line = next(int(bad["row"]) for bad in bank.bad_rows if bad["reason_code"] == "R_ENCODING")
    undecodable = []
    for number, line in enumerate(lines, start=1):
        try:
            line.decode("gb18030")
        except UnicodeDecodeError:
            undecodable.append(number)
    assert bad_line in undecodable
    assert len(undecodable) == 1


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(0, 2**32), st.data())
def test_row_numbers_of_a_plan_are_those_of_the_woven_rows(rows: int, seed: int, data: st.DataObject) -> None:
    header = ("key", "value")
    flaws = (
        Flaw("R_NUMBER", "value", "x1"),
        COPIED,
        Flaw("R_COLS", "", "", SHORT_ROW),
        Flaw("R_SIGN", "value", "-1"),
    )
    doubted = data.draw(st.integers(0, rows - 1))
    doubts = [Doubt(doubted, "value", str(doubted), "R_LUHN")]
    plan = plan_dirt(np.random.default_rng(seed), rows, flaws, doubts)
    columns = [[f"K{n:03d}" for n in range(rows)], [str(n) for n in range(rows)]]
    written = list(woven(columns, header, plan))
    bad_rows = plan.bad_rows("file", "", 2)
    assert len(written) == rows + len(plan.places)
    for bad in bad_rows:
        row = written[bad.row - 2]
        if bad.reason_code == "R_COLS":
            assert row == []
        elif bad.reason_code == "R_DUP_EXACT":
            assert row == written[bad.row - 3]
        else:
            assert row[1] == bad.value
    planted = {bad.row for bad in bad_rows if bad.action != "FLAG"}
    assert [row for number, row in enumerate(written, start=2) if number not in planted] == [
        list(row) for row in zip(*columns, strict=True)
    ]


def test_a_spoilt_copy_gets_a_key_that_no_good_row_has() -> None:
    fresh = FreshKeys()
    flaw = Flaw("R_NUMBER", "amount", "x")
    assert spoil(["T0000000001", "5"], flaw, ("transfer_id", "amount"), fresh) == ["T9000000001", "x"]
    assert spoil(["1000000007", "5"], flaw, ("customer_no", "amount"), fresh) == ["9000000002", "x"]


def test_a_file_shorter_than_its_catalogue_still_gets_a_plan() -> None:
    plan = plan_dirt(np.random.default_rng(1), 2, [COPIED] * 5, [])
    assert plan.places == [0, 1]
    assert Plan([], [], []).bad_rows("file", "", 2) == []

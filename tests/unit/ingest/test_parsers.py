"""Cells become exact values, or say why not."""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.values import MINOR_UNITS_MAX, SHARE_ONE
from ingest.mapping import ColumnSpec
from ingest.parsers import clean, parser_for
from ingest.rejects import RowRejected


def _parse(text: str, **spec: object) -> object:
    return parser_for("cell", ColumnSpec.model_validate(spec))(clean(text, "cell"))


def _code(text: str, **spec: object) -> str:
    with pytest.raises(RowRejected) as caught:
        _parse(text, **spec)
    assert caught.value.column == "cell"
    return caught.value.code


@given(st.integers(-MINOR_UNITS_MAX, MINOR_UNITS_MAX))
def test_money_is_exact(minor: int) -> None:
    assert _parse(str(Decimal(minor).scaleb(-2)), type="money") == minor


@given(st.integers(0, SHARE_ONE))
def test_shares_are_exact(parts: int) -> None:
    assert _parse(f"{Decimal(parts).scaleb(-7):f}%", type="percent") == parts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,234.5x", "R_NUMBER"),
        ("NaN", "R_NUMBER"),
        ("inf", "R_NUMBER"),
        ("1e400", "R_RANGE"),
        ("1_000", "R_NUMBER"),
        ("10.005", "R_SCALE"),
        ("-1", "R_SIGN"),
        ("90071992547409.92", "R_RANGE"),
    ],
)
def test_money_that_is_none_is_rejected(text: str, code: str) -> None:
    assert _code(text, type="money", minimum=0) == code


def test_full_width_digits_are_digits() -> None:
    assert _parse("１２３．５０", type="money") == 12_350


@pytest.mark.parametrize("text", ["2026-02-30", "00-00-0000", "1799-12-30", "03/04/2026", "tomorrow"])
def test_dates_that_are_none_are_rejected(text: str) -> None:
    assert _code(text, type="date", formats=("%Y-%m-%d",)) in ("R_DATE", "R_DATE_RANGE")


def test_first_format_that_fits_is_taken() -> None:
    assert _parse("20260630", type="date", formats=("%Y-%m-%d", "%Y%m%d")) == date(2026, 6, 30)


def test_a_time_without_a_zone_is_rejected_unless_the_mapping_gives_one() -> None:
    assert _code("2026-06-30T09:15:00", type="datetime", formats=("iso",)) == "R_TS"
    moment = _parse("2026-06-30T09:15:00", type="datetime", formats=("iso",), zone="Asia/Shanghai")
    assert str(moment) == "2026-06-30 09:15:00+08:00"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\x00b", "R_CONTROL_CHAR"),
        ("a\u202eb", "R_CONTROL_CHAR"),
        ("\udcff", "R_ENCODING"),
        ("x" * 2_001, "R_TOO_LONG"),
    ],
)
def test_text_that_hides_something_is_rejected(text: str, code: str) -> None:
    assert _code(text, type="text") == code


@pytest.mark.parametrize("name", ["张三", "𠮷野家", "👩‍👩‍👧", "O'Neil", "'; DETACH DELETE", "=cmd|' /C calc'!A0"])
def test_names_are_kept_to_the_letter(name: str) -> None:
    assert _parse(f"　{name}  ", type="name") == name


def test_numbers_cut_by_a_spreadsheet_are_rejected() -> None:
    assert _code("6.2E+17", type="string") == "R_ID_SCIENTIFIC"


def test_codes_are_those_of_the_mapping() -> None:
    assert _parse("M", type="code", codes={"M": "MALE"}) == "MALE"
    assert _code("X", type="code", codes={"M": "MALE"}) == "R_CODE"
    assert _parse("X", type="code", codes={"M": "MALE"}, otherwise="OTHER") == "OTHER"


def test_extract_takes_the_first_group() -> None:
    assert _parse("A0000002378", type="integer", extract="^A0*([1-9][0-9]*)$") == 2_378
    assert _code("B1", type="integer", extract="^A0*([1-9][0-9]*)$") == "R_FORMAT"


@pytest.mark.parametrize(("text", "number"), [("+86 138-0013-8000", "13800138000"), ("(010) 6888 8888", "01068888888")])
def test_phones_are_written_in_one_way(text: str, number: str) -> None:
    assert _parse(text, type="phone") == number
    assert _code("n/a", type="phone") == "R_PHONE"


_SPECS: list[dict[str, object]] = [
    {"type": kind}
    for kind in (
        *("string", "name", "text", "integer", "number", "money", "percent", "boolean", "currency", "card"),
        *("phone", "email", "cn_resident_id", "uscc", "czech_birth_date", "czech_birth_sex"),
    )
]
_SPECS += [
    {"type": "date", "formats": ("%Y-%m-%d", "%y%m%d")},
    {"type": "datetime", "formats": ("iso",), "zone": "Asia/Shanghai"},
    {"type": "code", "codes": {"M": "MALE"}},
    {"type": "pattern", "patterns": {"A": "a"}},
]


@pytest.mark.parametrize("spec", _SPECS, ids=lambda spec: str(spec["type"]))
@given(text=st.text() | st.from_regex(r"[0-9.,eE+\-:T ]{1,30}", fullmatch=True))
def test_any_text_becomes_a_value_or_a_reject(spec: dict[str, object], text: str) -> None:
    with contextlib.suppress(RowRejected):
        assert _parse(text, **spec) is not None


@pytest.mark.parametrize(
    ("spec", "text"), [("money", "1E+999999"), ("percent", "1E+999999"), ("czech_birth_sex", "12")]
)
def test_a_value_beyond_all_bounds_is_rejected(spec: str, text: str) -> None:
    assert _code(text, type=spec) in ("R_RANGE", "R_DATE", "G_PCT_RANGE")


def test_a_minimum_holds_for_every_kind_of_number() -> None:
    for kind in ("integer", "number", "money"):
        assert _code("-5", type=kind, minimum=0) == "R_SIGN"

"""Check digits and shapes of the numbers by which people and firms are known."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from ingest.identifiers import (
    czech_birth_date,
    czech_birth_offset,
    resident_id_18,
    resident_id_fault,
    uscc_check_character,
    uscc_fault,
)

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 999))
def test_old_and_new_form_of_a_resident_id_are_the_same_number(born: date, order: int) -> None:
    old = f"110101{born:%y%m%d}{order:03d}"
    number = resident_id_18(old)
    assert resident_id_fault(number) is None
    assert ric.calc_check_digit(number) == number[17]
    assert number[6:14] == f"{born:%Y%m%d}"


@given(st.text("0123456789", min_size=17, max_size=17), st.sampled_from("0123456789X"))
def test_a_wrong_check_digit_is_seen(body: str, last: str) -> None:
    number = body + last
    right = ric.calc_check_digit(number) == last
    assert (resident_id_fault(number) is None) <= right


@given(st.text(_ALPHABET, min_size=8, max_size=8), st.text(_ALPHABET, min_size=9, max_size=9))
def test_uscc_check_character_agrees_with_the_library_where_it_takes_the_code(area: str, body: str) -> None:
    text = f"{area}{body}"
    code = text + uscc_check_character(text)
    assert uscc_fault(code) is None
    if uscc.is_valid(code):
        assert uscc.calc_check_digit(text) == code[17]


@pytest.mark.parametrize("code", ["", "91350100M000100Y4", "91350100M000100YI3", "91350100M000100Y44"])
def test_wrong_uscc_is_seen(code: str) -> None:
    assert uscc_fault(code) is not None


def test_czech_birth_numbers_tell_the_day_and_the_sex() -> None:
    assert czech_birth_date("706213") == date(1970, 12, 13)
    assert czech_birth_offset("706213") == 50
    assert czech_birth_date("450204") == date(1945, 2, 4)
    with pytest.raises(ValueError, match="month"):
        czech_birth_date("451304")


@pytest.mark.shared_data
def test_identifier_oracle(shared_data: Path) -> None:
    path = shared_data.parent / "oracles" / "O25_identifiers_masks.expected.csv"
    checked = 0
    for row in csv.DictReader(path.read_text("utf-8").splitlines()):
        match row["measure"]:
            case "valid_ric":
                assert str(resident_id_fault(row["subject_id"]) is None).lower() == row["expected"], row
            case "valid_uscc":
                assert str(uscc_fault(row["subject_id"]) is None).lower() == row["expected"], row
            case "ric_15_to_18":
                assert resident_id_18(row["subject_id"]) == row["expected"]
            case "uscc_check_char":
                assert uscc_check_character(row["subject_id"][:17]) == row["expected"]
            case _:
                continue
        checked += 1
    assert checked > 5

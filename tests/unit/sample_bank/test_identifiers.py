from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc

from sample_bank.identifiers import card_numbers, old_resident_id, resident_ids, usccs
from sample_bank.spelling import mistyped
from tests.unit.sample_bank.conftest import WrittenBank

if TYPE_CHECKING:
    from collections.abc import Callable

# The machines that run the tests are busy: time is not what is tested here.
unhurried = settings(deadline=None)

seeds = st.integers(0, 2**32)
birth_dates = st.dates(date(1920, 1, 1), date(2026, 6, 30))


def _is_resident_id(number: str) -> bool:
    """Not stdnum's whole verdict: it also asks that the county had its code when the person was born."""
    return number[:17].isdigit() and ric.calc_check_digit(number) == number[17]


@unhurried
@given(st.integers(110000, 659999), birth_dates, st.integers(0, 1), seeds)
def test_a_resident_id_has_region_birth_sex_and_a_check_that_stdnum_agrees_with(
    region: int, born: date, male: int, seed: int
) -> None:
    births = np.array([born], dtype="datetime64[D]")
    number = resident_ids(np.random.default_rng(seed), np.array([region]), births, np.array([male]))[0]
    assert number[:6] == str(region)
    assert ric.get_birth_date(number) == born
    assert int(number[16]) % 2 == male
    assert _is_resident_id(number)
    assert old_resident_id(number) == number[:6] + born.strftime("%y%m%d") + number[14:17]


@unhurried
@given(st.sampled_from(["91", "11", "53"]), st.integers(110000, 659999), seeds)
def test_a_uscc_has_prefix_region_and_both_checks(prefix: str, region: int, seed: int) -> None:
    code = usccs(np.random.default_rng(seed), prefix, np.array([region]))[0]
    assert code[:8] == f"{prefix}{region}"
    assert uscc.is_valid(code)
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c, 36) * weight for c, weight in zip(code[8:16], weights, strict=True))
    assert code[16] == {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


@unhurried
@given(st.integers(0, 10**12 - 1))
def test_a_card_has_19_digits_and_a_luhn_digit(serial: int) -> None:
    card = card_numbers("621799", np.array([serial]))[0]
    assert card[:18] == f"621799{serial:012d}"
    assert luhn.is_valid(card)


@unhurried
@given(st.integers(110000, 659999), birth_dates, seeds)
def test_a_slip_of_the_keyboard_never_keeps_the_checksum(region: int, born: date, seed: int) -> None:
    births = np.array([born], dtype="datetime64[D]")
    number = resident_ids(np.random.default_rng(seed), np.array([region]), births, np.array([1]))[0]
    assert mistyped(number) != number
    assert not _is_resident_id(mistyped(number))
    code = usccs(np.random.default_rng(seed), "91", np.array([region]))[0]
    assert not uscc.is_valid(mistyped(code))


def test_drawn_resident_ids_are_different_and_valid_and_of_the_sex() -> None:
    rng = np.random.default_rng(1)
    births = np.full(600, np.datetime64("1990-05-17", "D"))
    male = np.tile([0, 1], 300)
    numbers = resident_ids(rng, np.full(600, 310101), births, male)
    assert len(set(numbers)) == 600
    assert all(_is_resident_id(number) for number in numbers)
    assert [int(number[16]) % 2 for number in numbers] == male.tolist()


def test_drawn_usccs_are_different() -> None:
    assert len(set(usccs(np.random.default_rng(2), "91", np.full(5000, 440305)))) == 5000


def test_every_identifier_in_the_bank_is_right_except_where_the_key_says_so(bank: WrittenBank) -> None:
    doubted = {(bad["file"], bad["value"]) for bad in bank.bad_rows if bad["action"] == "FLAG"}
    file = "core_banking/customers.csv"
    checks: dict[str, Callable[[str], bool]] = {"RESIDENT_ID": _is_resident_id, "USCC": uscc.is_valid}
    seen = {"right": 0, "planted wrong": 0}
    for row in bank.rows(file):
        number = row["id_number"].translate(str.maketrans("０１２３４５６７８９Ｘx", "0123456789XX"))
        if row["id_type"] in checks and len(number) == 18:
            right = checks[row["id_type"]](number)
            assert right != ((file, row["id_number"]) in doubted)
            seen["right" if right else "planted wrong"] += 1
    assert seen["right"] > 600
    assert seen["planted wrong"] > 0
    cards = [row["card_no"] for row in bank.rows("core_banking/accounts.csv") if row["card_no"]]
    wrong = {card for card in cards if not luhn.is_valid(card)}
    assert {("core_banking/accounts.csv", card) for card in wrong} == {
        pair for pair in doubted if pair[0] == "core_banking/accounts.csv"
    }

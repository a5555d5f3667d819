import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc

from sample_bank.identifiers import (
    card_numbers,
    is_card_number,
    is_resident_id,
    is_uscc,
    luhn_check,
    old_resident_id,
    resident_id_check,
    resident_ids,
    uscc_check,
    usccs,
)
from sample_bank.spelling import mistyped
from tests.unit.sample_bank.conftest import WrittenBank

USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
digits_17 = st.text("0123456789", min_size=17, max_size=17)


@given(digits_17)
def test_resident_id_check_agrees_with_stdnum(first_17: str) -> None:
    assert resident_id_check(first_17) == ric.calc_check_digit(first_17 + "0")


@given(st.text(USCC_CHARACTERS, min_size=17, max_size=17))
def test_uscc_check_agrees_with_stdnum(first_17: str) -> None:
    assert uscc_check(first_17) == uscc.calc_check_digit(first_17)


@given(st.text("0123456789", min_size=11, max_size=18))
def test_luhn_check_agrees_with_stdnum(payload: str) -> None:
    assert luhn_check(payload) == luhn.calc_check_digit(payload)


@given(digits_17)
def test_a_slip_of_the_keyboard_never_keeps_the_checksum(first_17: str) -> None:
    number = first_17 + resident_id_check(first_17)
    assert is_resident_id(number)
    assert mistyped(number) != number
    assert not is_resident_id(mistyped(number))


def test_known_numbers() -> None:
    assert is_resident_id("11010519491231002X")
    assert old_resident_id("11010519491231002X") == "110105491231002"
    assert is_uscc("91110000600037341L")
    assert is_card_number("4111111111111111")


def test_drawn_resident_ids_are_different_and_valid_and_of_the_sex() -> None:
    rng = np.random.default_rng(1)
    births = np.full(600, np.datetime64("1990-05-17", "D"))
    male = np.tile([0, 1], 300)
    numbers = resident_ids(rng, np.full(600, 310101), births, male)
    assert len(set(numbers)) == 600
    assert all(ric.is_valid(number) for number in numbers)
    assert [int(number[16]) % 2 for number in numbers] == male.tolist()


def test_drawn_usccs_are_valid_with_a_valid_organisation_code() -> None:
    codes = usccs(np.random.default_rng(2), "91", np.full(500, 440305))
    assert len(set(codes)) == 500
    assert all(uscc.is_valid(code) and is_uscc(code) for code in codes)
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    for code in codes:
        total = sum(int(c, 36) * weight for c, weight in zip(code[8:16], weights, strict=True))
        assert code[16] == {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def test_drawn_cards_have_19_digits_and_a_luhn_digit() -> None:
    cards = card_numbers("621799", np.arange(1, 400))
    assert all(len(card) == 19 and luhn.is_valid(card) for card in cards)


def test_every_identifier_in_the_bank_is_right_except_where_the_key_says_so(bank: WrittenBank) -> None:
    doubted = {(bad["file"], bad["value"]) for bad in bank.bad_rows if bad["action"] == "FLAG"}
    file = "core_banking/customers.csv"
    checks = {"RESIDENT_ID": is_resident_id, "USCC": is_uscc}
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
    wrong = {card for card in cards if not is_card_number(card)}
    assert {("core_banking/accounts.csv", card) for card in wrong} == {
        pair for pair in doubted if pair[0] == "core_banking/accounts.csv"
    }

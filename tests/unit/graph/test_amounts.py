from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.amounts import DECIMALS, amount_text, percent_text
from graph.values import MINOR_UNITS_MAX, SHARE_ONE

amounts = st.integers(min_value=-MINOR_UNITS_MAX, max_value=MINOR_UNITS_MAX)


@given(amounts, st.sampled_from(["CNY", "EUR", *DECIMALS]))
def test_an_amount_read_back_is_the_same_number_of_minor_units(minor: int, currency: str) -> None:
    decimals = DECIMALS.get(currency, 2)
    text = amount_text(minor, currency)
    assert Decimal(text).scaleb(decimals) == minor
    assert len(text.partition(".")[2]) == decimals


@given(st.integers(min_value=0, max_value=SHARE_ONE))
def test_a_share_read_back_is_the_same_number_of_parts(share_ppb: int) -> None:
    assert Fraction(percent_text(share_ppb)) == Fraction(share_ppb * 100, SHARE_ONE)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123450, "CNY", "1234.50"),
        (5, "CNY", "0.05"),
        (-5, "CNY", "-0.05"),
        (0, "JPY", "0"),
        (1500, "JPY", "1500"),
        (1500, "KWD", "1.500"),
        (7, None, "0.07"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(minor: int, currency: str | None, text: str) -> None:
    assert amount_text(minor, currency) == text


@pytest.mark.parametrize(
    ("share_ppb", "text"), [(0, "0"), (SHARE_ONE, "100"), (333_300_000, "33.33"), (1, "0.0000001")]
)
def test_shares_are_per_cent_without_trailing_zeros(share_ppb: int, text: str) -> None:
    assert percent_text(share_ppb) == text

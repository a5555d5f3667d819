"""Keys come from the data alone; names are findable by pinyin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.keys import identifier_key, node_key, party_key, tie_key
from ingest.names import search_forms


@given(st.text(min_size=1), st.text(min_size=1))
def test_different_values_have_different_keys(one: str, other: str) -> None:
    keys = {node_key("bank", "Account", None, [value]) for value in (one, other)}
    assert len(keys) == len({one, other})


@given(st.text(min_size=1, max_size=300))
def test_a_party_id_can_stand_in_an_address(value: str) -> None:
    assert party_key("bank", "core", value).replace("-", "").replace("_", "").replace(".", "").isalnum()


def test_keys_are_readable_where_the_value_is() -> None:
    assert node_key("berka", "Account", "card", ["1005"]) == "berka-card-1005"
    assert node_key("berka", "Phone", None, ["13800138000"]) == "phone-13800138000"
    assert party_key("berka", "client", "1") == "berka-client-1"


def test_a_persons_number_does_not_show_in_the_party_id() -> None:
    assert "1949" not in party_key("demo", "CN_RIC", "11010519491231002X")


def test_a_scheme_in_upper_case_means_the_same_in_every_bank() -> None:
    assert identifier_key("a", "USCC", "9") == identifier_key("b", "USCC", "9")
    assert identifier_key("a", "core", "9") != identifier_key("b", "core", "9")


def test_parts_of_a_tie_do_not_run_together() -> None:
    assert tie_key("ab", "c") != tie_key("a", "bc")


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("张伟", "zhang wei zhangwei zw"),
        ("重庆银行", "chong qing yin hang chongqingyinhang qingyinhang cqyh"),
        ("张晓宇", "zhang xiao yu zhangxiaoyu xiaoyu zxy"),
        ("Zhang Wei", None),
        ("", None),
    ],
)
def test_search_forms(name: str, forms: str | None) -> None:
    assert search_forms(name) == forms

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.name_query import TERMS_MAX, exact_values, name_query


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张伟", '("张伟")'),
        ("张", "(张*)"),
        ("zhang", '(("zhang"^4 OR zhang*))'),
        ("zhang wei", '(("zhang"^4 OR zhang*) AND ("wei"^4 OR wei*)) OR zhangwei* OR weizhang*'),
        ("李娜li", '("李娜" AND ("li"^4 OR li*))'),
        ("a*b", r'(("a\*b"^4 OR a\*b*))'),
        ("OR", '(("or"^4 OR or*))'),
        ("ＺＷ", '(("zw"^4 OR zw*))'),
    ],
)
def test_a_name_becomes_a_query(text: str, expected: str) -> None:
    assert name_query(text) == expected


def test_a_text_without_letters_matches_nothing() -> None:
    assert name_query('*** "" __') == name_query("")


@given(st.text(max_size=50))
def test_no_character_of_the_query_language_stays_bare(text: str) -> None:
    query = name_query(text)
    assert query.replace("\\\\", "").replace('\\"', "").count('"') % 2 == 0


def test_a_very_long_text_asks_for_its_first_words() -> None:
    assert name_query("x " * 50).count("AND") == TERMS_MAX - 1


def test_a_number_is_also_looked_for_without_separators_and_in_capitals() -> None:
    assert exact_values(" 6222-0000 11x ") == ["6222-0000 11x", "6222-0000 11X", "6222000011x", "6222000011X"]

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.name_query import TERMS_MAX, entity_query, entity_words_query, number_blind, party_ids, search_parameters
from graph.name_terms import name_terms
from graph.names import is_han, name_parts
from ingest.names import search_forms
from tests.support.vault import test_vault

NAMES = ["张伟", "陈敏敏", "欧阳娜娜", "Anna Smith-Jones", "李娜 Li", "O'Brien, Pat", "ŽIŽKA Jan"]


def tier(q: str, name: str) -> int:
    """What the statement does with the index, on one name: 0 none, 1 beginnings, 2 words, 3 the whole name."""
    held = name_terms(test_vault(), name, search_forms(name)).split()
    asked = search_parameters(test_vault(), q)
    every, *together = [part.strip("()") for part in asked["person_query"].split(" OR ")]
    if not (all(term in held for term in every.split(" AND ")) or any(term in held for term in together)):
        return 0
    if any(term in held for term in asked["whole_terms"]):
        return 3
    return 2 if all(term in held for term in asked["word_terms"]) else 1


@pytest.mark.parametrize(
    ("q", "name", "expected"),
    [
        ("张伟", "张伟", 3),
        ("zhangwei", "张伟", 3),
        ("Zhang Wei", "张伟", 3),
        ("wei zhang", "张伟", 3),
        ("张", "张伟", 2),
        ("zw", "张伟", 2),
        ("ｚｗ", "张伟", 2),
        ("wei", "张伟", 2),
        ("zhang w", "张伟", 1),
        ("zh", "张伟", 1),
        ("伟张", "张伟", 0),
        ("zhangw", "张伟", 1),
        ("chen minmin", "陈敏敏", 3),
        ("minmin chen", "陈敏敏", 3),
        ("minmin", "陈敏敏", 2),
        ("敏敏", "陈敏敏", 2),
        ("Smith-Jones", "Anna Smith-Jones", 2),
        ("anna smith jones", "Anna Smith-Jones", 3),
        ("anna sm", "Anna Smith-Jones", 1),
        ("mith", "Anna Smith-Jones", 0),
        ("李娜li", "李娜 Li", 3),
        ("brien", "O'Brien, Pat", 2),
        ("žižka", "ŽIŽKA Jan", 2),
    ],
)
def test_how_well_a_text_fits_a_name(q: str, name: str, expected: int) -> None:
    assert tier(q, name) == expected


@given(st.sampled_from(NAMES))
def test_nothing_of_a_name_can_be_read_in_its_terms(name: str) -> None:
    terms = name_terms(test_vault(), name, search_forms(name))
    assert re.fullmatch(r"[0-9a-f]{12}( [0-9a-f]{12})*", terms)


@given(st.text(max_size=40))
def test_a_text_reaches_the_index_of_persons_only_blind(text: str) -> None:
    asked = search_parameters(test_vault(), text)
    assert re.fullmatch(r"[()0-9a-f ANDOR]*|\"\\~\"", asked["person_query"].replace('"\\~"', ""))
    assert all(re.fullmatch("[0-9a-f]+", term) for term in (*asked["whole_terms"], *asked["word_terms"]))


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_every_name_is_found_whole_by_itself(name: str) -> None:
    if name_parts(name) and len(name_parts(name)) <= TERMS_MAX and all(len(part) <= 12 for part in name_parts(name)):
        assert tier(name, name) == 3


@pytest.mark.parametrize(
    ("text", "expected", "words"),
    [
        ("长江", '("长江")', '"长江"'),
        ("长", "(长*)", "长*"),
        ("beta", "(beta*)", '"beta"'),
        ("beta hold", "(beta* AND hold*) OR betahold* OR holdbeta*", '"beta" AND "hold"'),
        ("长江ltd", '("长江" AND ltd*)', '"长江" AND "ltd"'),
        ("a*b", "(a* AND b*) OR ab* OR ba*", '"a" AND "b"'),
        ("OR", "(or*)", '"or"'),
    ],
)
def test_an_organisations_name_becomes_a_query(text: str, expected: str, words: str) -> None:
    assert entity_query(name_parts(text)) == expected
    assert entity_words_query(name_parts(text)) == words


def test_a_text_without_letters_matches_nothing() -> None:
    asked, empty = (search_parameters(test_vault(), text) for text in ('*** "" __', ""))
    assert asked["person_query"] == asked["entity_query"] == asked["entity_words_query"] == empty["person_query"]


@given(st.text(max_size=50))
def test_no_character_of_the_query_language_gets_through(text: str) -> None:
    for part in name_parts(text):
        assert is_han(part) or re.fullmatch(r"[^\W_]+", part)


def test_a_very_long_text_asks_for_its_first_words() -> None:
    asked = search_parameters(test_vault(), "x " * 50)
    assert asked["entity_query"].count("AND") == asked["person_query"].count("AND") == TERMS_MAX - 1


def test_a_number_is_found_with_or_without_separators_and_in_capitals() -> None:
    assert number_blind(test_vault(), " 6222-0000 11x ") == number_blind(test_vault(), "6222000011X")
    assert number_blind(test_vault(), "6222000011X") != number_blind(test_vault(), "6222000012X")
    assert party_ids(" 6222-0000 11x ") == ["6222-0000 11x", "6222-0000 11X", "6222000011x", "6222000011X"]

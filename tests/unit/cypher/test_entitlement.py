"""Entitlement stands in every statement: the whole condition wherever a part of it is, and needs where ties are."""

import re

import pytest

from cypher import load_catalogue
from graph.entitlement import RELATED_KINDS, Section
from graph.named_queries import FOLDER, WHOLE_BANK

SCOPED = sorted(name for name, query in load_catalogue().items() if "employee_ids" in query.params)
QUESTIONS = sorted(name for name in load_catalogue() if name.startswith(FOLDER))
WHOLE_CONDITION = (
    r"employee\.employee_id IN \$employee_ids AND manages\.superseded_at IS NULL",
    r"manages\.status <> 'REJECTED'",
    r"manages\.valid_from IS NULL OR manages\.valid_from <= date\(\)",
    r"manages\.valid_to IS NULL OR date\(\) < manages\.valid_to",
    r"branch\.branch_id IN \$branch_ids AND served\.superseded_at IS NULL",
    r"served\.status <> 'REJECTED'",
    r"served\.valid_from IS NULL OR served\.valid_from <= date\(\)",
    r"served\.valid_to IS NULL OR date\(\) < served\.valid_to",
)
OWN_HOLDINGS = {"HOLDS"}
"""Which accounts a customer holds is no tie between parties."""


@pytest.mark.parametrize("name", SCOPED)
def test_whoever_is_shown_is_shown_by_the_whole_condition(name: str) -> None:
    text = load_catalogue()[name].text
    counts = {len(re.findall(part, text)) for part in WHOLE_CONDITION}
    assert len(counts) == 1
    assert counts.pop() >= 1


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_needs_the_kinds_of_tie_that_it_rests_on(name: str) -> None:
    query = load_catalogue()[name]
    named = {kind for kind in RELATED_KINDS if re.search(rf"[:|]{kind}\b", query.text)} - OWN_HOLDINGS
    assert named <= set(query.needs)
    assert set(query.needs) <= {*RELATED_KINDS, *Section.__members__, WHOLE_BANK}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_without_a_scope_is_for_those_who_see_the_whole_bank(name: str) -> None:
    query = load_catalogue()[name]
    assert ("employee_ids" in query.params) or WHOLE_BANK in query.needs

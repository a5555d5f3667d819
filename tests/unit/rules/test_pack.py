"""Rule packs are data: each rule is cited, dated and checked when it is read."""

from datetime import date
from fractions import Fraction

import pytest

from algorithms.verdict import Operator
from graph.errors import RulePackInvalid, RulePackNotFound
from rules.pack import RuleKind, load_pack, pack_names, parse_pack

RULE = """
name: test
version: "1"
title: {en: Test, zh: 测试}
rules:
  - id: T-1
    kind: control
    title: {en: Majority, zh: 多数}
    cite: Nothing
    verified: K
    threshold: %s
    operator: ">"
"""


def test_the_packs_of_the_product_are_these() -> None:
    assert pack_names() == ("basel", "cn", "eu", "ias24")


@pytest.mark.parametrize("name", pack_names())
def test_every_rule_has_both_languages_and_a_citation(name: str) -> None:
    for rule in load_pack(name).rules:
        assert rule.cite
        assert any("一" <= letter <= "鿿" for letter in rule.title.zh), rule.id


def test_laws_differ_by_the_operator_alone() -> None:
    cn, eu = (load_pack(name).first(date(2026, 1, 1), RuleKind.CONTROL) for name in ("cn", "eu"))
    assert cn is not None
    assert eu is not None
    assert (cn.threshold, cn.operator) == (Fraction(1, 2), Operator.AT_LEAST)
    assert (eu.threshold, eu.operator) == (Fraction(1, 2), Operator.ABOVE)


def test_a_repealed_rule_ends_on_its_day() -> None:
    repealed = next(rule for rule in load_pack("cn").rules if rule.id == "KIN-CBRC2004-REPEALED")
    assert repealed.is_in_force(date(2022, 2, 28))
    assert not repealed.is_in_force(date(2022, 3, 1))


def test_an_unknown_pack_is_named_with_those_that_there_are() -> None:
    with pytest.raises(RulePackNotFound, match=r"'us'.*basel, cn"):
        load_pack("us")


def test_a_threshold_without_quotes_is_refused_with_its_place() -> None:
    with pytest.raises(RulePackInvalid, match=r"rules\.0\.threshold.*binary float"):
        parse_pack(RULE % "0.28", "test.yaml")
    assert parse_pack(RULE % '"0.28"', "test.yaml").rules[0].threshold == Fraction(28, 100)


def test_a_rule_without_what_its_kind_needs_is_refused() -> None:
    with pytest.raises(RulePackInvalid, match="needs a threshold"):
        parse_pack(RULE.replace("    threshold: %s\n", ""), "test.yaml")
    twice = RULE % '"0.5"'
    with pytest.raises(RulePackInvalid, match="T-1 stands twice"):
        parse_pack(twice + twice.split("rules:\n")[1], "test.yaml")
    with pytest.raises(RulePackInvalid, match=r"test\.yaml is no YAML"):
        parse_pack("{", "test.yaml")

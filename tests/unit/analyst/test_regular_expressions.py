import pytest

from analyst.gate import read_refusals
from analyst.refusals import Reason
from analyst.regular_expressions import problem_with
from analyst.statement import Statement

TEXT_LENGTH = 2_000


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+", "(a|b)*c", "((ab){2,}c)*", "(?:x*)+", "(\\w+\\s?)*$", "(a)\\1", "x" * 201, "((a|b))*", "(a?)+",
        "(|a)*",         "a?" * 40, "(a|a)" * 38, "a{0,90}" * 15, "a??" * 40, "(a|a)?" * 20, ".*.*.*x",
        "(a|b|c|d)" * 15,
        "a++", "a*+", "(){2147483647}", "((){1000}){1000}", "(a{3}){3}",
    ],
)  # fmt: skip
def test_patterns_that_take_for_ever_are_found(pattern: str) -> None:
    assert problem_with(pattern, TEXT_LENGTH)


@pytest.mark.parametrize(
    "pattern",
    [
        # In each Java sees a repetition inside a repetition, and who reads brackets carelessly sees none.
        "(a*\\Q(\\E)*", "(a*[](])*", "(?x)(a*) *", "(?ix)(a*) *", "(a*\\c()*", "(a*[^](])*", "(a*[[(]])*", "(?<n>a*)*",
        "(?=a*)*", "[a&&[b]]", "\\k<n>", "\\x28", "\\u0028", "(a", "a)", "x{,3}", "a{1,", "\\",
    ],
)  # fmt: skip
def test_patterns_that_cannot_be_read_for_certain_are_found(pattern: str) -> None:
    assert problem_with(pattern, TEXT_LENGTH)


@pytest.mark.parametrize(
    "pattern",
    [
        ".*bank.*", ".*(银行|公司).*", "(?i)(bank|trust) .+", "[+*(]+x", "\\(a+\\)+", "(ab)+", "1[3-9]\\d{9}", ".*?x.*",
        "[A-Z]{2}\\d{6,8}", "(?is)beta.*", "\\p{Lu}+ Ltd\\.?", "(.+) (Co|Inc|Ltd)\\.?", "(the )?bank",
        "(长|黄)?江.*", "",
    ],
)  # fmt: skip
def test_patterns_that_are_quick_pass(pattern: str) -> None:
    assert problem_with(pattern, 2_000) is None


def test_long_texts_and_many_of_them_are_matched_with_simpler_patterns() -> None:
    assert problem_with(".*bank.*", 2_000) is None
    assert problem_with(".*bank.*", 200_000)
    assert problem_with("bank.*", 200_000) is None
    assert problem_with("bank.*", 2_000, times=1_000_000)


def test_a_pattern_is_judged_as_the_server_reads_its_literal() -> None:
    for literal in (r"'(a\\w*)*'", r"'(a\w*)*'", r'"(a|\"|a)*"', r"'(\'a*)*'"):
        assert read_refusals(Statement(f"MATCH (n) WHERE n.name =~ {literal} RETURN n"))[0].reason is Reason.BOUNDS
    assert read_refusals(Statement(r"MATCH (n) WHERE n.name =~ '\\(a\'s*\\)\d' RETURN n")) == ()

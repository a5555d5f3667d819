import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyst.gate import read_refusals
from analyst.refusals import Reason
from analyst.regular_expressions import choices, open_ends, problem_with
from analyst.statement import Statement

# What the corpora of the integration tests do not say: values that only the parameters decide.


@pytest.mark.parametrize(
    ("text", "small", "large"),
    [
        ("RETURN range(1, $n)", 100_000, 100_001),
        ("RETURN range(1, $n * 1)", None, 1),
        ("UNWIND range(1, $n) AS a UNWIND range(1, $n) AS b RETURN a * b", 1_000, 10_000),
        ("RETURN [a IN range(1, $n) | [b IN range(1, $n) | b]]", 500, 10_000),
        ("RETURN reduce(s = 'x', a IN range(1, $n) | s + s)", 10, 40),
        ("RETURN reduce(s = 0, a IN range(1, $n) | s + a)", 100_000, 100_001),
        ("MATCH (n) WHERE n.name =~ $n RETURN n", ".*bank.*", "(.*)*bank"),
        ("WITH $n AS l RETURN [a IN l | [b IN l | 1]]", [1, 2], list(range(10_000))),
        ("WITH $n AS s RETURN replace(s, 'a', s)", "aa", "a" * 10_000),
    ],
)
def test_a_parameter_decides_how_far_a_statement_grows(text: str, small: object, large: object) -> None:
    if small is not None:
        assert read_refusals(Statement(text, {"n": small})) == ()
    assert read_refusals(Statement(text, {"n": large}))[0].reason is Reason.BOUNDS


@given(st.text(max_size=60), st.dictionaries(st.sampled_from("abc"), st.integers() | st.text(max_size=5)))
def test_any_text_is_passed_or_refused_and_never_fails(text: str, parameters: dict[str, object]) -> None:
    for statement in (text, f"MATCH (n) WHERE n.x = {text} RETURN n", f"RETURN {text}"):
        assert all(
            found.sentence("zh") and found.sentence() for found in read_refusals(Statement(statement, parameters))
        )


@pytest.mark.parametrize("text", ["RETURN " + "(" * 3_000 + "1" + ")" * 3_000, "RETURN " + "[" * 2_000, "(" * 8_000])
def test_a_text_that_is_nested_without_end_is_refused(text: str) -> None:
    assert read_refusals(Statement(text))[0].reason is Reason.SYNTAX


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        "(a|b)*c",
        "((ab){2,}c)*",
        "(?:x*)+",
        "(\\w+\\s?)*$",
        "(a)\\1",
        "x" * 201,
        "([])]a+)+",
        "(\\Q)\\Ea+)+",
        "(?x)a",
        "a)+",
    ],
)
def test_patterns_that_take_for_ever_are_found(pattern: str) -> None:
    assert problem_with(pattern)


@pytest.mark.parametrize(
    "pattern", [".*bank.*", "(?i)(bank|trust) .+", "[+*(]+x", "\\(a+\\)+", "(ab)+", "1[3-9]\\d{9}"]
)
def test_patterns_that_are_quick_pass(pattern: str) -> None:
    assert problem_with(pattern) is None
    assert open_ends(pattern) <= 2


@pytest.mark.parametrize("pattern", ["a?" * 40, "(a|a)" * 38, "a{0,90}" * 15])
def test_ways_to_match_are_multiplied(pattern: str) -> None:
    assert choices(pattern) > 10**9
    statement = Statement("MATCH (n) WHERE n.name =~ $p RETURN n", {"p": pattern})
    assert read_refusals(statement)[0].reason is Reason.BOUNDS


@pytest.mark.parametrize(
    "text", ["RETURN range(1, --5)", f"RETURN range(1, {'9' * 5_000})", f"MATCH (a)-[*..{'9' * 5_000}]-() RETURN a"]
)
def test_a_number_that_is_none_is_refused(text: str) -> None:
    assert read_refusals(Statement(text))[0].reason is Reason.BOUNDS

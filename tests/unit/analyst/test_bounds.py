import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyst.gate import read_refusals
from analyst.refusals import Reason
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


COLLECT = "MATCH (p) WITH collect(p) AS xs, collect(p.name) AS ys "


@pytest.mark.parametrize(
    "text",
    [
        COLLECT + "RETURN [x IN xs | [y IN xs | 1]]",
        COLLECT + "RETURN [x IN xs | [y IN range(1, 100) | y]]",
        COLLECT + "RETURN [i IN range(1, 100) | [x IN xs | i]]",
        COLLECT + "WITH xs + ys AS zs RETURN [x IN zs WHERE any(y IN tail(zs) WHERE y = x)]",
        COLLECT + "WITH [x IN xs | x] AS zs RETURN [x IN zs | [y IN zs | 1]]",
        COLLECT + "WITH {a: xs} AS m RETURN [x IN m.a | [y IN m.a | 1]]",
        COLLECT + "WITH [xs, ys] AS m RETURN [x IN m[0] | [y IN m[1] | 1]]",
        COLLECT + "WITH CASE WHEN size(xs) > 1 THEN xs ELSE ys END AS zs RETURN [x IN zs | [y IN zs | 1]]",
        COLLECT + "RETURN reduce(n = 0, x IN xs | n + reduce(m = 0, y IN xs | m + 1))",
        COLLECT + "RETURN [x IN xs | COUNT { UNWIND xs AS y RETURN y }]",
        COLLECT + "RETURN reduce(s = '', y IN ys | s + y)",
        COLLECT + "RETURN reduce(l = [], y IN ys | l + y)",
        COLLECT + "UNWIND xs AS x UNWIND ys AS y RETURN count(*)",
        COLLECT + "UNWIND xs AS x WITH x, ys UNWIND ys AS y RETURN count(*)",
        "MATCH (p) WITH COLLECT { MATCH (q) RETURN q } AS xs RETURN [x IN xs | [y IN xs | 1]]",
        "MATCH (p) WITH [(p)--(q) | q] AS xs RETURN [x IN xs | [y IN xs | 1]]",
        "MATCH (p) WITH p.region AS r, collect(p) AS xs WITH collect(xs) AS xss RETURN [xs IN xss | [x IN xs | 1]]",
        "RETURN reduce(l = [], x IN range(1, 100000) | l + x)",
        "RETURN reduce(s = '', x IN range(1, 100000) | s + 'ab')",
        "RETURN " + "reduce(a = 0, x IN range(1, 50) | a + " * 4 + "1" + ")" * 4,
    ],
)
def test_loops_over_collected_lists_do_not_multiply(text: str) -> None:
    [refusal] = read_refusals(Statement(text))
    assert refusal.reason is Reason.BOUNDS


@pytest.mark.parametrize(
    "text",
    [
        COLLECT + "RETURN [x IN xs WHERE x.region = 'X' | x.name], [x IN xs WHERE x.name IN ys]",
        COLLECT + "RETURN [x IN xs | [y IN xs[..5] | 1]]",
        COLLECT + "RETURN [x IN xs[..500] | [y IN xs[0..500] | 1]]",
        COLLECT + "RETURN reduce(s = '', y IN ys[..50] | s + y)",
        COLLECT + "RETURN reduce(n = 0, x IN xs | n + toInteger(x.balance_minor))",
        COLLECT + "UNWIND xs AS x UNWIND range(1, 12) AS month RETURN count(*)",
        COLLECT + "UNWIND range(1, 12) AS month RETURN month, [x IN xs WHERE x.month = month | x.name]",
        COLLECT + "UNWIND xs[..100] AS x UNWIND ys[..100] AS y RETURN count(*)",
        "RETURN reduce(l = [], x IN range(1, 1000) | l + x)",
    ],
)
def test_single_loops_and_shortened_lists_pass(text: str) -> None:
    assert read_refusals(Statement(text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "RETURN range(1, --5)",
        "RETURN range(1, - -5)",
        f"RETURN range(1, {'9' * 5000})",
        f"RETURN range({'9' * 20}, 1)",
        "RETURN range(1, ٣٣)",
        "RETURN range(1, 0x10)",
        f"MATCH (a)-[*..{'9' * 5000}]-(b) RETURN a",
        "MATCH (a)-[*..٣]-(b) RETURN a",
        f"MATCH (a)((x)--(y)){{1,{'9' * 5000}}}(b) RETURN a",
    ],
)
def test_numbers_that_are_none_are_refused_and_never_fail(text: str) -> None:
    assert read_refusals(Statement(text))[0].reason in (Reason.BOUNDS, Reason.SYNTAX)

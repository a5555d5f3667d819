"""Economic dependency and exposures: boundaries, unknown figures, limits."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms.connected_groups import Contagion, Spread
from algorithms.dependencies import (
    DependencyTest,
    Funding,
    Promise,
    Trade,
    TradeSide,
    burden,
    funding_dependencies,
    guarantee_dependencies,
    guarantors_to_review,
    trade_dependency,
)
from algorithms.exposures import Capital, Exposure, Exposures, Limit, use_of
from algorithms.verdict import Operator, Verdict

TEST = DependencyTest()
ASKING = DependencyTest(asks_replaceable=True)


@pytest.mark.parametrize(
    ("amount", "cover", "net_assets", "verdict"),
    [
        (50, 0, 100, Verdict.TRUE),
        (49, 0, 100, Verdict.FALSE),
        (80, 80, 100, Verdict.FALSE),
        (None, 0, 100, Verdict.UNKNOWN),
        (50, 0, None, Verdict.UNKNOWN),
        (50, 0, 0, Verdict.REVIEW),
        (50, 0, -10, Verdict.REVIEW),
    ],
)
def test_a_guarantor_depends_on_whom_it_could_not_pay_for(
    amount: int | None, cover: int, net_assets: int | None, verdict: Verdict
) -> None:
    promise = Promise("G", "B", None if amount is None else Fraction(amount), Fraction(cover))
    known = {} if net_assets is None else {"G": Fraction(net_assets)}
    (found,) = guarantee_dependencies([promise], known, TEST)
    assert (found.dependent, found.on, found.verdict) == ("G", "B", verdict)


def test_many_small_promises_together_are_for_review() -> None:
    promises = [Promise("G", borrower, Fraction(30)) for borrower in "AB"]
    assert guarantors_to_review(promises, {"G": Fraction(100)}, TEST) == {"G": ("A", "B")}
    assert burden(promises, Fraction(100)) == Fraction(6, 10)


@pytest.mark.parametrize(
    ("replaceable", "verdict"), [(False, Verdict.TRUE), (True, Verdict.REVIEW), (None, Verdict.UNKNOWN)]
)
def test_a_law_that_asks_whether_a_partner_is_replaceable_gets_no_guess(
    replaceable: bool | None,  # noqa: FBT001 - the case
    verdict: Verdict,
) -> None:
    trade = Trade("S", "K", TradeSide.SALES, Fraction(50), Fraction(100), replaceable)
    assert trade_dependency(trade, ASKING).verdict is verdict
    assert trade_dependency(trade, TEST).verdict is Verdict.TRUE


def test_a_trade_without_a_yearly_total_is_open() -> None:
    trade = Trade("S", "K", TradeSide.PURCHASES, Fraction(50), None)
    assert trade_dependency(trade, TEST).verdict is Verdict.UNKNOWN


def test_funds_from_one_main_source_are_a_dependency() -> None:
    fundings = [Funding("A", "F", Fraction(60), replaceable=False), Funding("A", "G", Fraction(40), replaceable=False)]
    assert [(found.on, found.verdict) for found in funding_dependencies(fundings, TEST)] == [
        ("F", Verdict.TRUE),
        ("G", Verdict.FALSE),
    ]
    unknown = [*fundings, Funding("A", "H", None, replaceable=False)]
    assert {found.verdict for found in funding_dependencies(unknown, TEST)} == {Verdict.UNKNOWN}


def test_a_joint_claim_counts_once_and_an_unknown_capital_leaves_a_limit_open() -> None:
    exposures = Exposures(
        [Exposure("loan", frozenset("AB"), Fraction(100)), Exposure("card", frozenset("A"), Fraction(20))]
    )
    assert exposures.of("AB") == exposures.total == 120
    assert exposures.of("B") == 100
    limit = Limit(Capital.TIER1, Fraction(1, 5), Operator.ABOVE)
    assert use_of(limit, Fraction(200), {Capital.TIER1: Fraction(1000)}).reached is Verdict.FALSE
    assert use_of(limit, Fraction(201), {Capital.TIER1: Fraction(1000)}).reached is Verdict.TRUE
    assert use_of(limit, Fraction(201), {}).reached is Verdict.UNKNOWN


def test_trouble_does_not_run_up_to_a_parent() -> None:
    pairs = ("A>A1", "A>A2", "B>B1", "B1>B2", "B>B3", "A2>B1")
    contagion = Contagion(Spread(one, other, "tie") for one, other in (pair.split(">") for pair in pairs))
    assert [sorted(group.members) for group in contagion.groups] == [
        ["A", "A1", "A2", "B1", "B2"],
        ["B", "B1", "B2", "B3"],
    ]
    assert [spread.reached for spread in contagion.reasons("A", "B2")] == ["A2", "B1", "B2"]
    assert not contagion.share_a_group("B", "A2")
    with pytest.raises(ValueError, match="does not reach"):
        contagion.reasons("B2", "A")


@given(st.lists(st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("ABCDEF")), max_size=15))
def test_groups_are_maximal_closures_that_cover_everyone_who_is_tied(pairs: list[tuple[str, str]]) -> None:
    spreads = [Spread(one, other, "tie") for one, other in pairs if one != other]
    contagion = Contagion(spreads)
    groups = [group.members for group in contagion.groups]
    for group in contagion.groups:
        assert contagion.closure(group.head) == group.members
        assert not any(group.members < other for other in groups)
        for member in group.members:
            assert contagion.reasons(group.head, member) or member == group.head
    assert {party for pair in pairs if pair[0] != pair[1] for party in pair} == {
        m for members in groups for m in members
    }
    assert Contagion(reversed(spreads)).groups == contagion.groups

"""Ownership is exact, also around cross-holdings, and keeps its invariants on any graph."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.holdings import Holding, Holdings, Mandate, Right, votes_that_count
from algorithms.ownership import (
    EXACT_RING,
    integrated,
    owned_by,
    owners_of,
    simple_path_sum,
    unidentified_share,
)

Rows = list[tuple[str, str, Fraction]]


def _holdings(rows: Rows) -> Holdings:
    return Holdings(Holding(holder, held, share) for holder, held, share in rows)


@st.composite
def cap_tables(draw: st.DrawFn) -> Rows:
    """Every company's shares sum to 1, and a person holds a part of each, so that no ring is closed."""
    companies = [f"C{number}" for number in range(draw(st.integers(1, 6)))]
    persons = [f"P{number}" for number in range(draw(st.integers(1, 3)))]
    rows: Rows = []
    for company in companies:
        holders = draw(st.lists(st.sampled_from([*companies, *persons]), unique=True, max_size=4))
        parts = {holder: draw(st.integers(1, 9)) for holder in {*holders, draw(st.sampled_from(persons))}}
        rows += [(holder, company, Fraction(part, sum(parts.values()))) for holder, part in sorted(parts.items())]
    return rows


@given(cap_tables())
def test_outside_holders_of_each_company_own_all_of_it(rows: Rows) -> None:
    equity = _holdings(rows).equity
    for company in equity:
        total = owners_of(equity, company).total
        assert sum(share for party, share in total.items() if party not in equity) == 1
        assert unidentified_share(owners_of(equity, company), {party for party in total if party not in equity}) == 0


@given(cap_tables(), st.integers(0, 100))
def test_a_holding_split_through_a_new_wholly_owned_shell_changes_nothing(rows: Rows, which: int) -> None:
    holder, held, share = rows[which % len(rows)]
    rest = [row for row in rows if row != (holder, held, share)]
    split = [*rest, (holder, held, share / 3), (holder, "SHELL", Fraction(1)), ("SHELL", held, share * 2 / 3)]
    before, after = (owners_of(_holdings(some).equity, held).total for some in (rows, split))
    assert {party: owned for party, owned in after.items() if party != "SHELL"} == before


@given(cap_tables(), st.randoms())
def test_names_and_the_order_of_input_change_nothing(rows: Rows, random: object) -> None:
    def renamed(party: str) -> str:
        return f"{'ZYXWVU'[int(party[1:])]}{party[0]}"

    other = [(renamed(holder), renamed(held), share) for holder, held, share in reversed(rows)]
    random.shuffle(other)  # type: ignore[attr-defined]  # hypothesis' own random.Random
    before, after = _holdings(rows).equity, _holdings(other).equity
    for company in before:
        expected = {renamed(party): share for party, share in owners_of(before, company).total.items()}
        assert owners_of(after, renamed(company)).total == expected


@given(cap_tables())
def test_paths_alone_are_never_more_than_all_walks(rows: Rows) -> None:
    holdings = _holdings(rows)
    by_holder = holdings.by_holder(Right.EQUITY)
    for company in holdings.equity:
        for party, share in owners_of(holdings.equity, company).total.items():
            if party != company:
                assert simple_path_sum(by_holder, party, company) <= share


@given(cap_tables())
def test_up_and_down_agree_and_nobody_owns_more_than_all(rows: Rows) -> None:
    holdings = _holdings(rows)
    for company in holdings.equity:
        owners = owners_of(holdings.equity, company)
        for party, share in owners.total.items():
            assert owned_by(holdings.by_holder(Right.EQUITY), party).total[company] == share
            corrected = integrated(holdings.equity, owners, party)
            assert corrected is not None
            assert 0 <= corrected <= 1


def test_a_closed_ring_has_no_owner_and_spoils_nothing_else() -> None:
    equity = _holdings([("A", "B", Fraction(1)), ("B", "A", Fraction(1)), ("B", "C", Fraction(1, 2))]).equity
    assert owners_of(equity, "A").closed == {"A", "B"}
    owners = owners_of(equity, "C")
    assert owners.closed == {"A", "B"}
    assert unidentified_share(owners, {"P"}) == 1


def test_more_than_everything_is_flagged_and_kept_as_stated() -> None:
    holdings = _holdings([("P", "C", Fraction(7, 10)), ("Q", "C", Fraction(6, 10))])
    assert holdings.above_one() == {"C": Fraction(13, 10)}
    assert owners_of(holdings.equity, "C").total["P"] == Fraction(7, 10)


def test_binary_floats_would_flip_these_decisions() -> None:
    holders = [("P", f"C{number}", Fraction(share)) for number, share in enumerate(("0.28", "0.17", "0.05"))]
    rows = [*holders, *((f"C{number}", "D", Fraction(1)) for number in range(3))]
    equity = _holdings(rows).equity
    assert owners_of(equity, "D").total["P"] == Fraction(1, 2)
    assert 0.28 + 0.17 + 0.05 > 0.5


@settings(max_examples=5)
@given(st.integers(EXACT_RING + 1, EXACT_RING + 20))
def test_a_large_ring_is_solved_in_floats_and_says_so(size: int) -> None:
    """Each company is held half by the next and half by a person of its own: the geometric series has a closed form."""
    rows = [(f"C{(number + 1) % size}", f"C{number}", Fraction(1, 2)) for number in range(size)]
    rows += [(f"P{number}", f"C{number}", Fraction(1, 2)) for number in range(size)]
    owners = owners_of(_holdings(rows).equity, "C0")
    assert owners.approximate
    for number in range(size):
        exact = Fraction(1, 2 ** (number + 1)) / (1 - Fraction(1, 2**size))
        assert abs(owners.total[f"P{number}"] - exact) < Fraction(1, 10**12)


def test_a_large_closed_ring_has_no_sum() -> None:
    size = EXACT_RING + 5
    ring = [(f"C{(number + 1) % size}", f"C{number}", Fraction(1)) for number in range(size)]
    assert len(owners_of(_holdings(ring).equity, "C0").closed) == size


def test_nominees_hold_for_others_and_circles_of_mandates_move_nothing() -> None:
    rows = [Holding("N", "C", Fraction(1, 2)), Holding("N", "D", Fraction(1, 2))]
    moved = Holdings(rows, nominees=[Mandate("N", "M", "C"), Mandate("M", "R")])
    assert moved.equity == {"C": {"R": Fraction(1, 2)}, "D": {"N": Fraction(1, 2)}}
    assert moved.nominee_holdings == {("N", "C")}
    circle = Holdings(rows, nominees=[Mandate("N", "M"), Mandate("M", "N")])
    assert circle.equity == {"C": {"N": Fraction(1, 2)}, "D": {"N": Fraction(1, 2)}}


def test_a_proxy_has_the_votes_and_not_the_capital() -> None:
    lent = Holdings([Holding("E", "C", Fraction(1, 10))], proxies=[Mandate("E", "D", "C")])
    assert lent.equity == {"C": {"E": Fraction(1, 10)}}
    assert lent.votes == {"C": {"D": Fraction(1, 10)}}


def test_own_shares_do_not_vote() -> None:
    votes = {"C": {"P": Fraction(48, 100), "C": Fraction(10, 100)}, "D": {"D": Fraction(1)}}
    assert votes_that_count(votes) == {"C": {"P": Fraction(8, 15)}, "D": {}}

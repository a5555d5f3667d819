"""The arrays of a whole bank say what the exact functions say, party by party."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.connected_groups import Contagion, Spread
from algorithms.control import Majority, VoteBook, controlled_by
from algorithms.holdings import Holding, Holdings, votes_that_count
from algorithms.ownership import owners_of
from algorithms.verdict import Operator
from algorithms.whole_bank import WHOLE_PPB, CapTables, beneficial_owners, control_pairs, groups, owners

PERSONS = 4
Rows = list[tuple[int, int, int]]


@st.composite
def banks(draw: st.DrawFn) -> tuple[int, Rows]:
    """Persons first, then companies; shares in steps of 5 %, some missing, rings and own shares among them."""
    companies = draw(st.integers(1, 7))
    rows: Rows = []
    for held in range(PERSONS, PERSONS + companies):
        left = 20
        for holder in draw(st.lists(st.integers(0, PERSONS + companies - 1), unique=True, max_size=4)):
            part = draw(st.integers(0, left))
            left -= part
            if part:
                rows.append((holder, held, part * WHOLE_PPB // 20))
    return PERSONS + companies, rows


def _tables(parties: int, rows: Rows) -> CapTables:
    columns = np.array(rows, np.int64).reshape(-1, 3)
    is_person = np.arange(parties) < PERSONS
    return CapTables(columns[:, 0].astype(np.int32), columns[:, 1].astype(np.int32), columns[:, 2].copy(), is_person)


def _holdings(rows: Rows) -> Holdings:
    return Holdings(Holding(str(holder), str(held), Fraction(ppb, WHOLE_PPB)) for holder, held, ppb in rows)


@settings(max_examples=200)
@given(banks())
def test_control_is_the_exact_fixpoint(bank: tuple[int, Rows]) -> None:
    parties, rows = bank
    book = VoteBook(votes_that_count(_holdings(rows).votes))
    for at_least_half, operator in ((False, Operator.ABOVE), (True, Operator.AT_LEAST)):
        found = {
            (str(a), str(b)) for a, b in control_pairs(_tables(parties, rows), at_least_half=at_least_half).tolist()
        }
        exact = {
            (str(root), company)
            for root in range(parties)
            for company in controlled_by((str(root),), book, Majority(operator))
        }
        assert found == exact


@settings(max_examples=200)
@given(banks())
def test_ownership_and_beneficial_owners_are_the_exact_ones_or_named_as_near(bank: tuple[int, Rows]) -> None:
    parties, rows = bank
    tables = _tables(parties, rows)
    found = owners(tables)
    equity = _holdings(rows).equity
    findings = beneficial_owners(tables, found)
    proven = {(int(person), int(company)) for person, company in findings.proven}
    for company in range(PERSONS, parties):
        exact = owners_of(equity, str(company))
        assert bool(found.closed[company]) == (str(company) in exact.closed)
        items, values = found.persons.of(company)
        shares = dict(zip(items.tolist(), values.tolist(), strict=True))
        expected = {int(one): share for one, share in exact.total.items() if int(one) < PERSONS and share}
        assert set(shares) == set(expected)
        for person, share in expected.items():
            assert abs(shares[person] - float(share)) < 1e-12
            if company not in findings.near:
                assert ((person, company) in proven) == (share >= Fraction(1, 4))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
def test_groups_are_the_exact_ones(pairs: list[tuple[int, int]]) -> None:
    spreads = [pair for pair in pairs if pair[0] != pair[1]]
    rows = groups(7, np.array(spreads, np.int32).reshape(-1, 2))
    found = {frozenset(rows.of(number)[0].tolist()) for number in range(len(rows.starts) - 1)}
    exact = Contagion(Spread(str(one), str(other), "tie") for one, other in spreads).groups
    assert found == {frozenset(int(member) for member in group.members) for group in exact}


def test_a_threshold_that_floats_would_miss_is_named() -> None:
    percent = WHOLE_PPB // 100
    rows = [(0, 4, 10 * percent), (0, 5, 40 * percent), (4, 6, 18 * percent), (5, 6, 58 * percent)]
    tables = _tables(7, rows)
    assert beneficial_owners(tables, owners(tables)).near.tolist() == [6]

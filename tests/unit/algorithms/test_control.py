"""Control is the least fixpoint; what only supports itself, or could be anyone's, is said to be open."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from algorithms.control import (
    Majority,
    VoteBook,
    controlled_by,
    controllers_of,
    possibly_controls,
    supported_by_a_ring,
)
from algorithms.verdict import Operator
from algorithms.voting_power import banzhaf, shapley_shubik

STRICT = Majority()
HALF = Majority(Operator.AT_LEAST)


def _book(asserted: tuple[tuple[str, str], ...] = (), **votes: dict[str, str]) -> VoteBook:
    return VoteBook(
        {held: {holder: Fraction(share) for holder, share in holders.items()} for held, holders in votes.items()},
        asserted,
    )


@st.composite
def books(draw: st.DrawFn) -> VoteBook:
    companies = [f"C{number}" for number in range(draw(st.integers(1, 6)))]
    votes = {}
    for company in companies:
        holders = draw(st.lists(st.sampled_from([*companies, "P", "Q"]), unique=True, max_size=4))
        parts = {holder: draw(st.integers(1, 9)) for holder in holders if holder != company}
        whole = sum(parts.values()) + draw(st.integers(0, 3))
        votes[company] = {holder: Fraction(part, whole) for holder, part in parts.items()}
    return VoteBook(votes)


@given(books(), st.sampled_from([STRICT, HALF]))
def test_control_is_a_fixpoint_and_within_the_greatest_one(book: VoteBook, majority: Majority) -> None:
    for root in ("P", "Q"):
        controlled = set(controlled_by((root,), book, majority))
        ours = controlled | {root}
        for company, holders in book.votes.items():
            reached = majority.reached(sum((share for holder, share in holders.items() if holder in ours), Fraction(0)))
            assert reached == (company in controlled)
        assert not controlled & supported_by_a_ring((root,), book, majority)
        for company in controlled:
            assert possibly_controls(root, company, book, majority, {"P", "Q"})


@given(books())
def test_more_than_half_is_never_two_who_have_nothing_to_do_with_each_other(book: VoteBook) -> None:
    for company in book.votes:
        persons = {"P", "Q"} & set(controllers_of(company, book, STRICT).all)
        assert len(persons) <= 1


def test_reasons_name_only_what_was_controlled_before() -> None:
    book = _book(B={"A": "0.6", "X": "0.4"}, C={"A": "0.3", "B": "0.25", "X": "0.45"})
    controlled = controlled_by(("A",), book, STRICT)
    assert controlled["C"].parts == {"A": Fraction(3, 10), "B": Fraction(1, 4)}
    assert (controlled["B"].round, controlled["C"].round) == (1, 2)
    controllers = controllers_of("C", book, STRICT)
    assert controllers.ultimate == ("A",)
    assert [step.company for step in controllers.steps_of("A")] == ["B", "C"]


def test_a_ring_that_supports_itself_is_for_review() -> None:
    book = _book(C={"P": "0.3", "D": "0.25", "X": "0.45"}, D={"P": "0.3", "C": "0.25", "Y": "0.45"})
    assert supported_by_a_ring(("P",), book, STRICT) == {"C", "D"}
    assert supported_by_a_ring(("X",), book, STRICT) == set()
    assert controlled_by(("P",), book, STRICT) == {}


def test_a_closed_ring_is_nobodys() -> None:
    book = _book(C={"D": "1"}, D={"C": "1"}, E={"P": "1"})
    assert set(controlled_by(("P",), book, STRICT)) == {"E"}
    assert supported_by_a_ring(("P",), book, STRICT) == set()


def test_votes_of_nobody_known_may_be_anyones() -> None:
    book = _book(C={"P": "0.3", "UNKNOWN_1": "0.3", "Q": "0.4"}, M={"Q": "1"}, D={"P": "0.4", "M": "0.6"})
    known = {"P", "Q"}
    assert possibly_controls("P", "C", book, STRICT, known)
    assert possibly_controls("Q", "C", book, STRICT, known)
    assert not possibly_controls("P", "D", book, STRICT, known)


def test_control_on_record_counts_without_votes() -> None:
    book = _book((("A", "B"),), C={"B": "0.6"})
    controlled = controlled_by(("A",), book, STRICT)
    assert controlled["B"].asserted_by == "A"
    assert controlled["C"].asserted_by is None


def test_two_with_half_each_both_control_where_half_is_enough() -> None:
    book = _book(J={"A": "0.5", "B": "0.5"})
    assert controllers_of("J", book, HALF).ultimate == ("A", "B")
    assert controllers_of("J", book, STRICT).ultimate == ()


def test_power_to_decide_is_not_the_share_of_votes() -> None:
    votes = {"a": Fraction(50, 100), "b": Fraction(49, 100), "c": Fraction(1, 100)}
    assert shapley_shubik(votes, STRICT) == {"a": Fraction(2, 3), "b": Fraction(1, 6), "c": Fraction(1, 6)}
    assert banzhaf(votes, STRICT) == {"a": Fraction(3, 5), "b": Fraction(1, 5), "c": Fraction(1, 5)}

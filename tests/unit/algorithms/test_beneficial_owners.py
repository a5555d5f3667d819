"""Beneficial owners by standard: proven, disproven, or open, and when a senior manager may stand in."""

from collections.abc import Iterable
from fractions import Fraction

from algorithms.beneficial_owners import BeneficialOwners, Outcome, Standard, Thresholds, beneficial_owners
from algorithms.control import VoteBook
from algorithms.holdings import Holding, Holdings
from algorithms.verdict import Verdict

PERSONS = ("P", "Q", "R", "S", "T")


def _decided(*rows: tuple[str, str, str | None], managers: Iterable[str] = ()) -> BeneficialOwners:
    holdings = Holdings(
        Holding(holder, held, None if share is None else Fraction(share)) for holder, held, share in rows
    )
    return beneficial_owners("C", holdings, VoteBook(holdings.votes), PERSONS, PERSONS, Thresholds(), managers)


def test_a_quarter_of_the_capital_is_enough() -> None:
    owners = _decided(("P", "C", "0.25"), ("Q", "C", "0.75"))
    assert owners.verdict("P", Standard.CAPITAL) is Verdict.TRUE
    assert owners.verdict("P", Standard.CONTROL) is Verdict.FALSE
    assert owners.outcome is Outcome.IDENTIFIED


def test_what_nobody_known_holds_may_be_anyones() -> None:
    owners = _decided(("P", "C", "0.2"), ("UNKNOWN_1", "C", "0.1"), ("Q", "C", "0.7"))
    assert owners.verdict("P", Standard.CAPITAL) is Verdict.UNKNOWN
    assert owners.verdict("Q", Standard.CAPITAL) is Verdict.TRUE
    assert owners.verdict("R", Standard.CAPITAL) is Verdict.FALSE


def test_a_share_of_unknown_size_leaves_all_open() -> None:
    owners = _decided(("P", "C", None), ("Q", "C", "0.2"))
    assert owners.verdict("P", Standard.CAPITAL) is Verdict.UNKNOWN
    assert owners.outcome is Outcome.INSUFFICIENT_EVIDENCE


def test_a_manager_stands_in_only_when_nobody_can_be_an_owner() -> None:
    spread = [(person, "C", "0.2") for person in PERSONS]
    assert _decided(*spread, managers=["M"]).outcome is Outcome.SENIOR_MANAGER
    assert _decided(*spread).outcome is Outcome.NO_ONE_ON_RECORD
    assert _decided(*[(person, "C", "0.17") for person in PERSONS], managers=["M"]).fallback is Verdict.UNKNOWN


def test_a_company_whose_owners_are_not_on_record_hides_them() -> None:
    owners = _decided(("FOREIGN", "C", "0.8"), ("P", "C", "0.2"))
    assert owners.verdict("P", Standard.CAPITAL) is Verdict.UNKNOWN
    assert owners.unidentified == Fraction(8, 10)


def test_control_without_capital_is_the_third_standard() -> None:
    rows = [("P", "A", "0.51"), ("Q", "A", "0.49"), ("A", "B", "0.51"), ("Q", "B", "0.49"), ("B", "C", "0.51")]
    owners = _decided(*rows, ("Q", "C", "0.49"))
    assert owners.verdict("P", Standard.CAPITAL) is Verdict.FALSE
    assert owners.verdict("P", Standard.CONTROL) is Verdict.TRUE


def test_cross_holdings_are_named() -> None:
    owners = _decided(("P", "C", "0.6"), ("D", "C", "0.4"), ("C", "D", "0.5"), ("Q", "D", "0.5"))
    assert owners.rings == (frozenset({"C", "D"}),)
    assert owners.verdict("Q", Standard.CAPITAL) is Verdict.TRUE

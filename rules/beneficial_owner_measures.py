"""Measures of beneficial owners: every person by every standard, at the usual share and at that for higher risk."""

from collections.abc import Iterator
from fractions import Fraction

from algorithms.beneficial_owners import BeneficialOwners, Outcome, Standard, Thresholds, beneficial_owners
from algorithms.holdings import ZERO
from algorithms.ownership import owners_of
from algorithms.verdict import Verdict
from rules.asked import Asked
from rules.books import Books
from rules.measure import Measure, measure

TENTH = Fraction(1, 10)
QUARTER = Fraction(1, 4)

_THRESHOLDS = {"0.25": QUARTER, "0.10": TENTH}


class BeneficialOwnerMeasures:
    """Beneficial owners of every company; persons who are `asked` for also where they have no part."""

    def __init__(self, books: Books, asked: Asked) -> None:
        self._books = books
        self._asked = asked

    def measures(self) -> Iterator[Measure]:
        """Yield the measures of every company that has holders or a controller on record."""
        for company in self._books.companies:
            if self._books.holdings.equity.get(company) or self._books.votes.above(company):
                yield from self._of(company)

    def _of(self, company: str) -> Iterator[Measure]:
        owners = {name: self._decided(company, threshold) for name, threshold in _THRESHOLDS.items()}
        asked = sorted({*self._asked.persons, *(self._books.persons & self._books.votes.above(company))})
        votes = owners_of(self._books.holdings.votes, company).total
        usual = owners["0.25"]
        for person in asked:
            for name, found in owners.items():
                capital = found.verdict(person, Standard.CAPITAL)
                for rule_id in self._rules(name, found, person, company):
                    yield measure(f"bo_std1_ge_{name}", rule_id, person, company, capital)
                by_right = found.verdict(person, Standard.VOTES_OR_INCOME)
                yield measure(f"bo_std2_ge_{name}", "CN-BO-STD2", person, company, by_right)
            yield measure("voting_share", "CN-BO-STD2", person, company, votes.get(person, ZERO))
            control = usual.verdict(person, Standard.CONTROL)
            yield measure("bo_std3_candidate", "CN-BO-STD3", person, company, control)
        yield measure("bo_status", "CN-BO", company, "", usual.outcome)
        allowed = usual.fallback is Verdict.TRUE
        yield measure("senior_manager_fallback_allowed", "CN-BO-STD4", company, "", allowed)
        if usual.rings and usual.outcome is not Outcome.INSUFFICIENT_EVIDENCE:
            yield measure("bo_ring_status", "CN-BO-CYC", company, "", Verdict.REVIEW)

    def _decided(self, company: str, threshold: Fraction) -> BeneficialOwners:
        books = self._books
        managers = books.senior_managers(company)
        test = Thresholds(threshold)
        return beneficial_owners(company, books.holdings, books.votes, books.identified, books.persons, test, managers)

    def _rules(self, name: str, owners: BeneficialOwners, person: str, company: str) -> Iterator[str]:
        yield "CN-BO-STD1"
        if name == "0.10":
            yield "CN-BO-HR"
        if owners.unidentified:
            yield "BO-3V"
        if self._is_about_a_nominee(person, company):
            yield "BO-NOMINEE"

    def _is_about_a_nominee(self, person: str, company: str) -> bool:
        agents = {holder for holder, held in self._books.holdings.nominee_holdings if held == company}
        return person in agents or any(
            tie.end == person and tie.start in agents for tie in self._books.facts.of_kind("NOMINEE_FOR")
        )

"""Natural persons behind a company, by standard and three-valued: proven, disproven, or not decided by the evidence.

1 owns a share of the capital, 2 has the votes or the income, 3 controls; a senior manager stands in only when all
others are proven negative. The figures at a ring of cross-holdings have no method that regulators recognise, so that
they come with REVIEW beside them.
"""

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from fractions import Fraction

from algorithms.control import Majority, VoteBook, controlled_by, possibly_controls, supported_by_a_ring
from algorithms.holdings import ONE, ZERO, Holdings, Right
from algorithms.ownership import Walks, owners_of, unidentified_share
from algorithms.verdict import Operator, Verdict


class Standard(IntEnum):
    """By what somebody is a beneficial owner."""

    CAPITAL = 1
    VOTES_OR_INCOME = 2
    CONTROL = 3
    SENIOR_MANAGER = 4


class Outcome(StrEnum):
    """What is known about a company's beneficial owners as a whole."""

    IDENTIFIED = "IDENTIFIED"
    SENIOR_MANAGER = "SENIOR_MANAGER"
    NO_ONE_ON_RECORD = "NO_ONE_ON_RECORD"
    INSUFFICIENT_EVIDENCE = "INSUFFICIENT_EVIDENCE"


@dataclass(frozen=True, slots=True)
class Finding:
    """One person by one standard; `lower` and `upper` bound the share of 1, None where no share is asked."""

    person: str
    standard: Standard
    right: Right | None
    verdict: Verdict
    lower: Fraction | None = None
    upper: Fraction | None = None


@dataclass(frozen=True)
class BeneficialOwners:
    """What is known of one company: every person with a part, by every standard.

    - `unidentified`: the part of the capital that ends with nobody known.
    - `unseen`: whether somebody who is nowhere above the company may still be an owner: FALSE or UNKNOWN.
    - `rings`: the cross-holdings above the company; where there are some, its figures need REVIEW by a person.
    - `fallback`: whether a senior manager may stand in.
    """

    company: str
    findings: tuple[Finding, ...]
    unidentified: Fraction
    unseen: Verdict
    rings: tuple[frozenset[str], ...]
    senior_managers: tuple[str, ...]
    fallback: Verdict

    @property
    def outcome(self) -> Outcome:
        """Return the one-word answer."""
        if any(finding.verdict is Verdict.TRUE for finding in self.findings):
            return Outcome.IDENTIFIED
        if self.fallback is not Verdict.TRUE:
            return Outcome.INSUFFICIENT_EVIDENCE
        return Outcome.SENIOR_MANAGER if self.senior_managers else Outcome.NO_ONE_ON_RECORD

    def verdict(self, person: str, standard: Standard) -> Verdict:
        """Return the most that is proven of the person by that standard, whatever right it rests on."""
        found = {
            finding.verdict for finding in self.findings if (finding.person, finding.standard) == (person, standard)
        }
        order = (Verdict.TRUE, Verdict.REVIEW, Verdict.UNKNOWN, Verdict.FALSE)
        return next((verdict for verdict in order if verdict in found), self.unseen)

    def judged(self, confirmed: Collection[str], rebutted: Collection[str]) -> "BeneficialOwners":
        """Return the same after a person's judgement: rebutted is disproven, and confirmed what was open is proven."""
        findings = tuple(
            replace(finding, verdict=Verdict.FALSE)
            if finding.person in rebutted
            else replace(finding, verdict=Verdict.TRUE)
            if finding.person in confirmed and finding.verdict.is_open
            else finding
            for finding in self.findings
        )
        return replace(
            self, findings=findings, fallback=_fallback({self.unseen, *(finding.verdict for finding in findings)})
        )


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which share on somebody is a beneficial owner, and by which majority somebody controls."""

    threshold: Fraction = Fraction(1, 4)
    operator: Operator = Operator.AT_LEAST
    majority: Majority = field(default_factory=Majority)


def beneficial_owners(
    company: str,
    holdings: Holdings,
    book: VoteBook,
    identified: Container[str],
    persons: Container[str],
    test: Thresholds,
    senior_managers: Iterable[str] = (),
    controlled: Callable[[str], Collection[str]] | None = None,
) -> BeneficialOwners:
    """Decide every person above the company by every standard.

    `identified` are parties at which a chain of ownership may end: persons, and states. `persons` of them are asked.
    `controlled` gives what a person controls alone, for whoever asks of many companies.
    """
    what_one_controls = controlled or (lambda person: controlled_by((person,), book, test.majority))
    walks = _walks(holdings, company)
    unidentified = {right: unidentified_share(found, identified) for right, found in walks.items()}
    findings = [
        Finding(person, standard, right, verdict, lower, upper)
        for right, standard in _BY_SHARE.items()
        for person in sorted(one for one in walks[right].total if one in persons)
        for lower, upper in (bounds(walks[right], person, unidentified[right]),)
        for verdict in (test.operator.between(lower, upper, test.threshold),)
    ]
    findings += [
        Finding(person, Standard.CONTROL, None, verdict)
        for person in sorted(one for one in book.above(company) if one in persons)
        for verdict in (
            Verdict.TRUE
            if company in what_one_controls(person)
            else _open_control(
                person, company, book, test.majority, identified, has_rings=bool(walks[Right.VOTES].rings)
            ),
        )
    ]
    most_open = max(unidentified.values())
    unseen = test.operator.between(ZERO, most_open, test.threshold)
    return BeneficialOwners(
        company,
        tuple(findings),
        unidentified[Right.EQUITY],
        unseen,
        walks[Right.EQUITY].rings,
        tuple(sorted(senior_managers)),
        _fallback({unseen, *(finding.verdict for finding in findings)}),
    )


def _walks(holdings: Holdings, company: str) -> Mapping[Right, Walks]:
    """Return who owns what of the company by each right; rights with the same cap tables share one answer."""
    found: dict[int, Walks] = {}
    for right in Right:
        table = holdings.of(right)
        if id(table) not in found:
            found[id(table)] = owners_of(table, company)
    return {right: found[id(holdings.of(right))] for right in Right}


_BY_SHARE: Mapping[Right, Standard] = {
    Right.EQUITY: Standard.CAPITAL,
    Right.VOTES: Standard.VOTES_OR_INCOME,
    Right.INCOME: Standard.VOTES_OR_INCOME,
}


def bounds(owners: Walks, party: str, unidentified: Fraction) -> tuple[Fraction, Fraction]:
    """Return what the party owns for certain, and with all that nobody known owns."""
    lower = owners.total.get(party, ZERO)
    return lower, max(lower, min(ONE, lower + unidentified))


def _open_control(
    person: str, company: str, book: VoteBook, majority: Majority, identified: Container[str], *, has_rings: bool
) -> Verdict:
    if _is_outvoted(person, company, book, majority, identified):
        return Verdict.FALSE
    if has_rings and company in supported_by_a_ring((person,), book, majority):
        return Verdict.REVIEW
    is_open = possibly_controls(person, company, book, majority, identified)
    return Verdict.UNKNOWN if is_open else Verdict.FALSE


def _is_outvoted(person: str, company: str, book: VoteBook, majority: Majority, identified: Container[str]) -> bool:
    """Return whether others who are known hold so many votes that nothing unknown could make a majority."""
    holders = book.votes.get(company, {})
    against = sum((share for one, share in holders.items() if one != person and one in identified), ZERO)
    is_stated_once = sum(holders.values(), ZERO) <= ONE and person not in book.asserted_over.get(company, ())
    return is_stated_once and not majority.reached(ONE - against)


def _fallback(verdicts: Collection[Verdict]) -> Verdict:
    if Verdict.TRUE in verdicts:
        return Verdict.FALSE
    if Verdict.UNKNOWN in verdicts:
        return Verdict.UNKNOWN
    return Verdict.REVIEW if Verdict.REVIEW in verdicts else Verdict.TRUE

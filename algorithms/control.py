"""Who controls whom: the least set of companies in which a party and what it controls together have the majority.

The company-control problem (Ceri, Gottlob, Tanca 1990; Bellomarini et al. 2020): x controls y when the votes of y that
x and the companies controlled by x hold reach the majority. The least fixpoint is control; what only the greatest
fixpoint contains is cross-holdings that support each other, which a person has to judge.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from algorithms.holdings import ONE, ZERO, Shares, reachable
from algorithms.verdict import Operator


@dataclass(frozen=True, slots=True)
class Majority:
    """How many votes control: more than half in one law, half or more in another."""

    operator: Operator = Operator.ABOVE
    threshold: Fraction = Fraction(1, 2)

    def reached(self, votes: Fraction) -> bool:
        """Return whether so many votes are a majority."""
        return self.operator.holds(votes, self.threshold)


@dataclass(frozen=True, slots=True)
class Control:
    """Why one company is controlled.

    - `parts`: holder → votes, of those that were controlled before this company; their sum is `votes`.
    - `asserted_by`: whose control stands on record by contract, board or articles; None where votes decide.
    - `round`: 1 for what the controllers hold themselves, 2 for what comes through that, and so on.
    """

    company: str
    parts: Mapping[str, Fraction]
    asserted_by: str | None
    round: int

    @property
    def votes(self) -> Fraction:
        """The votes of the controllers and of what they control."""
        return sum(self.parts.values(), ZERO)


class VoteBook:
    """Votes and asserted control, from both ends. Votes are fractions of those that count.

    `rebutted` are pairs of controller and company of which a person has judged that there is no control.
    """

    def __init__(
        self,
        votes: Shares,
        asserted: Iterable[tuple[str, str]] = (),
        rebutted: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.votes = votes
        by_holder: dict[str, dict[str, Fraction]] = defaultdict(dict)
        for held, holders in votes.items():
            for holder, share in holders.items():
                by_holder[holder][held] = share
        self.by_holder: Shares = dict(by_holder)
        self.asserted: dict[str, set[str]] = defaultdict(set)
        self.asserted_over: dict[str, set[str]] = defaultdict(set)
        for controller, company in asserted:
            self.asserted[controller].add(company)
            self.asserted_over[company].add(controller)
        self._rebutted: dict[str, set[str]] = defaultdict(set)
        for controller, company in rebutted:
            self._rebutted[controller].add(company)

    def never_controlled_by(self, roots: Iterable[str]) -> set[str]:
        """Return the companies of which it is judged that one of the roots does not control them."""
        return {company for root in roots for company in self._rebutted.get(root, ())}

    @cached_property
    def _down(self) -> Mapping[str, set[str]]:
        parties = {*self.by_holder, *self.asserted}
        return {party: {*self.by_holder.get(party, ()), *self.asserted.get(party, ())} for party in parties}

    @cached_property
    def _up(self) -> Mapping[str, set[str]]:
        parties = {*self.votes, *self.asserted_over}
        return {party: {*self.votes.get(party, ()), *self.asserted_over.get(party, ())} for party in parties}

    def below(self, roots: Iterable[str]) -> set[str]:
        """Return all in which the roots have a part, however small, or a say; without the roots."""
        starts = set(roots)
        return reachable(self._down, starts) - starts

    def above(self, *companies: str) -> set[str]:
        """Return all who have a part or a say in the companies, however small; without these."""
        return reachable(self._up, companies) - set(companies)

    @property
    def parties(self) -> set[str]:
        """Everyone who has a part or a say, or in whom somebody has."""
        return {*self._down, *self._up}


def controlled_by(roots: Collection[str], book: VoteBook, majority: Majority) -> dict[str, Control]:
    """Return every company that the roots together control, with the reason; the roots themselves are not in it.

    Rounds make the reasons the same in whatever order ties come: a company's reason names only what was controlled
    before it.
    """
    controlled: dict[str, Control] = {}
    inside = set(roots)
    never = book.never_controlled_by(inside) - inside
    frontier = sorted(inside)
    number = 0
    collected: dict[str, dict[str, Fraction]] = defaultdict(dict)
    while frontier:
        number += 1
        touched: set[str] = set()
        claimed: dict[str, str] = {}
        for party in frontier:
            for company, share in book.by_holder.get(party, {}).items():
                if company not in inside:
                    collected[company][party] = share
                    touched.add(company)
            for company in book.asserted.get(party, ()):
                if company not in inside:
                    claimed.setdefault(company, party)
        frontier = sorted(
            company
            for company in (touched | set(claimed)) - never
            if company in claimed or majority.reached(sum(collected[company].values(), ZERO))
        )
        for company in frontier:
            has_votes = majority.reached(sum(collected[company].values(), ZERO))
            controlled[company] = Control(
                company, dict(collected[company]), None if has_votes else claimed.get(company), number
            )
        inside.update(frontier)
    return controlled


def supported_by_a_ring(roots: Collection[str], book: VoteBook, majority: Majority) -> set[str]:
    """Return what the roots control only if companies that hold each other are counted for each other.

    These are in the greatest fixpoint over what the roots have a part in, but not in the least: REVIEW, never control.
    """
    certain = set(roots) | set(controlled_by(roots, book, majority))
    candidates = book.below(roots) - certain - book.never_controlled_by(roots)
    while True:
        supporters = certain | candidates
        fallen = {
            company
            for company in candidates
            if not majority.reached(
                sum((share for holder, share in book.votes.get(company, {}).items() if holder in supporters), ZERO)
            )
        }
        if not fallen:
            return candidates
        candidates -= fallen


def possibly_controls(root: str, company: str, book: VoteBook, majority: Majority, identified: Container[str]) -> bool:
    """Return whether the root would control the company if all votes of nobody known were its own.

    Such votes are those missing from a cap table, and those of whoever is not `identified` (a person, a state) and
    may itself be in the root's hands.
    """
    above = {one for one in (company, *book.above(company)) if one not in identified}
    possible = above - {root} - book.never_controlled_by((root,))
    while True:
        ours = possible | {root}
        fallen = {
            candidate
            for candidate in possible
            if root not in book.asserted_over.get(candidate, ())
            and not majority.reached(
                ONE
                - sum((share for holder, share in book.votes.get(candidate, {}).items() if holder not in ours), ZERO)
            )
        }
        if not fallen:
            return company in possible
        possible -= fallen


def steps_to(company: str, controlled: Mapping[str, Control]) -> tuple[Control, ...]:
    """Return of what somebody controls the companies that lead to this one, and this one last."""
    needed: list[Control] = []
    waiting = [company]
    while waiting:
        control = controlled[waiting.pop()]
        if control not in needed:
            needed.append(control)
            through = [control.asserted_by] if control.asserted_by is not None else list(control.parts)
            waiting += [party for party in through if party in controlled]
    return tuple(sorted(needed, key=lambda control: (control.round, control.company)))


@dataclass(frozen=True)
class Controllers:
    """Who controls a company, with the reason of each, and who of them is controlled by nobody."""

    company: str
    reasons: Mapping[str, Mapping[str, Control]]

    @property
    def all(self) -> tuple[str, ...]:
        """Every controller, direct or through others, ascending."""
        return tuple(sorted(self.reasons))

    @property
    def ultimate(self) -> tuple[str, ...]:
        """The controllers whom nobody controls but those whom they control, ascending; none where nobody has it."""
        return tuple(
            party
            for party in self.all
            if not any(
                party in controlled and other not in self.reasons[party]
                for other, controlled in self.reasons.items()
                if other != party
            )
        )

    def steps_of(self, controller: str) -> tuple[Control, ...]:
        """Return the companies through which the controller reaches this one, and this one last."""
        return steps_to(self.company, self.reasons[controller])


def controllers_of(
    company: str, book: VoteBook, majority: Majority, acting_with: Callable[[str], Collection[str]] = lambda one: (one,)
) -> Controllers:
    """Return everyone who controls the company with what they control, alone or together with who acts with them."""
    reasons = {}
    for party in book.above(company):
        together = acting_with(party)
        controlled = {} if company in together else controlled_by(together, book, majority)
        if company in controlled:
            reasons[party] = controlled
    return Controllers(company, reasons)

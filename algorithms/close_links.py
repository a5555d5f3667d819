"""Close links between a borrower and an issuer or guarantor, in the two readings that are in use.

The law's limb (Guideline (EU) 2015/510 Art. 138) counts what a party holds directly and through undertakings of whose
capital it owns the majority; the other reading takes integrated ownership, or a common owner, at the same threshold.
"""

from collections.abc import Iterable
from fractions import Fraction

from algorithms.control import Majority, VoteBook, controlled_by
from algorithms.holdings import ZERO, Holdings, Right
from algorithms.ownership import integrated, owned_by, owners_of
from algorithms.verdict import Operator


class CloseLinks:
    """Close links among the parties of one set of holdings."""

    def __init__(self, holdings: Holdings, threshold: Fraction = Fraction(1, 5)) -> None:
        self._equity = holdings.equity
        self._by_holder = holdings.by_holder(Right.EQUITY)
        self._capital = VoteBook(holdings.equity)
        self._threshold = threshold

    def by_law(self, one: str, other: str) -> bool:
        """Return whether either holds the threshold of the other by majority chains, or one owns most of both."""
        if self._holds(one, other) or self._holds(other, one):
            return True
        above = self._capital.above(one) & self._capital.above(other)
        return any({one, other} <= set(self._owned_by_majority(owner)) for owner in above)

    def by_integrated_ownership(self, one: str, other: str) -> bool:
        """Return whether either owns the threshold of the other in sum, or somebody owns it of both."""
        if self._integrated_reaches(one, other) or self._integrated_reaches(other, one):
            return True
        above = set(owners_of(self._equity, one).total) & set(owners_of(self._equity, other).total)
        return any(
            self._integrated_reaches(owner, one) and self._integrated_reaches(owner, other)
            for owner in above - {one, other}
        )

    def candidates(self, party: str) -> set[str]:
        """Return everyone who could have a close link with the party: above it, below it, or under the same owner."""
        above = set(owners_of(self._equity, party).total)
        found = set(above)
        for owner in {party, *above}:
            found |= set(owned_by(self._by_holder, owner).sums)
        return found - {party}

    def _holds(self, holder: str, held: str) -> bool:
        through: Iterable[str] = {holder, *self._owned_by_majority(holder)}
        of_held = self._equity.get(held, {})
        share = sum((of_held.get(party, ZERO) for party in through if party != held), ZERO)
        return Operator.AT_LEAST.holds(share, self._threshold)

    def _owned_by_majority(self, holder: str) -> Iterable[str]:
        return controlled_by((holder,), self._capital, Majority())

    def _integrated_reaches(self, holder: str, held: str) -> bool:
        share = integrated(self._equity, owners_of(self._equity, held), holder)
        return share is not None and Operator.AT_LEAST.holds(share, self._threshold)

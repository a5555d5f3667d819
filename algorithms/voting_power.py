"""How often a holder's votes decide: hints at control without a majority, never control by themselves.

Shapley and Shubik (1954) over all orders of voting, Banzhaf (1965) over all coalitions, by dynamic programming over
the votes of coalitions (Mann and Shapley 1962).
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from math import factorial

from algorithms.control import Majority
from algorithms.holdings import ZERO

MOST_VOTERS = 16
"""Beyond so many holders the number of different coalitions is too large to be counted."""


class TooManyVoters(ValueError):
    """More holders than can be counted exactly; `voters` says how many."""

    def __init__(self, voters: int) -> None:
        super().__init__(f"voting power is counted for at most {MOST_VOTERS} holders, not for {voters}")
        self.voters = voters


def shapley_shubik(votes: Mapping[str, Fraction], majority: Majority) -> dict[str, Fraction]:
    """Return holder → the part of all voting orders in which its votes complete the majority; they sum to 1.

    Raises TooManyVoters.
    """
    voters = len(votes)
    orders = factorial(voters)
    power = {}
    for voter, own in votes.items():
        decisive = ZERO
        for (size, weight), count in _coalitions(votes, voter).items():
            if not majority.reached(weight) and majority.reached(weight + own):
                decisive += count * factorial(size) * factorial(voters - size - 1)
        power[voter] = decisive / orders
    return power


def banzhaf(votes: Mapping[str, Fraction], majority: Majority) -> dict[str, Fraction]:
    """Return holder → its part of all the swings in which one holder decides; they sum to 1 where anyone decides.

    Raises TooManyVoters.
    """
    swings = {
        voter: sum(
            count
            for (_, weight), count in _coalitions(votes, voter).items()
            if not majority.reached(weight) and majority.reached(weight + own)
        )
        for voter, own in votes.items()
    }
    total = sum(swings.values())
    return {voter: Fraction(count, total) if total else ZERO for voter, count in swings.items()}


def _coalitions(votes: Mapping[str, Fraction], without: str) -> Counter[tuple[int, Fraction]]:
    """Count the coalitions of all others by size and votes."""
    if len(votes) > MOST_VOTERS:
        raise TooManyVoters(len(votes))
    counts = Counter({(0, ZERO): 1})
    for voter, own in votes.items():
        if voter != without:
            joined = Counter({(size + 1, weight + own): count for (size, weight), count in counts.items()})
            counts += joined
    return counts

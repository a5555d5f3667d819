"""Who holds what of whom: shares as stated, then as they count once nominees and proxies are put in their place."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

ZERO = Fraction(0)
ONE = Fraction(1)

Shares: TypeAlias = Mapping[str, Mapping[str, Fraction]]
"""Held party → holder → share of 1. A holder whose share is unknown stands with 0."""


class Right(StrEnum):
    """What a share gives: ownership of capital, a vote, a part of the income."""

    EQUITY = "equity"
    VOTES = "votes"
    INCOME = "income"


@dataclass(frozen=True, slots=True)
class Holding:
    """One holder's part of one party, as fractions of 1; None is unknown, which is not zero.

    Votes and income follow the capital where they are not stated.
    """

    holder: str
    held: str
    equity: Fraction | None
    votes: Fraction | None = None
    income: Fraction | None = None

    def part(self, right: Right) -> Fraction | None:
        """Return the share of that right."""
        stated = {Right.EQUITY: self.equity, Right.VOTES: self.votes, Right.INCOME: self.income}[right]
        return self.equity if stated is None else stated


@dataclass(frozen=True, slots=True)
class Mandate:
    """`agent` holds (a nominee) or votes (a proxy) for `principal`, in one party or, when None, in all."""

    agent: str
    principal: str
    held: str | None = None


class Holdings:
    """The cap tables of all parties, by right, after mandates.

    Of a nominee everything counts for the nominator; of a proxy's giver the votes count for the proxy.
    Chains of mandates are followed to their end; one that runs in a circle moves nothing. Several holdings
    of a pair add up.
    """

    def __init__(
        self, holdings: Iterable[Holding], nominees: Iterable[Mandate] = (), proxies: Iterable[Mandate] = ()
    ) -> None:
        stated = list(holdings)
        owned = list(_moved(stated, _principals(nominees)))
        voted = list(_moved(owned, _principals(proxies)))
        equity, votes, income = _table(owned, Right.EQUITY), _table(voted, Right.VOTES), _table(owned, Right.INCOME)
        # Mostly all three are the same, and whoever asks by right then asks once.
        self._shares = {
            Right.EQUITY: equity,
            Right.VOTES: equity if votes == equity else votes,
            Right.INCOME: equity if income == equity else income,
        }
        self._held = {right: _turned(shares) for right, shares in self._shares.items()}
        self.counting_for = tuple((one.holder, other.holder) for one, other in zip(owned, voted, strict=True))
        """Of each holding, in the order given: whose capital it counts for, and whose votes."""
        moved = zip(stated, owned, strict=True)
        self.nominee_holdings = frozenset((one.holder, one.held) for one, other in moved if one.holder != other.holder)

    def of(self, right: Right) -> Shares:
        """Return the shares of that right: held party → holder → share."""
        return self._shares[right]

    def by_holder(self, right: Right) -> Shares:
        """Return the same from the other end: holder → held party → share."""
        return self._held[right]

    @property
    def equity(self) -> Shares:
        """The shares of capital."""
        return self._shares[Right.EQUITY]

    @property
    def votes(self) -> Shares:
        """The votes, own shares included."""
        return self._shares[Right.VOTES]

    @property
    def parties(self) -> frozenset[str]:
        """Everyone who holds or is held."""
        return frozenset(self.equity) | frozenset(self._held[Right.EQUITY]) | frozenset(self._held[Right.VOTES])

    def above_one(self, right: Right = Right.EQUITY) -> dict[str, Fraction]:
        """Return the parties of whom more than everything is held, with the sum: a fault of the data."""
        sums = {held: sum(holders.values(), ZERO) for held, holders in self._shares[right].items()}
        return {held: total for held, total in sums.items() if total > ONE}


def votes_that_count(votes: Shares) -> Shares:
    """Return the votes without those that a company holds in itself: they rest, and the others weigh more.

    A company that holds all of itself has no vote that counts.
    """
    return {held: _without_own(held, holders) for held, holders in votes.items()}


def _without_own(held: str, holders: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    own = holders.get(held, ZERO)
    if not own:
        return holders
    base = ONE - own
    return {holder: share / base for holder, share in holders.items() if holder != held} if base > 0 else {}


def reachable(arcs: Mapping[str, Collection[str]] | Shares, starts: Iterable[str]) -> set[str]:
    """Return the starts and all that can be reached from them."""
    found = set(starts)
    frontier = list(found)
    while frontier:
        for neighbour in arcs.get(frontier.pop(), ()):
            if neighbour not in found:
                found.add(neighbour)
                frontier.append(neighbour)
    return found


_Principals: TypeAlias = Mapping[tuple[str, str | None], str]


def _principals(mandates: Iterable[Mandate]) -> _Principals:
    """Of two mandates for the same shares the one to the smaller id counts, in whatever order they came."""
    found: dict[tuple[str, str | None], str] = {}
    for mandate in mandates:
        key = (mandate.agent, mandate.held)
        found[key] = min(found.get(key, mandate.principal), mandate.principal)
    return found


def _moved(holdings: Iterable[Holding], principals: _Principals) -> Iterable[Holding]:
    for holding in holdings:
        yield replace(holding, holder=_last(holding.holder, holding.held, principals))


def _last(holder: str, held: str, principals: _Principals) -> str:
    seen = [holder]
    while True:
        following = principals.get((seen[-1], held), principals.get((seen[-1], None)))
        if following is None:
            return seen[-1]
        if following in seen:
            return holder
        seen.append(following)


def _table(holdings: Iterable[Holding], right: Right) -> Shares:
    shares: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for holding in holdings:
        holders = shares[holding.held]
        holders[holding.holder] = holders.get(holding.holder, ZERO) + (holding.part(right) or ZERO)
    return dict(shares)


def _turned(shares: Shares) -> Shares:
    turned: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for held, holders in shares.items():
        for holder, share in holders.items():
            turned[holder][held] = share
    return dict(turned)

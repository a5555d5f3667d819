"""What the bank stands to lose with a party or a group, held against limits of its capital."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from algorithms.holdings import ZERO
from algorithms.verdict import Operator, Verdict


class Capital(StrEnum):
    """The part of the bank's capital to which a limit refers."""

    TIER1 = "tier1"
    NET = "net_capital"


OwnFunds: TypeAlias = Mapping[Capital, Fraction]
"""The bank's capital, in the same money as exposures; absent where it is not known."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """One claim on one or more parties. A claim on several (a joint account) counts once in any sum."""

    key: str
    parties: frozenset[str]
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so large a part of capital: `operator` says from where on it is broken (or must be reported)."""

    capital: Capital
    threshold: Fraction
    operator: Operator


@dataclass(frozen=True, slots=True)
class LimitUse:
    """An exposure held against one limit; `ratio` is None and the verdict UNKNOWN where the capital is not known."""

    limit: Limit
    exposure: Fraction
    ratio: Fraction | None
    reached: Verdict


class Exposures:
    """All claims of the bank on one day."""

    def __init__(self, exposures: Iterable[Exposure]) -> None:
        self._by_party: dict[str, dict[str, Fraction]] = {}
        self._all: dict[str, Fraction] = {}
        for exposure in exposures:
            self._all[exposure.key] = exposure.amount
            for party in exposure.parties:
                self._by_party.setdefault(party, {})[exposure.key] = exposure.amount

    def of(self, parties: Collection[str]) -> Fraction:
        """Return the sum of all claims on any of the parties, each claim once."""
        claims: dict[str, Fraction] = {}
        for party in parties:
            claims.update(self._by_party.get(party, {}))
        return sum(claims.values(), ZERO)

    @property
    def total(self) -> Fraction:
        """Every claim once, in however many groups its parties are."""
        return sum(self._all.values(), ZERO)


def use_of(limit: Limit, exposure: Fraction, own_funds: OwnFunds) -> LimitUse:
    """Hold an exposure against a limit."""
    capital = own_funds.get(limit.capital)
    if not capital:
        return LimitUse(limit, exposure, None, Verdict.UNKNOWN)
    ratio = exposure / capital
    return LimitUse(limit, exposure, ratio, Verdict.of(limit.operator.holds(ratio, limit.threshold)))

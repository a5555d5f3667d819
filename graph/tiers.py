"""The tiers of customers by what they hold: thresholds as data, lower bounds inclusive."""

from dataclasses import dataclass

from graph.bands import Band

TIER_CURRENCY = "CNY"
"""The thresholds are amounts of this currency; holdings in another one are not converted."""

TIERS: tuple[tuple[str, int], ...] = (
    ("PB", 600_000_000),
    ("T3", 50_000_000),
    ("T2", 20_000_000),
    ("T1", 5_000_000),
    ("T0", 0),
)
"""Name and lower bound in minor units (fen), highest first: 6 million, 500, 200 and 50 thousand yuan."""

KINDS_NOT_COUNTED = frozenset({"LOAN", "CREDIT_LINE", "CARD", "EXTERNAL"})
"""Kinds of account whose balance is a debt, a mirror of another account, or kept elsewhere."""

OWNER_ROLES = ("PRIMARY", "JOINT")
"""Roles whose holder owns a part of the balance."""


@dataclass(frozen=True)
class Tier:
    """A tier with the total that it rests on; `name` is None when `reason` says why there is none."""

    name: str | None
    total_minor: int | Band | None = None
    reason: str | None = None


def owned_minor(balance_minor: int, owners: int) -> int:
    """Return one owner's part of a positive balance: owners share equally, in whole minor units."""
    return max(balance_minor, 0) // max(owners, 1)


def tier_of(parts: dict[str, int]) -> Tier:
    """Return the tier for the owned parts of positive balances, in minor units by currency."""
    if not parts:
        return Tier(None, reason="NO_BALANCE_KNOWN")
    if set(parts) != {TIER_CURRENCY}:
        return Tier(None, reason="NOT_IN_CNY")
    total = parts[TIER_CURRENCY]
    name = next(name for name, lower_bound in TIERS if total >= lower_bound)
    return Tier(name, total)

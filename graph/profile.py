"""What one party holds and owes, added up exactly and then shown as the caller may see it: the 360 view."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from graph.bands import Band
from graph.entitlement import Entitlement, Section
from graph.model import PARTY_TIE_TYPES
from graph.omissions import Omission, Reason, counted, named, of_kinds, of_sections
from graph.sight import Sight
from graph.tiers import KINDS_NOT_COUNTED, OWNER_ROLES, Tier, owned_minor, tier_of

Facts = Mapping[str, Any]
LOAN_KINDS = frozenset({"LOAN"})
_CONTACT_KINDS = ("HAS_PHONE", "HAS_EMAIL", "HAS_ADDRESS", "USED_DEVICE")
_RISK = frozenset({"risk_class", "overdue_days"})
"""Properties of an account that say how it is paid back."""


@dataclass(frozen=True)
class Holding:
    """An account and the party's part in it; `owners` counts its primary and joint holders."""

    account: Facts
    roles: tuple[str, ...]
    owners: int
    product: Facts | None
    settles_through: str | None
    orders: tuple[Facts, ...]

    @property
    def owned_part(self) -> Fraction:
        """The party's part of the balance: owners share equally, others have none."""
        if not any(role in OWNER_ROLES for role in self.roles):
            return Fraction(0)
        return Fraction(1, max(self.owners, 1))


@dataclass(frozen=True)
class Exposure:
    """What is at stake in one currency, in minor units; an account that the party holds twice counts once."""

    currency: str | None
    loans_minor: int | Band = 0
    limits_minor: int | Band = 0
    guarantees_given_minor: int | Band = 0
    guarantees_received_minor: int | Band = 0


@dataclass(frozen=True)
class TierBasis:
    """The tier and the days of the balances that it rests on."""

    tier: Tier
    oldest_balance_on: date | None
    newest_balance_on: date | None


@dataclass(frozen=True)
class Profile:
    """The 360 view of one party; the plain sections are rows as their statement returns them."""

    party: Facts
    labels: tuple[str, ...]
    identifiers: Sequence[Facts]
    holdings: tuple[Holding, ...]
    exposures: tuple[Exposure, ...]
    tier: TierBasis
    ties: Sequence[Facts]
    contacts: Sequence[Facts]
    households: Sequence[Facts]
    segments: Sequence[Facts]
    consents: Sequence[Facts]
    managers: Sequence[Facts]
    branches: Sequence[Facts]
    sources: Sequence[Facts]
    omitted: tuple[Omission, ...]


def profile_of(row: Facts, valid_at: date, entitlement: Entitlement, sight: Sight) -> Profile:
    """Return the view of the party that the row of its statement describes, as this caller may see it."""
    holdings = tuple(_holding(item, entitlement) for item in row["holdings"])
    guarantees = [item for item in row["guarantees"] if item["is_visible"]]
    exposures = _exposures(holdings, guarantees) if Section.EXPOSURES in entitlement.sections else ()
    profile = Profile(
        party=row["party"],
        labels=tuple(row["labels"]),
        identifiers=row["identifiers"],
        holdings=holdings,
        exposures=exposures,
        tier=_tier(row["labels"], holdings, valid_at),
        ties=row["ties"],
        contacts=row["contacts"],
        households=[_without(household, {"withheld"}) for household in row["households"]],
        segments=row["segments"],
        consents=row["consents"],
        managers=row["managers"],
        branches=row["branches"],
        sources=row["sources"],
        omitted=named(_omissions(row, entitlement, sight), entitlement),
    )
    shown: Profile = sight.shown(profile)
    return shown


def _without(facts: Facts, names: Collection[str]) -> Facts:
    return {name: value for name, value in facts.items() if name not in names}


def _holding(item: Facts, entitlement: Entitlement) -> Holding:
    account = item["account"]
    if Section.RISK not in entitlement.sections:
        account = _without(account, _RISK)
    return Holding(
        account=account,
        roles=tuple(sorted(item["roles"])),
        owners=item["owners"],
        product=item["product"],
        settles_through=item["settles_through"],
        orders=tuple(item["orders"]) if Section.PAYMENTS in entitlement.sections else (),
    )


def _omissions(row: Facts, entitlement: Entitlement, sight: Sight) -> tuple[Omission, ...]:
    hidden = [item for item in row["guarantees"] if not item["is_visible"]]
    return (
        *of_kinds("ties", PARTY_TIE_TYPES, entitlement),
        *of_kinds("contacts", _CONTACT_KINDS, entitlement),
        *of_kinds("households", ("IN_HOUSEHOLD",), entitlement),
        *of_sections(Section, entitlement),
        *counted("ties", Reason.OUT_OF_SCOPE, row["withheld"]),
        *counted("exposures", Reason.OUT_OF_SCOPE, sum(item["count"] for item in hidden)),
        *counted("households", Reason.OUT_OF_SCOPE, sum(item["withheld"] for item in row["households"])),
        *counted("identity", Reason.FIELD_CLASS, sight.withheld(row["party"])),
        *counted("identifiers", Reason.FIELD_CLASS, sight.withheld(row["identifiers"])),
        *counted("holdings", Reason.FIELD_CLASS, sight.withheld([item["account"] for item in row["holdings"]])),
        *counted("contacts", Reason.FIELD_CLASS, sight.withheld(row["contacts"])),
    )


def _tier(labels: Sequence[str], holdings: Sequence[Holding], valid_at: date) -> TierBasis:
    if "Customer" not in labels:
        return TierBasis(Tier(None, reason="NOT_A_CUSTOMER"), None, None)
    parts: dict[str, int] = {}
    days = []
    for holding in holdings:
        account = holding.account
        if not holding.owned_part or not _is_counted(account, valid_at):
            continue
        currency = account.get("currency") or "XXX"
        parts[currency] = parts.get(currency, 0) + owned_minor(account["balance_minor"], holding.owners)
        if account.get("balance_on"):
            days.append(account["balance_on"])
    return TierBasis(tier_of(parts), min(days, default=None), max(days, default=None))


def _is_counted(account: Facts, valid_at: date) -> bool:
    closed_on = account.get("closed_on")
    return (
        account["kind"] not in KINDS_NOT_COUNTED
        and account.get("balance_minor") is not None
        and (closed_on is None or closed_on > valid_at)
    )


def _exposures(holdings: Sequence[Holding], guarantees: Sequence[Facts]) -> tuple[Exposure, ...]:
    sums: dict[str | None, dict[str, int]] = {}

    def add(currency: str | None, name: str, amount_minor: int) -> None:
        amounts = sums.setdefault(currency, {})
        amounts[name] = amounts.get(name, 0) + amount_minor

    for holding in holdings:
        account = holding.account
        if account["kind"] in LOAN_KINDS:
            add(account.get("currency"), "loans_minor", _outstanding_minor(account))
        if account.get("limit_minor") is not None:
            add(account.get("currency"), "limits_minor", account["limit_minor"])
    for item in guarantees:
        side = "guarantees_given_minor" if item["is_given"] else "guarantees_received_minor"
        add(item["currency"], side, item["amount_minor"])
    return tuple(Exposure(currency, **sums[currency]) for currency in sorted(sums, key=lambda code: code or ""))


def _outstanding_minor(account: Facts) -> int:
    """Return what is owed: the balance, whose sign differs between banks, or else the sum lent."""
    balance = account.get("balance_minor")
    return abs(balance) if balance is not None else int(account.get("principal_minor") or 0)

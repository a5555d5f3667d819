from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from graph.entitlement import SEES_EVERYTHING, Entitlement
from graph.profile import Profile, profile_of
from graph.sight import Sight
from graph.tiers import tier_of
from tests.support.vault import test_vault

DAY = date(2026, 6, 30)


def account(kind: str = "CURRENT", balance_minor: int | None = 100, **values: Any) -> dict[str, Any]:
    plain = {
        "account_id": "a",
        "kind": kind,
        "currency": "CNY",
        "balance_minor": balance_minor,
        "balance_on": DAY,
    }
    return {**plain, **values}


def holding(of: dict[str, Any], roles: tuple[str, ...] = ("PRIMARY",), owners: int = 1) -> dict[str, Any]:
    return {
        "account": of,
        "roles": roles,
        "owners": owners,
        "product": None,
        "settles_through": None,
        "orders": [],
    }


def view(*holdings: dict[str, Any], entitlement: Entitlement = SEES_EVERYTHING, **changes: Any) -> Profile:
    lists = ("identifiers", "guarantees", "ties", "contacts", "households", "segments", "consents")
    empty: dict[str, Any] = {name: [] for name in (*lists, "managers", "branches", "sources")}
    row = {
        "party": {"party_id": "p"},
        "labels": ["Party", "Customer"],
        "holdings": list(holdings),
        "withheld": 0,
    }
    sight = Sight(test_vault(), entitlement)
    return profile_of({**empty, **row, **changes}, DAY, entitlement, sight)


@pytest.mark.parametrize(
    ("balance_minor", "tier"),
    [
        (0, "T0"), (4_999_999, "T0"), (5_000_000, "T1"), (19_999_999, "T1"), (20_000_000, "T2"),
        (50_000_000, "T3"), (599_999_999, "T3"), (600_000_000, "PB"),
    ],
)  # fmt: skip
def test_lower_bounds_of_tiers_are_inclusive(balance_minor: int, tier: str) -> None:
    assert tier_of({"CNY": balance_minor}).name == tier


def test_a_joint_balance_counts_by_equal_parts() -> None:
    found = view(holding(account(balance_minor=10_000_001), ("JOINT",), owners=2))
    assert found.tier.tier.total_minor == 5_000_000
    assert found.holdings[0].owned_part == Fraction(1, 2)


@pytest.mark.parametrize(
    "other",
    [
        holding(account("LOAN", 9_000_000)),
        holding(account("CARD", 9_000_000)),
        holding(account(balance_minor=9_000_000), ("AUTHORIZED",)),
        holding(account(balance_minor=9_000_000, closed_on=DAY)),
        holding(account(balance_minor=None)),
        holding(account(balance_minor=-9_000_000)),
    ],
)
def test_what_is_not_owned_does_not_raise_the_tier(other: dict[str, Any]) -> None:
    found = view(holding(account(balance_minor=100)), other)
    assert found.tier.tier.total_minor == 100


def test_the_days_of_the_balances_are_said() -> None:
    older = account(balance_on=date(2026, 5, 31))
    found = view(holding(account()), holding(older))
    assert (found.tier.oldest_balance_on, found.tier.newest_balance_on) == (date(2026, 5, 31), DAY)


@pytest.mark.parametrize(
    ("held", "labels", "reason"),
    [
        ([holding(account(currency="CZK"))], ["Party", "Customer"], "NOT_IN_CNY"),
        ([holding(account()), holding(account(currency="USD"))], ["Party", "Customer"], "NOT_IN_CNY"),
        ([], ["Party", "Customer"], "NO_BALANCE_KNOWN"),
        ([holding(account())], ["Party"], "NOT_A_CUSTOMER"),
    ],
)
def test_no_tier_comes_with_a_reason(held: list[dict[str, Any]], labels: list[str], reason: str) -> None:
    found = view(*held, labels=labels)
    assert (found.tier.tier.name, found.tier.tier.reason) == (None, reason)


def test_exposure_adds_up_by_currency() -> None:
    given = [
        {"is_given": True, "is_visible": True, "currency": "CNY", "amount_minor": 7, "count": 1},
        {"is_given": False, "is_visible": True, "currency": "USD", "amount_minor": 9, "count": 1},
    ]
    found = view(
        holding(account("LOAN", -500, principal_minor=900), ("BORROWER",)),
        holding(account("LOAN", None, principal_minor=300), ("BORROWER",)),
        holding(account("CREDIT_LINE", 0, limit_minor=1_000)),
        guarantees=given,
    )
    yuan, dollars = found.exposures
    assert (yuan.loans_minor, yuan.limits_minor, yuan.guarantees_given_minor) == (800, 1_000, 7)
    assert (dollars.currency, dollars.guarantees_received_minor, dollars.loans_minor) == ("USD", 9, 0)


def test_withheld_parties_are_named() -> None:
    assert [(item.section, item.count) for item in view(withheld=3).omitted] == [("ties", 3)]

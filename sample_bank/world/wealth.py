"""Wealth customers, their risk level and holdings; and the tier that all assets together give."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import REFERENCE_DAY, Days, Ints, Texts, days_after, texts
from sample_bank.streams import Streams
from sample_bank.world.accounts import Accounts
from sample_bank.world.companies import Companies
from sample_bank.world.customers import Customers
from sample_bank.world.people import People
from sample_bank.world.products import CODES, COLUMN, WEALTH_CODES, Holdings

_WEALTH_ONLY_SHARE = 0.01
_SAVER_YEARS = 25
TIERS = texts(["T0", "T1", "T2", "T3", "PB"])
# Month-average assets in cents from which a tier begins.
_TIER_CENTS = np.array([50_000_00, 200_000_00, 500_000_00, 6_000_000_00])


@dataclass(frozen=True, slots=True)
class Wealth:
    """`persons`: a person a wealth customer. Below, one row a holding: a position in `persons`, cents."""

    persons: Ints
    risk: Ints
    assessed: Days
    opened: Days
    customer: Ints
    product: Texts
    market_cents: Ints
    bought: Days


def draw_wealth(streams: Streams, people: People, customers: Customers, holdings: Holdings) -> Wealth:
    """Everyone with a wealth product, and a few whom core banking does not know."""
    rng = streams.numpy("wealth")
    columns = [COLUMN[code] for code in WEALTH_CODES]
    records, chosen = np.nonzero(holdings.held[:, columns])
    outsiders = np.flatnonzero((customers.record_of[: len(people)] < 0) & (people.years > _SAVER_YEARS))
    count = min(len(outsiders), max(1, round(len(customers) * _WEALTH_ONLY_SHARE)))
    others = rng.choice(outsiders, size=count, replace=False)
    holder = np.concatenate([customers.entities[records], others])
    product = texts(CODES)[np.concatenate([np.array(columns)[chosen], rng.choice(columns, size=count)])]
    persons, customer = np.unique(holder, return_inverse=True)
    held_days = (REFERENCE_DAY - _since(customers, persons)).astype(np.int64)
    opened = REFERENCE_DAY - (held_days * rng.uniform(0.1, 0.9, size=len(persons))).astype("timedelta64[D]")
    span = (REFERENCE_DAY - opened).astype(np.int64)
    worth = np.exp(people.wealth[holder]) * rng.lognormal(0.2, 0.6, size=len(holder))
    return Wealth(
        persons=persons,
        risk=rng.choice(5, size=len(persons), p=[0.12, 0.3, 0.34, 0.17, 0.07]) + 1,
        assessed=days_after(opened, span * rng.uniform(0, 0.95, size=len(span))),
        opened=opened,
        customer=customer.astype(np.int64),
        product=product,
        market_cents=np.maximum(np.round(worth * 100), 1000_00).astype(np.int64),
        bought=days_after(opened[customer], span[customer] * rng.beta(2, 1.2, size=len(holder)) * 0.98),
    )


def _since(customers: Customers, persons: Ints) -> Days:
    """Customers from their first day with the bank; the others for at most six years."""
    record = customers.record_of[persons]
    return np.where(record >= 0, customers.opened[record], np.full(len(persons), REFERENCE_DAY - 6 * 365))


def average_assets(
    people: People, companies: Companies, customers: Customers, accounts: Accounts, wealth: Wealth
) -> Ints:
    """Each record's month-average assets in cents; a second record's lie with the first."""
    entities = len(people) + len(companies)
    deposits = np.bincount(customers.entities[accounts.record], weights=accounts.averages, minlength=entities)
    invested = np.bincount(wealth.persons[wealth.customer], weights=wealth.market_cents, minlength=entities)
    return np.round((deposits + invested)[customers.entities]).astype(np.int64)


def tiers(assets: Ints) -> Texts:
    """The tier that begins at or below the assets."""
    return TIERS[np.searchsorted(_TIER_CENTS, assets, side="right")]

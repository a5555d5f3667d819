"""Twelve months of money between customers: salaries, rent, family support, friends, shops, suppliers."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import WINDOW_DAYS, WINDOW_START, Days, Floats, Ints, Texts, texts
from sample_bank.streams import Streams
from sample_bank.world.accounts import Accounts
from sample_bank.world.churn import Churn
from sample_bank.world.communities import Communities
from sample_bank.world.customers import Customers
from sample_bank.world.people import ADULT_YEARS, People
from sample_bank.world.products import PAYROLL, Holdings
from sample_bank.world.social_ties import SocialTies

PURPOSES = texts(["工资", "房租", "生活费", "转账", "还款", "红包", "消费", "货款", "服务费"])
SALARY, RENT, SUPPORT, TRANSFER, REPAYMENT, GIFT, PURCHASE, GOODS, SERVICES = range(9)
_MONTHS = 12
_SECONDS_A_DAY = 86_400
_RENTER_SHARE = 0.07
_SUPPORT_SHARE = 0.3
_EARNING_YEARS = 25
_BOARDER_YEARS = 12
_TURNED_SHARE = 0.4
_SERVICES_SHARE = 0.2
_FRIENDS_PAY_SHARE = 0.35
_PURCHASES_MEAN = 2.5
_SUPPLIERS_MAX = 4


@dataclass(frozen=True, slots=True)
class Transfers:
    """One row a transfer between customer records; `second` counts from the start of the window."""

    payer: Ints
    payee: Ints
    cents: Ints
    second: Ints
    purpose: Ints

    def __len__(self) -> int:
        return len(self.payer)


@dataclass(frozen=True, slots=True)
class Parties:
    """What the patterns draw from."""

    people: People
    communities: Communities
    customers: Customers
    holdings: Holdings
    ties: SocialTies

    def records(self, persons: Ints) -> Ints:
        """Customer records of persons, -1 where they bank elsewhere."""
        return self.customers.record_of[persons]


def draw_transfers(streams: Streams, parties: Parties, accounts: Accounts, churn: Churn) -> Transfers:
    """All patterns in order of time, without what would fall before the accounts or after somebody left."""
    parts = [
        _salaries(streams.numpy("salaries"), parties),
        _rents(streams.numpy("rents"), parties),
        _family_support(streams.numpy("family support"), parties),
        _between_friends(streams.numpy("friends"), parties),
        _purchases(streams.numpy("purchases"), parties),
        _suppliers(streams.numpy("suppliers"), parties),
    ]
    payer, payee, cents, second, purpose = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("payer", "payee", "cents", "second", "purpose")
    )
    begun = _seconds_from_window(accounts.opened[accounts.first_of_record], otherwise=0)
    ended = _seconds_from_window(churn.left_on, otherwise=WINDOW_DAYS * _SECONDS_A_DAY)
    kept = (payer >= 0) & (payee >= 0) & (payer != payee)
    for side in (payer, payee):
        kept &= (second >= begun[side] + _SECONDS_A_DAY) & (second < ended[side])
    rows = np.flatnonzero(kept)
    rows = rows[np.argsort(second[rows], kind="stable")]
    return Transfers(payer[rows], payee[rows], cents[rows], second[rows], purpose[rows])


def _seconds_from_window(days: Days, otherwise: int) -> Ints:
    passed = (days - WINDOW_START).astype(np.int64) * _SECONDS_A_DAY
    return np.where(np.isnat(days), otherwise, passed)


def _monthly(
    rng: np.random.Generator, payer: Ints, payee: Ints, yuan: Floats, purpose: int, day: Ints, jitter: float
) -> Transfers:
    """One transfer a month for each pair, around its day, of an amount that moves by `jitter`."""
    month = np.tile(np.arange(_MONTHS), len(payer))
    payers, payees = np.repeat(payer, _MONTHS), np.repeat(payee, _MONTHS)
    months = (WINDOW_START.astype("datetime64[M]") + month.astype("timedelta64[M]")).astype("datetime64[D]")
    days = (months - WINDOW_START).astype(np.int64) + np.repeat(day, _MONTHS) - 1
    days = np.minimum(days + rng.integers(0, 2, size=len(days)), WINDOW_DAYS - 1)
    amounts = np.repeat(yuan, _MONTHS) * (1 + jitter * rng.standard_normal(len(days)))
    return Transfers(payers, payees, _cents(amounts), _at(rng, days), np.full(len(days), purpose))


def _cents(yuan: Floats) -> Ints:
    return np.maximum(np.round(yuan * 100), 100).astype(np.int64)


def _at(rng: np.random.Generator, days: Ints) -> Ints:
    """A second between eight in the morning and ten at night."""
    return np.asarray(days * _SECONDS_A_DAY + rng.integers(8 * 3600, 22 * 3600, size=len(days)))


def _anytime(rng: np.random.Generator, count: int) -> Ints:
    return _at(rng, rng.integers(0, WINDOW_DAYS, size=count))


def _salaries(rng: np.random.Generator, parties: Parties) -> Transfers:
    payee = parties.holdings.records_with(PAYROLL)
    employer = parties.communities.employer[parties.customers.entities[payee]]
    payer = parties.customers.record_of[len(parties.people) + employer]
    payday = rng.integers(5, 26, size=int(employer.max(initial=0)) + 1)[employer]
    wages = rng.lognormal(np.log(8800), 0.45, size=len(payee))
    return _monthly(rng, payer, payee, wages, SALARY, payday, 0.02)


def _persons(parties: Parties) -> Ints:
    customers = parties.customers
    rows = np.flatnonzero(~customers.is_company & (customers.duplicate_of < 0))
    return rows[parties.people.years[customers.entities[rows]] >= ADULT_YEARS]


def _rents(rng: np.random.Generator, parties: Parties) -> Transfers:
    """Some landlords let very many flats."""
    adults = _persons(parties)
    tenants = adults[rng.random(len(adults)) < _RENTER_SHARE]
    landlords = rng.permutation(adults)
    weights = 1 / np.arange(1, len(landlords) + 1) ** 0.7
    payee = rng.choice(landlords, size=len(tenants), p=weights / weights.sum())
    rent = np.round(rng.lognormal(np.log(3200), 0.5, size=len(tenants)) / 50) * 50
    return _monthly(rng, tenants, payee, rent, RENT, rng.integers(1, 6, size=len(tenants)), 0.0)


def _family_support(rng: np.random.Generator, parties: Parties) -> Transfers:
    """Parents to a child who studies elsewhere, grown children to their parents."""
    ties, years = parties.people.kinship.ties, parties.people.years
    parent, child = ties.from_person[~ties.is_spouse], ties.to_person[~ties.is_spouse]
    chosen = rng.random(len(parent)) < _SUPPORT_SHARE
    upwards = chosen & (years[child] >= _EARNING_YEARS)
    downwards = chosen & (years[child] >= _BOARDER_YEARS) & (years[child] < _EARNING_YEARS)
    payer = np.concatenate([child[upwards], parent[downwards]])
    payee = np.concatenate([parent[upwards], child[downwards]])
    amounts = np.round(rng.lognormal(np.log(1500), 0.5, size=len(payer)) / 100) * 100
    days = rng.integers(1, 28, size=len(payer))
    return _monthly(rng, parties.records(payer), parties.records(payee), amounts, SUPPORT, days, 0.0)


def _between_friends(rng: np.random.Generator, parties: Parties) -> Transfers:
    spouses = parties.people.kinship.ties
    now = spouses.is_spouse & np.isnat(spouses.valid_to)
    paying = rng.random(len(parties.ties)) < _FRIENDS_PAY_SHARE
    left = np.concatenate([parties.ties.left[paying], np.repeat(spouses.from_person[now], 2)])
    right = np.concatenate([parties.ties.right[paying], np.repeat(spouses.to_person[now], 2)])
    times = rng.geometric(0.4, size=len(left))
    left, right = np.repeat(left, times), np.repeat(right, times)
    turned = rng.random(len(left)) < _TURNED_SHARE
    payer, payee = np.where(turned, right, left), np.where(turned, left, right)
    purpose = rng.choice([TRANSFER, REPAYMENT, GIFT], size=len(payer), p=[0.6, 0.2, 0.2])
    cents = _cents(rng.lognormal(np.log(350), 1.2, size=len(payer)))
    return Transfers(parties.records(payer), parties.records(payee), cents, _anytime(rng, len(payer)), purpose)


def _purchases(rng: np.random.Generator, parties: Parties) -> Transfers:
    """Persons pay shops; a few shops take most of it."""
    shops = rng.permutation(np.flatnonzero(parties.customers.is_company))
    adults = _persons(parties)
    payer = np.repeat(adults, rng.poisson(_PURCHASES_MEAN, size=len(adults)))
    weights = 1 / np.arange(1, len(shops) + 1)
    payee = rng.choice(shops, size=len(payer), p=weights / weights.sum())
    cents = _cents(rng.lognormal(np.log(120), 1.1, size=len(payer)))
    return Transfers(payer, payee, cents, _anytime(rng, len(payer)), np.full(len(payer), PURCHASE))


def _suppliers(rng: np.random.Generator, parties: Parties) -> Transfers:
    firms = np.flatnonzero(parties.customers.is_company)
    payer = np.repeat(firms, rng.integers(0, _SUPPLIERS_MAX + 1, size=len(firms)))
    payee = rng.choice(firms, size=len(payer))
    amounts = rng.lognormal(np.log(60_000), 1.3, size=len(payer))
    goods = _monthly(rng, payer, payee, amounts, GOODS, rng.integers(1, 28, size=len(payer)), 0.25)
    services = rng.random(len(goods)) < _SERVICES_SHARE
    purpose = np.where(services, SERVICES, GOODS)
    return Transfers(goods.payer, goods.payee, goods.cents, goods.second, purpose)


def clock_texts(seconds: Ints) -> tuple[Texts, Texts]:
    """Day and time of day of seconds counted from the start of the window."""
    days = np.datetime_as_string(WINDOW_START + np.arange(WINDOW_DAYS + 1), unit="D").astype(object)
    clock = texts([f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(_SECONDS_A_DAY)])
    return texts(days)[seconds // _SECONDS_A_DAY], clock[seconds % _SECONDS_A_DAY]

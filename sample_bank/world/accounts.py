"""The accounts behind the holdings: numbers, cards, balances, opening, closing, and who may use them."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import (
    NEVER,
    REFERENCE_DAY,
    Days,
    Ints,
    Texts,
    ages,
    days_after,
    texts,
)
from sample_bank.identifiers import card_numbers
from sample_bank.streams import Streams
from sample_bank.world.churn import Churn
from sample_bank.world.companies import Companies
from sample_bank.world.customers import Customers
from sample_bank.world.diffusion import Diffusion
from sample_bank.world.ownership import Ownership
from sample_bank.world.people import People
from sample_bank.world.products import (
    CARD_PRODUCTS,
    CLOUD_DEPOSIT,
    CODES,
    COLUMN,
    LOAN_CODES,
    WEALTH_CODES,
    Holdings,
)

_DORMANT_AFTER_DAYS = 180
_JOINT_SHARE = 0.12
_MINOR_YEARS = 16
_ISSUER = "621799"
# How a customer's deposits lie on the accounts, before chance; what is not named holds little.
_WEIGHTS = {"D001": 1.0, "D002": 2.5, "D003": 8.0, "N001": 1.5, "M001": 0.8, "D010": 1.0, "D011": 2.0}
_WEIGHT_OTHERWISE = 0.05


@dataclass(frozen=True, slots=True)
class Accounts:
    """One row an account, sorted by its primary holder's record; amounts in cents."""

    record: Ints
    product: Ints
    numbers: Texts
    cards: Texts
    opened: Days
    closed: Days
    statuses: Texts
    balances: Ints
    averages: Ints
    first_of_record: Ints


@dataclass(frozen=True, slots=True)
class Holders:
    """One row a holding of an account by a customer record."""

    account: Ints
    record: Ints
    roles: Texts
    since: Days


def draw_accounts(
    streams: Streams,
    people: People,
    companies: Companies,
    customers: Customers,
    holdings: Holdings,
    diffusion: Diffusion,
    churn: Churn,
) -> Accounts:
    """An account for each held product that core banking keeps (not wealth, not loans)."""
    rng = streams.numpy("accounts")
    held = holdings.held.copy()
    held[:, [COLUMN[code] for code in (*WEALTH_CODES, *LOAN_CODES)]] = False
    adopters = np.flatnonzero(~np.isnat(diffusion.adopted_on))
    held[customers.record_of[adopters], COLUMN[CLOUD_DEPOSIT]] = True
    record, product = np.nonzero(held)
    opened = _opened(rng, customers, diffusion, churn, record, product)
    gone, closed_by = churn.gone[record], churn.closed[record]
    left = churn.left_on[record]
    balances = _balances(rng, people, companies, customers, record, product)
    balances[gone] = np.where(closed_by[gone], 0, rng.integers(0, 100_00, size=int(gone.sum())))
    silent_long = gone & ~closed_by & ((REFERENCE_DAY - left).astype(np.int64) >= _DORMANT_AFTER_DAYS)
    averages = np.where(gone, balances, np.round(balances * rng.lognormal(0, 0.15, size=len(balances))))
    return Accounts(
        record=record,
        product=product,
        numbers=texts([f"10{n:011d}" for n in np.cumsum(rng.integers(1, 40, size=len(record))).tolist()]),
        cards=_cards(rng, product),
        opened=opened,
        closed=np.where(closed_by, left, NEVER),
        statuses=texts(np.select([closed_by, silent_long], ["CLOSED", "DORMANT"], "ACTIVE")),
        balances=balances,
        averages=averages.astype(np.int64),
        first_of_record=np.searchsorted(record, np.arange(len(customers))),
    )


def _opened(
    rng: np.random.Generator,
    customers: Customers,
    diffusion: Diffusion,
    churn: Churn,
    record: Ints,
    product: Ints,
) -> Days:
    """The first account with the customer, later ones in between; the new product on the day of adoption."""
    since = customers.opened[record]
    until = np.where(churn.gone, churn.left_on, REFERENCE_DAY)[record]
    span = (until - since).astype(np.int64)
    later = span * rng.beta(1, 2, size=len(record)) * 0.9
    first = np.diff(record, prepend=-1) > 0
    opened = days_after(since, np.where(first, 0, later))
    new = product == COLUMN[CLOUD_DEPOSIT]
    opened[new] = diffusion.adopted_on[customers.entities[record[new]]]
    return opened


def _balances(
    rng: np.random.Generator,
    people: People,
    companies: Companies,
    customers: Customers,
    record: Ints,
    product: Ints,
) -> Ints:
    """A customer's latent wealth in cents spread over the accounts."""
    log_wealth = np.concatenate([people.wealth, np.log(companies.employees_weight * len(companies) * 900_000)])
    total = np.exp(log_wealth[customers.entities]) * 100
    weights = np.array([_WEIGHTS.get(code, _WEIGHT_OTHERWISE) for code in CODES])[product]
    drawn = weights * rng.gamma(1.2, size=len(record)) + 1e-6
    sums = np.bincount(record, weights=drawn, minlength=len(customers))
    cents: Ints = np.round(total[record] * drawn / sums[record]).astype(np.int64)
    return cents


def _cards(rng: np.random.Generator, product: Ints) -> Texts:
    cards = np.full(len(product), "", dtype=object)
    with_card = np.flatnonzero(np.isin(product, [COLUMN[code] for code in CARD_PRODUCTS]))
    cards[with_card] = card_numbers(_ISSUER, np.cumsum(rng.integers(1, 9000, size=len(with_card))))
    return cards


def draw_holders(
    streams: Streams,
    people: People,
    customers: Customers,
    accounts: Accounts,
    churn: Churn,
    ownership: Ownership,
) -> Holders:
    """The primary holder of each account; spouses who share one; parents of minors, legal representatives."""
    rng = streams.numpy("holders")
    spouse_account, spouse_record = _joint(rng, people, customers, accounts, churn)
    parent_account, parent_record = _guardians(people, customers, accounts)
    signer_account, signer_record = _signatories(people, customers, accounts, ownership)
    groups = (
        (np.arange(len(accounts.record)), accounts.record, "PRIMARY"),
        (spouse_account, spouse_record, "JOINT"),
        (parent_account, parent_record, "AUTHORIZED"),
        (signer_account, signer_record, "AUTHORIZED"),
    )
    account = np.concatenate([group[0] for group in groups]).astype(np.int64)
    record = np.concatenate([group[1] for group in groups]).astype(np.int64)
    roles = np.concatenate([np.full(len(group[0]), group[2], dtype=object) for group in groups])
    since = np.maximum(accounts.opened[account], customers.opened[record])
    order = np.lexsort((record, account))
    # The primary holder is written first; lexsort by record alone would let a spouse go before.
    order = order[np.argsort(account[order] * 2 + (roles[order] != "PRIMARY"), kind="stable")]
    return Holders(account[order], record[order], roles[order], since[order])


def _joint(
    rng: np.random.Generator, people: People, customers: Customers, accounts: Accounts, churn: Churn
) -> tuple[Ints, Ints]:
    ties = people.kinship.ties
    married = ties.is_spouse & np.isnat(ties.valid_to) & (rng.random(len(ties.is_spouse)) < _JOINT_SHARE)
    hers, his = customers.record_of[ties.to_person[married]], customers.record_of[ties.from_person[married]]
    both = (hers >= 0) & (his >= 0)
    hers, his = hers[both], his[both]
    staying = ~churn.gone[hers] & ~churn.gone[his]
    return accounts.first_of_record[his[staying]], hers[staying]


def _guardians(people: People, customers: Customers, accounts: Accounts) -> tuple[Ints, Ints]:
    minors = np.flatnonzero((people.years < _MINOR_YEARS) & (customers.record_of[: len(people)] >= 0))
    heads = people.kinship.heads_of_households()[minors]
    known = (customers.record_of[heads] >= 0) & (ages(people.births[heads]) >= _MINOR_YEARS)
    return accounts.first_of_record[customers.record_of[minors[known]]], customers.record_of[heads[known]]


def _signatories(people: People, customers: Customers, accounts: Accounts, ownership: Ownership) -> tuple[Ints, Ints]:
    firms = np.flatnonzero(customers.is_company)
    people_of = ownership.legal_representative[customers.entities[firms] - len(people)]
    known = customers.record_of[people_of] >= 0
    return accounts.first_of_record[firms[known]], customers.record_of[people_of[known]]

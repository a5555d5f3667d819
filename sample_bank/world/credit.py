"""Who borrows, who guarantees whom, and the planted guarantee circles.

Background guarantees run from persons to their own company or from wife to husband, so the only closed
circles are the planted ones.
"""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import REFERENCE_DAY, Days, Flags, Floats, Ints, Texts, days_after, days_before, texts
from sample_bank.scale import Scale
from sample_bank.streams import Streams
from sample_bank.world.companies import Companies
from sample_bank.world.customers import Customers
from sample_bank.world.ownership import Ownership
from sample_bank.world.people import ADULT_YEARS, People
from sample_bank.world.products import (
    BUSINESS_LOAN,
    CONSUMER_LOAN,
    LOAN_CODES,
    MORTGAGE,
    WORKING_CAPITAL,
    Holdings,
)

# Kind and number of companies; the last of a star or chain only borrows.
_CIRCLES = (("MUTUAL", 2), ("RING", 3), ("CHAIN", 4), ("STAR", 4), ("RING", 4), ("MUTUAL", 2), ("RING", 5))
_ELSEWHERE_SHARE = 0.006
_BORROWER_YEARS = (25, 65)
_WITH_SPOUSE_SHARE = 0.5
_CASH_COVERED_SHARE = 0.08
_JOINT_LIABILITY_SHARE = 0.7
_LEGAL_REP_GUARANTEES_SHARE = 0.35
_WIFE_GUARANTEES_SHARE = 0.25
_PRINCIPAL_MEDIAN = {
    MORTGAGE: 1_200_000,
    CONSUMER_LOAN: 90_000,
    BUSINESS_LOAN: 400_000,
    WORKING_CAPITAL: 5_000_000,
}
_TERM_YEARS = {MORTGAGE: (15, 31), CONSUMER_LOAN: (1, 6), BUSINESS_LOAN: (1, 4), WORKING_CAPITAL: (1, 4)}
_GRANTED_YEARS_MAX = 12
_RATES = {MORTGAGE: 0.036, CONSUMER_LOAN: 0.058, BUSINESS_LOAN: 0.049, WORKING_CAPITAL: 0.042}
_CLASSES = texts(["NORMAL", "SPECIAL_MENTION", "SUBSTANDARD", "DOUBTFUL", "LOSS"])
_CLASS_SHARES = (0.945, 0.03, 0.013, 0.008, 0.004)


@dataclass(frozen=True, slots=True)
class Loans:
    """One row a loan; borrowers are entities, amounts cents, rates millionths; co_borrower -1 for none."""

    borrower: Ints
    co_borrower: Ints
    product: Texts
    principal: Ints
    outstanding: Ints
    rate_millionths: Ints
    granted: Days
    matures: Days
    classes: Texts


@dataclass(frozen=True, slots=True)
class Guarantees:
    """One row a guarantee between entities for a loan (a row of Loans); amounts in cents."""

    guarantor: Ints
    borrower: Ints
    loan: Ints
    amount: Ints
    cash_cover: Ints
    joint_liability: Flags
    circle: Ints
    position: Ints
    circle_kinds: list[str]


def draw_loans(
    streams: Streams,
    scale: Scale,
    people: People,
    companies: Companies,
    customers: Customers,
    holdings: Holdings,
    ownership: Ownership,
) -> tuple[Loans, Guarantees]:
    """Loans of the holders of loan products, of a few who bank elsewhere, and of the companies in circles."""
    rng = streams.numpy("credit")
    circles = _circles(rng, scale, companies, len(people))
    members = np.array(sorted({entity for _, circle in circles for entity in circle}), dtype=np.int64)
    borrower, product = _borrowers(rng, people, customers, holdings, members)
    loans = _loans(rng, people, companies, borrower, product)
    guarantees = _guarantees(rng, people, loans, ownership, circles)
    return loans, guarantees


def _circles(rng: np.random.Generator, scale: Scale, companies: Companies, persons: int) -> list[tuple[str, list[int]]]:
    order = (rng.permutation(len(companies)) + persons).tolist()
    shapes = [_CIRCLES[n % len(_CIRCLES)] for n in range(scale.guarantee_circles)]
    return [(kind, [order.pop() for _ in range(size)]) for kind, size in shapes]


def _borrowers(
    rng: np.random.Generator, people: People, customers: Customers, holdings: Holdings, members: Ints
) -> tuple[Ints, Texts]:
    entities, products = [], []
    for code in LOAN_CODES:
        records = holdings.records_with(code)
        entities.append(customers.entities[records])
        products.append(np.full(len(records), code, dtype=object))
    low, high = _BORROWER_YEARS
    elsewhere = customers.record_of[: len(people)] < 0
    outsiders = np.flatnonzero(elsewhere & (people.years > low) & (people.years < high))
    count = min(len(outsiders), max(1, round(len(customers) * _ELSEWHERE_SHARE)))
    entities.append(rng.choice(outsiders, size=count, replace=False))
    products.append(np.full(count, CONSUMER_LOAN, dtype=object))
    missing = np.setdiff1d(members, entities[LOAN_CODES.index(WORKING_CAPITAL)])
    entities.append(missing)
    products.append(np.full(len(missing), WORKING_CAPITAL, dtype=object))
    return np.concatenate(entities).astype(np.int64), np.concatenate(products)


def _by_product(table: dict[str, float], product: Texts) -> Floats:
    return np.array([table[code] for code in product], dtype=np.float64)


def _loans(rng: np.random.Generator, people: People, companies: Companies, borrower: Ints, product: Texts) -> Loans:
    count = len(borrower)
    low = _by_product({code: term[0] for code, term in _TERM_YEARS.items()}, product)
    high = _by_product({code: term[1] for code, term in _TERM_YEARS.items()}, product)
    years = np.floor(low + (high - low) * rng.random(count)).astype(np.int64)
    of_age = days_after(people.births, np.full(len(people), round(ADULT_YEARS * 365.25)))
    able = (REFERENCE_DAY - np.concatenate([of_age, companies.founded])[borrower]).astype(np.int64)
    longest = np.minimum(np.minimum(years, _GRANTED_YEARS_MAX) * 365, able)
    ago = np.maximum(longest * rng.beta(1.2, 2, size=count), 3).astype(np.int64)
    principal = _by_product({**_PRINCIPAL_MEDIAN}, product) * rng.lognormal(0, 0.6, size=count)
    principal_cents = np.maximum(np.round(principal / 1000), 1).astype(np.int64) * 1000_00
    paid = np.minimum(ago / (years * 365), 0.97) * rng.uniform(0.7, 1.0, size=count)
    rates = np.round((_by_product(_RATES, product) + rng.normal(0, 0.004, size=count)) * 10_000).astype(np.int64) * 100
    granted = days_before(REFERENCE_DAY, ago)
    return Loans(
        borrower=borrower,
        co_borrower=_co_borrowers(rng, people, borrower, product),
        product=product,
        principal=principal_cents,
        outstanding=np.round(principal_cents * (1 - paid)).astype(np.int64),
        rate_millionths=np.maximum(rates, 20_000),
        granted=granted,
        matures=days_after(granted, years * 365),
        classes=_CLASSES[rng.choice(5, size=count, p=_CLASS_SHARES)],
    )


def _co_borrowers(rng: np.random.Generator, people: People, borrower: Ints, product: Texts) -> Ints:
    """Half of the married mortgage holders borrow with the spouse."""
    spouse = np.append(people.kinship.spouses_now(), -1)
    partner = spouse[np.where(borrower < len(people), borrower, -1)]
    return np.where((product == MORTGAGE) & (rng.random(len(borrower)) < _WITH_SPOUSE_SHARE), partner, -1)


def _guarantees(
    rng: np.random.Generator,
    people: People,
    loans: Loans,
    ownership: Ownership,
    circles: list[tuple[str, list[int]]],
) -> Guarantees:
    planted = [
        (guarantor, borrower, number, position)
        for number, (kind, members) in enumerate(circles)
        for position, (guarantor, borrower) in enumerate(_arcs(kind, members))
    ]
    first_loan = {entity: row for row, entity in reversed(list(enumerate(loans.borrower.tolist())))}
    background_guarantor, background_loan = _background(rng, people, loans, ownership)
    guarantor = np.concatenate([[arc[0] for arc in planted], background_guarantor]).astype(np.int64)
    loan = np.concatenate([[first_loan[arc[1]] for arc in planted], background_loan]).astype(np.int64)
    count = len(guarantor)
    nothing = np.full(len(background_loan), -1, dtype=np.int64)
    covered = np.round(loans.outstanding[loan] * rng.choice([1.0, 1.0, 0.8, 0.5], size=count)).astype(np.int64)
    cash = np.where(rng.random(count) < _CASH_COVERED_SHARE, np.round(covered * 0.3), 0).astype(np.int64)
    return Guarantees(
        guarantor=guarantor,
        borrower=loans.borrower[loan],
        loan=loan,
        amount=np.maximum(covered, 100),
        cash_cover=cash,
        joint_liability=rng.random(count) < _JOINT_LIABILITY_SHARE,
        circle=np.concatenate([np.array([arc[2] for arc in planted], dtype=np.int64), nothing]),
        position=np.concatenate([np.array([arc[3] for arc in planted], dtype=np.int64), nothing]),
        circle_kinds=[kind for kind, _ in circles],
    )


def _arcs(kind: str, members: list[int]) -> list[tuple[int, int]]:
    """Guarantor and borrower pairs of a circle of the kind."""
    if kind == "STAR":
        return [(members[0], member) for member in members[1:]]
    following = members[1:] if kind == "CHAIN" else [*members[1:], members[0]]
    return list(zip(members, following, strict=False))


def _background(rng: np.random.Generator, people: People, loans: Loans, ownership: Ownership) -> tuple[Ints, Ints]:
    firms = np.flatnonzero(loans.borrower >= len(people))
    backed = firms[rng.random(len(firms)) < _LEGAL_REP_GUARANTEES_SHARE]
    representatives = ownership.legal_representative[loans.borrower[backed] - len(people)]
    husbands = np.flatnonzero((loans.borrower < len(people)) & (loans.product != MORTGAGE))
    male = people.kinship.male[loans.borrower[husbands]] == 1
    wives = people.kinship.spouses_now()[loans.borrower[husbands]]
    backing = male & (wives >= 0) & (rng.random(len(husbands)) < _WIFE_GUARANTEES_SHARE)
    return np.concatenate([representatives, wives[backing]]), np.concatenate([backed, husbands[backing]])

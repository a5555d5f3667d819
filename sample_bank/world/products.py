"""The product catalogue, who holds what, and the planted affinities between products."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sample_bank.arrays import Flags, Ints, Texts, texts
from sample_bank.streams import Streams
from sample_bank.world.communities import Communities
from sample_bank.world.customers import Customers
from sample_bank.world.people import ADULT_YEARS, People


class Product(NamedTuple):
    """One line of the catalogue."""

    code: str
    name: str
    category: str
    risk_level: str
    launched_on: str


CURRENT, TIME_DEPOSIT, LARGE_CD, CREDIT_CARD, PLATINUM_CARD, PAYROLL = (
    "D001",
    "D002",
    "D003",
    "C002",
    "C003",
    "S001",
)
HOME_INSURANCE, ILLNESS_INSURANCE, GOLD, CLOUD_DEPOSIT = "I001", "I002", "M001", "N001"
CASH_FUND, BOND_FUND, EQUITY_FUND, STRUCTURED = "W001", "W002", "W003", "W004"
MORTGAGE, CONSUMER_LOAN, BUSINESS_LOAN, WORKING_CAPITAL = "L001", "L002", "L003", "L004"
COMPANY_CURRENT, COMPANY_TIME = "D010", "D011"

PRODUCTS = (
    Product(CURRENT, "活期储蓄", "DEPOSIT", "", "2001-01-01"),
    Product(TIME_DEPOSIT, "整存整取", "DEPOSIT", "", "2001-01-01"),
    Product(LARGE_CD, "大额存单", "DEPOSIT", "R1", "2015-06-15"),
    Product(CREDIT_CARD, "标准信用卡", "CARD", "", "2004-03-01"),
    Product(PLATINUM_CARD, "白金信用卡", "CARD", "", "2009-09-01"),
    Product(PAYROLL, "薪享通代发", "PAYROLL", "", "2012-05-01"),
    Product(HOME_INSURANCE, "安居家财险", "INSURANCE", "", "2010-10-01"),
    Product(ILLNESS_INSURANCE, "重大疾病险", "INSURANCE", "", "2011-01-01"),
    Product(GOLD, "积存金", "METAL", "R3", "2013-08-01"),
    Product(CLOUD_DEPOSIT, "云朵存", "DEPOSIT", "R1", "2025-07-01"),
    Product(CASH_FUND, "现金管理", "WEALTH", "R1", "2014-01-01"),
    Product(BOND_FUND, "稳健固收", "WEALTH", "R2", "2016-01-01"),
    Product(EQUITY_FUND, "进取权益", "WEALTH", "R4", "2018-01-01"),
    Product(STRUCTURED, "结构性存款", "WEALTH", "R3", "2017-01-01"),
    Product(MORTGAGE, "个人住房贷款", "LOAN", "", "2001-01-01"),
    Product(CONSUMER_LOAN, "消费贷款", "LOAN", "", "2008-01-01"),
    Product(BUSINESS_LOAN, "个人经营贷款", "LOAN", "", "2010-01-01"),
    Product(WORKING_CAPITAL, "流动资金贷款", "LOAN", "", "2001-01-01"),
    Product(COMPANY_CURRENT, "单位结算账户", "DEPOSIT", "", "2001-01-01"),
    Product(COMPANY_TIME, "单位定期存款", "DEPOSIT", "", "2001-01-01"),
)
CODES = tuple(product.code for product in PRODUCTS)
COLUMN = {code: column for column, code in enumerate(CODES)}
CARD_PRODUCTS = (CURRENT, CREDIT_CARD, PLATINUM_CARD)
WEALTH_CODES = (CASH_FUND, BOND_FUND, EQUITY_FUND, STRUCTURED)
LOAN_CODES = (MORTGAGE, CONSUMER_LOAN, BUSINESS_LOAN, WORKING_CAPITAL)

# In the order of drawing: an antecedent stands before its consequent.
_BASE = {
    MORTGAGE: 0.06,
    TIME_DEPOSIT: 0.16,
    LARGE_CD: 0.05,
    CREDIT_CARD: 0.16,
    PLATINUM_CARD: 0.02,
    HOME_INSURANCE: 0.03,
    ILLNESS_INSURANCE: 0.04,
    GOLD: 0.03,
    CASH_FUND: 0.08,
    BOND_FUND: 0.05,
    EQUITY_FUND: 0.015,
    STRUCTURED: 0.025,
    CONSUMER_LOAN: 0.03,
    BUSINESS_LOAN: 0.015,
}
_COMPANY_BASE = {COMPANY_TIME: 0.25, WORKING_CAPITAL: 0.5}


class Affinity(NamedTuple):
    """Holders of the antecedent take the consequent with this probability instead of the base one."""

    antecedent: str
    consequent: str
    probability: float


# Each consequent stands in one line only, so that its two probabilities are the whole truth.
AFFINITIES = (
    Affinity(PAYROLL, CREDIT_CARD, 0.42),
    Affinity(MORTGAGE, HOME_INSURANCE, 0.38),
    Affinity(LARGE_CD, GOLD, 0.24),
    Affinity(CASH_FUND, BOND_FUND, 0.35),
    Affinity(PLATINUM_CARD, EQUITY_FUND, 0.22),
)


@dataclass(frozen=True, slots=True)
class Holdings:
    """`held[record, column]`: whether the customer record holds the product CODES[column]."""

    held: Flags

    def records_with(self, code: str) -> Ints:
        """Customer records that hold the product."""
        return np.flatnonzero(self.held[:, COLUMN[code]])


@dataclass(frozen=True, slots=True)
class AffinityCount:
    """One planted affinity and what came of it."""

    affinity: Affinity
    base_probability: float
    antecedent_holders: int
    both_holders: int


def draw_holdings(streams: Streams, people: People, communities: Communities, customers: Customers) -> Holdings:
    """Every person has a current account, second records nothing else; companies a settlement account."""
    rng = streams.numpy("holdings")
    held = np.zeros((len(customers), len(PRODUCTS)), dtype=bool)
    firms = customers.is_company
    persons = ~firms
    held[persons, COLUMN[CURRENT]] = True
    held[firms, COLUMN[COMPANY_CURRENT]] = True
    for code, share in _COMPANY_BASE.items():
        held[firms, COLUMN[code]] = rng.random(int(firms.sum())) < share
    grown = persons & (customers.duplicate_of < 0)
    grown[persons] &= people.years[customers.entities[persons]] >= ADULT_YEARS
    held[:, COLUMN[PAYROLL]] = grown & _paid_through_us(people, communities, customers)
    conditional = {affinity.consequent: affinity for affinity in AFFINITIES}
    for code, base in _BASE.items():
        probability = np.full(len(customers), base)
        if code in conditional:
            probability[held[:, COLUMN[conditional[code].antecedent]]] = conditional[code].probability
        held[:, COLUMN[code]] = grown & (rng.random(len(customers)) < probability)
    return Holdings(held)


def _paid_through_us(people: People, communities: Communities, customers: Customers) -> Flags:
    """Records of persons whose employer is a customer too."""
    employer = np.append(communities.employer, -1)[np.where(customers.is_company, -1, customers.entities)]
    banks_here = customers.record_of[len(people) + np.maximum(employer, 0)] >= 0
    return np.asarray((employer >= 0) & banks_here)


def count_affinities(holdings: Holdings) -> list[AffinityCount]:
    """How often each planted affinity came true."""
    counts = []
    for affinity in AFFINITIES:
        first = holdings.held[:, COLUMN[affinity.antecedent]]
        second = holdings.held[:, COLUMN[affinity.consequent]]
        counts.append(
            AffinityCount(affinity, _BASE[affinity.consequent], int(first.sum()), int((first & second).sum()))
        )
    return counts


def product_texts() -> list[Texts]:
    """The catalogue by columns, as core banking exports it."""
    return [texts(list(column)) for column in zip(*PRODUCTS, strict=True)]

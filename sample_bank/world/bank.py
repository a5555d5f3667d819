"""The whole invented bank: draws every noun in the order in which one rests on another."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import WINDOW_START, Flags
from sample_bank.scale import Scale
from sample_bank.streams import Streams
from sample_bank.words import Words, draw_words
from sample_bank.world.accounts import Accounts, Holders, draw_accounts, draw_holders
from sample_bank.world.branches import Branches, Employees, draw_branches, draw_employees
from sample_bank.world.churn import Churn, draw_churn
from sample_bank.world.communities import Communities, draw_communities
from sample_bank.world.companies import Companies, draw_companies
from sample_bank.world.credit import Guarantees, Loans, draw_loans
from sample_bank.world.customers import Customers, draw_customers
from sample_bank.world.diffusion import Diffusion, draw_diffusion
from sample_bank.world.hubs import Hubs, draw_hubs
from sample_bank.world.kinship import draw_kinship
from sample_bank.world.officers import Officers, draw_officers
from sample_bank.world.ownership import Ownership, draw_ownership
from sample_bank.world.people import People, draw_people
from sample_bank.world.products import Holdings, draw_holdings
from sample_bank.world.social_ties import SocialTies, draw_social_ties
from sample_bank.world.wealth import Wealth, draw_wealth

_CUSTOMERS_IN_CRM_SHARE = 0.82
_OTHERS_IN_CRM_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Bank:
    """Everything true but transfers and events, which are drawn when written; `in_crm`: whom CRM knows."""

    scale: Scale
    words: Words
    people: People
    companies: Companies
    branches: Branches
    employees: Employees
    customers: Customers
    communities: Communities
    ties: SocialTies
    in_crm: Flags
    holdings: Holdings
    churn: Churn
    diffusion: Diffusion
    ownership: Ownership
    officers: Officers
    accounts: Accounts
    holders: Holders
    wealth: Wealth
    loans: Loans
    guarantees: Guarantees
    hubs: Hubs


def draw_bank(streams: Streams, scale: Scale) -> Bank:
    """The bank of this seed and scale."""
    words = draw_words(streams)
    people = draw_people(streams, scale, words, draw_kinship(streams, scale.persons, len(words.surnames)))
    companies = draw_companies(streams, scale, words)
    branches = draw_branches(streams, scale, words)
    employees = draw_employees(streams, scale, words, branches)
    customers = draw_customers(streams, scale, people, companies, branches, employees)
    communities = draw_communities(streams, people, companies, words.jobs)
    ties = draw_social_ties(streams, people, communities)
    holdings = draw_holdings(streams, people, communities, customers)
    churn = draw_churn(streams, people, customers, holdings)
    in_crm = _in_crm(streams, people, customers)
    reachable = in_crm & _long_with_us(people, customers, churn)
    diffusion = draw_diffusion(streams, scale, people, ties, reachable)
    ownership = draw_ownership(streams, scale, people, companies)
    accounts = draw_accounts(streams, people, companies, customers, holdings, diffusion, churn)
    loans, guarantees = draw_loans(streams, scale, people, companies, customers, holdings, ownership)
    return Bank(
        scale=scale,
        words=words,
        people=people,
        companies=companies,
        branches=branches,
        employees=employees,
        customers=customers,
        communities=communities,
        ties=ties,
        in_crm=in_crm,
        holdings=holdings,
        churn=churn,
        diffusion=diffusion,
        ownership=ownership,
        officers=draw_officers(streams, people, companies, ownership),
        accounts=accounts,
        holders=draw_holders(streams, people, customers, accounts, churn, ownership),
        wealth=draw_wealth(streams, people, customers, holdings),
        loans=loans,
        guarantees=guarantees,
        hubs=draw_hubs(streams, scale, people, communities, companies),
    )


def _in_crm(streams: Streams, people: People, customers: Customers) -> Flags:
    """Most customers, and prospects among the others."""
    known = customers.record_of[: len(people)] >= 0
    chance = streams.numpy("crm").random(len(people))
    return np.asarray(chance < np.where(known, _CUSTOMERS_IN_CRM_SHARE, _OTHERS_IN_CRM_SHARE))


def _long_with_us(people: People, customers: Customers, churn: Churn) -> Flags:
    """Persons who were customers before the window and stay."""
    record = customers.record_of[: len(people)]
    return np.asarray((record >= 0) & (customers.opened[record] < WINDOW_START) & ~churn.gone[record])

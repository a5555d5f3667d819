"""Who runs the companies, over time: legal representatives, directors, supervisors, managers, finance."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import NEVER, REFERENCE_DAY, Days, Ints, Texts, days_after
from sample_bank.streams import Streams
from sample_bank.world.companies import Companies
from sample_bank.world.ownership import Ownership
from sample_bank.world.people import People

_COUNTS = {"DIRECTOR": (1, 5), "SUPERVISOR": (1, 2), "SENIOR_MANAGER": (0, 3), "CFO": (0, 2)}
_LEFT_SHARE = 0.12
_YEARS_MIN, _YEARS_MAX = 26, 72
_SHAREHOLDER_SITS_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Officers:
    """One row a position of a person in a company; NaT: still held."""

    person: Ints
    company: Ints
    roles: Texts
    valid_from: Days
    valid_to: Days


def draw_officers(streams: Streams, people: People, companies: Companies, ownership: Ownership) -> Officers:
    """One legal representative each; shareholders take half of the board seats. Nobody has one role twice."""
    rng = streams.numpy("officers")
    adults = np.flatnonzero((people.years >= _YEARS_MIN) & (people.years < _YEARS_MAX))
    company = [np.arange(len(companies), dtype=np.int64)]
    person = [ownership.legal_representative]
    roles = [np.full(len(companies), "LEGAL_REP", dtype=object)]
    for role, (low, high) in _COUNTS.items():
        of_role = np.repeat(company[0], rng.integers(low, high, size=len(companies)))
        holders = rng.choice(adults, size=len(of_role)).astype(np.int64)
        if role == "DIRECTOR":
            owner = _a_person_owner(people, companies, ownership)[of_role]
            sits = (owner >= 0) & (rng.random(len(of_role)) < _SHAREHOLDER_SITS_SHARE)
            holders[sits] = owner[sits]
        _, first = np.unique(of_role * len(people) + holders, return_index=True)
        company.append(of_role[first])
        person.append(holders[first])
        roles.append(np.full(len(first), role, dtype=object))
    all_companies = np.concatenate(company)
    return _with_times(rng, companies, all_companies, np.concatenate(person), np.concatenate(roles))


def _a_person_owner(people: People, companies: Companies, ownership: Ownership) -> Ints:
    owner = np.full(len(companies), -1, dtype=np.int64)
    persons = np.flatnonzero((ownership.owner < len(people)) & np.isnat(ownership.valid_to))
    owner[ownership.company[persons]] = ownership.owner[persons]
    return owner


def _with_times(rng: np.random.Generator, companies: Companies, company: Ints, person: Ints, roles: Texts) -> Officers:
    founded = companies.founded[company]
    span = (REFERENCE_DAY - founded).astype(np.int64)
    # Terms of the last nine years, so that the persons were of age.
    begun = np.maximum(span - 9 * 365, 0) + np.minimum(span, 9 * 365) * rng.uniform(0, 0.6, size=len(span))
    valid_from = days_after(founded, begun)
    left = (rng.random(len(company)) < _LEFT_SHARE) & (roles != "LEGAL_REP")
    stayed = (REFERENCE_DAY - valid_from).astype(np.int64) * rng.uniform(0.3, 0.95, size=len(span))
    valid_to = np.where(left, days_after(valid_from, stayed), NEVER)
    order = np.argsort(company, kind="stable")
    return Officers(person[order], company[order], roles[order], valid_from[order], valid_to[order])

"""Which persons and companies core banking knows, under which numbers, at which branch, managed by whom."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import REFERENCE_DAY, Days, Flags, Floats, Ints, Texts, texts
from sample_bank.regions import CITIES, REGIONS
from sample_bank.scale import Scale
from sample_bank.streams import Streams
from sample_bank.world.branches import Branches, Employees
from sample_bank.world.companies import Companies
from sample_bank.world.people import ADULT_YEARS, People

_CUSTOMER_SINCE_DAYS_MAX = 18 * 365
_FORMER_MANAGER_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Customers:
    """One row a core banking record. An entity is a person's number, or persons + a company's number."""

    entities: Ints
    is_company: Flags
    duplicate_of: Ints
    numbers: Texts
    opened: Days
    branch: Ints
    manager: Ints
    manager_since: Days
    former_manager: Ints
    record_of: Ints

    def __len__(self) -> int:
        return len(self.entities)


def draw_customers(
    streams: Streams,
    scale: Scale,
    people: People,
    companies: Companies,
    branches: Branches,
    employees: Employees,
) -> Customers:
    """`scale.customers` records by opening day; `record_of` gives an entity's first record or -1."""
    rng = streams.numpy("customers")
    entities, is_second = _entities(rng, scale, people, companies)
    is_company = entities >= len(people)
    opened = _opened(rng, people, companies, entities)
    first = _first_records(len(people) + len(companies), entities, is_second)
    opened[is_second] += ((REFERENCE_DAY - opened[is_second]) * 0.6).astype("timedelta64[D]")
    order = np.argsort(opened, kind="stable")
    # A second record must come after the first: its opening day was moved forward, ties keep their order.
    entities, is_second, is_company, opened = (
        entities[order],
        is_second[order],
        is_company[order],
        opened[order],
    )
    first = _first_records(len(people) + len(companies), entities, is_second)
    branch, manager, former = _service(rng, people, companies, branches, employees, entities)
    span = (REFERENCE_DAY - opened).astype(np.int64)
    return Customers(
        entities=entities,
        is_company=is_company,
        duplicate_of=np.where(is_second, first[entities], -1),
        numbers=texts([str(n) for n in (10**9 + np.cumsum(rng.integers(1, 9, size=len(entities)))).tolist()]),
        opened=opened,
        branch=branch,
        manager=manager,
        manager_since=np.where(
            former >= 0,
            opened + (span * rng.uniform(0.3, 0.9, size=len(span))).astype("timedelta64[D]"),
            opened,
        ),
        former_manager=former,
        record_of=first,
    )


def _entities(rng: np.random.Generator, scale: Scale, people: People, companies: Companies) -> tuple[Ints, Flags]:
    years = people.years
    reluctance = rng.random(len(people)) + 0.75 * (years < ADULT_YEARS)
    persons = np.argsort(reluctance, kind="stable")[: scale.person_customers]
    adults = persons[years[persons] >= ADULT_YEARS + 1]
    firms = rng.choice(len(companies), size=scale.company_customers, replace=False, p=_preference(companies))
    seconds = rng.choice(adults, size=scale.duplicates, replace=False)
    entities = np.concatenate([persons, firms + len(people), seconds]).astype(np.int64)
    return entities, np.arange(len(entities)) >= len(entities) - scale.duplicates


def _preference(companies: Companies) -> Floats:
    """Larger employers are likelier to bank here."""
    weights = companies.employees_weight**0.3
    return np.asarray(weights / weights.sum())


def _opened(rng: np.random.Generator, people: People, companies: Companies, entities: Ints) -> Days:
    founded = np.concatenate([people.births, companies.founded])[entities]
    life = (REFERENCE_DAY - founded).astype(np.int64)
    grown = np.where((entities < len(people)) & (life > 19 * 365), life - 18 * 365, life)
    longest = np.minimum(grown, _CUSTOMER_SINCE_DAYS_MAX)
    age = np.maximum(longest * rng.beta(1.1, 1.3, size=len(entities)), np.minimum(longest, 20))
    return REFERENCE_DAY - age.astype(np.int64).astype("timedelta64[D]")


def _first_records(entities_count: int, entities: Ints, is_second: Flags) -> Ints:
    first = np.full(entities_count, -1, dtype=np.int64)
    rows = np.flatnonzero(~is_second)
    first[entities[rows]] = rows
    return first


def _service(
    rng: np.random.Generator,
    people: People,
    companies: Companies,
    branches: Branches,
    employees: Employees,
    entities: Ints,
) -> tuple[Ints, Ints, Ints]:
    """Branch in the customer's city, one of its managers, and for some the manager before (else -1)."""
    regions = np.concatenate([people.regions, companies.regions])[entities]
    city_of_region = np.array([CITIES.index(region.city) for region in REGIONS])
    cities = city_of_region[regions]
    branch = np.empty(len(entities), dtype=np.int64)
    for city in np.unique(cities).tolist():
        rows = np.flatnonzero(cities == city)
        branch[rows] = rng.choice(branches.sub_branches_of(city), size=len(rows))
    manager = np.empty(len(entities), dtype=np.int64)
    former = np.full(len(entities), -1, dtype=np.int64)
    for at in np.unique(branch).tolist():
        rows = np.flatnonzero(branch == at)
        staff = employees.managers_at(at)
        manager[rows] = rng.choice(staff, size=len(rows))
        before = rng.choice(staff, size=len(rows))
        changed = (rng.random(len(rows)) < _FORMER_MANAGER_SHARE) & (before != manager[rows])
        former[rows[changed]] = before[changed]
    return branch, manager, former

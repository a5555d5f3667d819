"""The planted community of each person (workplace, neighbourhood or school) and who works for whom."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import Flags, Floats, Ints, Texts, texts
from sample_bank.regions import CITIES, REGIONS
from sample_bank.streams import Streams
from sample_bank.world.companies import Companies
from sample_bank.world.people import People

WORKPLACE, RESIDENCE, SCHOOL = range(3)
KINDS = texts(["WORKPLACE", "RESIDENCE", "SCHOOL"])
_SIZE_MEDIAN = 45
_SIZE_SIGMA = 0.6
_SIZE_MIN = 12
_SIZE_MAX = 400
_EMPLOYED_ELSEWHERE_SHARE = 0.6
_SCHOOL_YEARS, _SCHOOL_SHARE = (6, 25), 0.6
_WORKING_YEARS, _WORKPLACE_SHARE = (22, 60), 0.5


@dataclass(frozen=True, slots=True)
class Communities:
    """One row a person: `of` the community's number, `employer` a company's number or -1."""

    of: Ints
    kind_of: Ints
    employer: Ints
    job_titles: Texts


def draw_communities(streams: Streams, people: People, companies: Companies, jobs: Texts) -> Communities:
    """Communities lie inside one city as far as sizes allow; a workplace is one company."""
    rng = streams.numpy("communities")
    kind = _kinds(rng, people.years)
    of = np.full(len(people), -1, dtype=np.int64)
    employer = np.full(len(people), -1, dtype=np.int64)
    city = np.array([CITIES.index(region.city) for region in REGIONS])[people.regions]
    # Housemates in a residence community stay together: they are shuffled as one.
    shuffles = (
        rng.random(len(people)),
        rng.random(int(people.kinship.household.max()) + 1)[people.kinship.household],
        rng.random(len(people)),
    )
    first = 0
    for which in (WORKPLACE, RESIDENCE, SCHOOL):
        members = np.flatnonzero(kind == which)
        ordered = members[np.lexsort((shuffles[which][members], city[members]))]
        of[ordered] = first + np.searchsorted(_ends(rng, len(members)), np.arange(len(members)), side="right")
        first = int(of.max()) + 1
        if which == WORKPLACE:
            employer[ordered] = _workplaces(rng, companies, of[ordered])
    elsewhere = (kind != WORKPLACE) & _between(people.years, _WORKING_YEARS)
    elsewhere &= rng.random(len(people)) < _EMPLOYED_ELSEWHERE_SHARE
    employer[elsewhere] = rng.choice(len(companies), size=int(elsewhere.sum()), p=companies.employees_weight)
    titles = jobs[rng.integers(0, len(jobs), size=len(people))]
    return Communities(of, kind, employer, texts(np.where(employer >= 0, titles, "")))


def _kinds(rng: np.random.Generator, years: Floats) -> Ints:
    chance = rng.random(len(years))
    at_school = _between(years, _SCHOOL_YEARS) & (chance < _SCHOOL_SHARE)
    at_work = _between(years, _WORKING_YEARS) & (chance < _WORKPLACE_SHARE)
    return np.select([at_school, at_work], [SCHOOL, WORKPLACE], RESIDENCE).astype(np.int64)


def _between(years: Floats, bounds: tuple[int, int]) -> Flags:
    return np.asarray((years >= bounds[0]) & (years < bounds[1]))


def _ends(rng: np.random.Generator, members: int) -> Ints:
    """Where each community ends among the ordered members; the sizes are skewed."""
    sizes = rng.lognormal(np.log(_SIZE_MEDIAN), _SIZE_SIGMA, size=members // _SIZE_MIN + 2)
    ends = np.cumsum(np.clip(sizes, _SIZE_MIN, _SIZE_MAX).astype(np.int64))
    return np.asarray(ends[ends < members - _SIZE_MIN], dtype=np.int64)


def _workplaces(rng: np.random.Generator, companies: Companies, of: Ints) -> Ints:
    """A different company for each workplace community; larger ones likelier."""
    count = int(of.max()) + 1
    chosen = rng.choice(len(companies), size=count, replace=False, p=companies.employees_weight)
    return np.asarray(chosen[of], dtype=np.int64)

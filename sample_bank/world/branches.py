"""The bank's own tree (head office, branches, sub-branches) and the people who work in it."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import REFERENCE_DAY, Days, Ints, Texts, days_before, integers, texts
from sample_bank.regions import CITIES, REGIONS, regions_of
from sample_bank.scale import Scale
from sample_bank.streams import Streams
from sample_bank.words import Words

_MARKETERS_PER_BRANCH = 2
_ANALYSTS = 3


@dataclass(frozen=True, slots=True)
class Branches:
    """Head office first, then branches (one a city), then sub-branches; `city` is -1 for the head office."""

    codes: Texts
    names: Texts
    kinds: Texts
    parents: Texts
    cities: Ints
    addresses: Texts
    opened: Days

    def sub_branches_of(self, city: int) -> Ints:
        """Positions of one city's sub-branches."""
        return np.flatnonzero((self.kinds == "SUB_BRANCH") & (self.cities == city))


@dataclass(frozen=True, slots=True)
class Employees:
    """One row an employee; `branch` is a position in Branches."""

    numbers: Texts
    names: Texts
    roles: Texts
    branch: Ints
    emails: Texts
    phones: Texts
    hired: Days

    def managers_at(self, branch: int) -> Ints:
        """Positions of a sub-branch's relationship managers."""
        return np.flatnonzero((self.roles == "RELATIONSHIP_MANAGER") & (self.branch == branch))


def draw_branches(streams: Streams, scale: Scale, words: Words) -> Branches:
    """A tree of three levels; larger cities get more sub-branches."""
    rng = streams.numpy("branches")
    weights = 1 / np.arange(1, scale.cities + 1) ** 0.7
    extra = rng.choice(scale.cities, size=scale.sub_branches - scale.cities, p=weights / weights.sum())
    of_sub = np.sort(np.concatenate([np.arange(scale.cities), extra]))
    codes, names, kinds, parents, cities, addresses = ["HQ000"], ["总行"], ["HEAD_OFFICE"], [""], [-1], [""]
    addresses[0] = _address(rng, words, 0)
    for city in range(scale.cities):
        codes.append(f"BR{city + 1:03d}")
        names.append(f"{CITIES[city]}分行")
        kinds.append("BRANCH")
        parents.append("HQ000")
        cities.append(city)
        addresses.append(_address(rng, words, city))
    for number, city in enumerate(of_sub.tolist(), start=1):
        address = _address(rng, words, city)
        codes.append(f"SB{number:03d}")
        names.append(f"{CITIES[city]}{address.split('区')[-1].split('号')[0]}支行")
        kinds.append("SUB_BRANCH")
        parents.append(f"BR{city + 1:03d}")
        cities.append(city)
        addresses.append(address)
    return Branches(
        codes=texts(codes),
        names=texts(names),
        kinds=texts(kinds),
        parents=texts(parents),
        cities=np.array(cities, dtype=np.int64),
        addresses=texts(addresses),
        opened=days_before(REFERENCE_DAY, np.sort(integers(rng, 2000, 9000, len(codes)))[::-1]),
    )


def _address(rng: np.random.Generator, words: Words, city: int) -> str:
    region = REGIONS[rng.choice(regions_of(CITIES[city]))]
    street = words.streets[rng.integers(0, len(words.streets))]
    return f"{region.city}市{region.county}{street}{rng.integers(1, 900)}号"


def draw_employees(streams: Streams, scale: Scale, words: Words, branches: Branches) -> Employees:
    """Managers over the sub-branches, a lead for each, marketers a branch, analysts at head office."""
    rng = streams.numpy("employees")
    subs = np.flatnonzero(branches.kinds == "SUB_BRANCH")
    offices = np.flatnonzero(branches.kinds == "BRANCH")
    placed = [
        ("RELATIONSHIP_MANAGER", np.resize(subs, scale.managers)),
        ("TEAM_LEAD", subs),
        ("MARKETER", np.repeat(offices, _MARKETERS_PER_BRANCH)),
        ("ANALYST", np.zeros(_ANALYSTS, dtype=np.int64)),
    ]
    roles = np.concatenate([np.full(len(where), role, dtype=object) for role, where in placed])
    count = len(roles)
    given = np.concatenate([words.male_given, words.female_given])
    numbers = [f"E{n:05d}" for n in range(1, count + 1)]
    return Employees(
        numbers=texts(numbers),
        names=words.surnames[rng.integers(0, len(words.surnames), size=count)]
        + given[rng.integers(0, len(given), size=count)],
        roles=roles,
        branch=np.concatenate([where for _, where in placed]).astype(np.int64),
        emails=texts([f"{number.lower()}@bank.example.cn" for number in numbers]),
        phones=texts([f"021-60{n:06d}" for n in range(count)]),
        hired=days_before(REFERENCE_DAY, integers(rng, 200, 7000, count)),
    )

"""Who owns the companies: founders, families, groups in layers, closed loops, nominees, and earlier holders.

Every company's stakes are slots of whole basis points that add up to 100 %. A slot has one holder at a time
and no gaps since the founding, so that the table adds up on any day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from sample_bank.arrays import NEVER, REFERENCE_DAY, Days, Flags, Ints, days_after
from sample_bank.scale import Scale
from sample_bank.streams import Streams
from sample_bank.world.companies import Companies
from sample_bank.world.people import ADULT_YEARS, People

PPB_PER_BASIS_POINT = 100_000
_WHOLE = 10_000
_LOOP_LENGTHS = (2, 3, 4, 2, 5, 3)
_GROUPED_SHARE = 0.45
_GROUP_SIZES = (3, 10)
# A second company of the group joins in only where the first leaves more than a tenth.
_SHARED_REST_MIN = 1_000
_FOUNDER_YEARS = 24
_REPRESENTATIVE_YEARS = (25, 70)
_OWNER_MANAGED_SHARE = 0.75
_STATE_TOP_SHARE = 0.05
_SPOUSE_HOLDS_SHARE = 0.3
_CHANGED_HANDS_SHARE = 0.12
_NOMINEE_SHARE = 0.02
# Who held or holds for others was of age when the oldest company was founded (under 25 years ago).
_ELDER_YEARS = 44
# Few people hold stakes in very many companies: Zipf's exponent over the adults.
_INVESTOR_EXPONENT = 0.6


@dataclass(frozen=True, slots=True)
class Ownership:
    """One row a holding. `owner` is a person, persons + a company, or persons + companies + a state body."""

    owner: Ints
    company: Ints
    basis_points: Ints
    valid_from: Days
    valid_to: Days
    beneficial: Ints
    disclosed: Flags
    loops: list[list[int]]
    legal_representative: Ints

    @property
    def nominee(self) -> Flags:
        """Where the holder holds for somebody else."""
        return np.asarray(self.beneficial >= 0)


@dataclass
class _Register:
    """Holdings as they are written down."""

    owner: list[int] = field(default_factory=list)
    company: list[int] = field(default_factory=list)
    basis_points: list[int] = field(default_factory=list)


class _Founding:
    """Draws the present cap tables, company by company."""

    def __init__(self, rng: np.random.Generator, people: People, companies: Companies) -> None:
        self._rng = rng
        self._persons = len(people)
        self._first_state = len(people) + len(companies)
        self._states = len(companies.state_names)
        self._spouse = people.kinship.spouses_now()
        self._investors = _investors(rng, people)
        self.register = _Register()

    def company(self, company: int, parents: list[tuple[int, int]]) -> None:
        """Writes the given (entity, basis points) and shares the rest among persons."""
        for owner, points in parents:
            self._write(owner, company, points)
        rest = _WHOLE - sum(points for _, points in parents)
        if rest:
            holders = self._people_of_one_firm(int(self._rng.integers(1, 4)))
            for holder, points in zip(holders, self._split(rest, len(holders)), strict=True):
                self._write(holder, company, points)

    def state(self) -> int:
        return self._first_state + int(self._rng.integers(0, self._states))

    def entity(self, company: int) -> int:
        return self._persons + company

    def majority(self) -> int:
        """A controlling stake; a third hold all."""
        return _WHOLE if self._rng.random() < 1 / 3 else int(self._rng.integers(51, 96)) * 100

    def minority(self) -> int:
        return int(self._rng.integers(500, 4500))

    def _write(self, owner: int, company: int, points: int) -> None:
        self.register.owner.append(owner)
        self.register.company.append(company)
        self.register.basis_points.append(points)

    def _people_of_one_firm(self, wanted: int) -> list[int]:
        holders: dict[int, None] = {}
        while len(holders) < wanted:
            holder = next(self._investors)
            holders[holder] = None
            if self._spouse[holder] >= 0 and self._rng.random() < _SPOUSE_HOLDS_SHARE:
                holders[int(self._spouse[holder])] = None
        return list(holders)

    def _split(self, points: int, parts: int) -> list[int]:
        """Positive whole parts, the founder's (the first) drawn larger."""
        weights = self._rng.dirichlet([3.0] + [1.0] * (parts - 1))
        shares = np.maximum((weights * points).astype(int), 1)
        shares[0] += points - shares.sum()
        return [int(share) for share in shares]


def draw_ownership(streams: Streams, scale: Scale, people: People, companies: Companies) -> Ownership:
    """Planted loops first, then groups, then companies of their founders alone."""
    rng = streams.numpy("ownership")
    founding = _Founding(rng, people, companies)
    order = rng.permutation(len(companies)).tolist()
    loops = [[order.pop() for _ in range(_LOOP_LENGTHS[n % len(_LOOP_LENGTHS)])] for n in range(scale.loops)]
    for loop in loops:
        for holder, held in pairwise([*loop, loop[0]]):
            founding.company(held, [(founding.entity(holder), founding.minority() + 500)])
    alone = int(len(order) * (1 - _GROUPED_SHARE))
    while len(order) > alone:
        _group(rng, founding, [order.pop() for _ in range(min(int(rng.integers(*_GROUP_SIZES)), len(order)))])
    for company in order:
        founding.company(company, [])
    return _with_history(rng, people, companies, founding.register, loops)


def _group(rng: np.random.Generator, founding: _Founding, members: list[int]) -> None:
    """A top company; each further one has a parent above it and sometimes a second holder from the group."""
    top = [(founding.state(), founding.majority())] if rng.random() < _STATE_TOP_SHARE else []
    founding.company(members[0], top)
    for at, company in enumerate(members[1:], start=1):
        parent = int(rng.integers(0, at) * rng.random())
        parents = [(founding.entity(members[parent]), founding.majority())]
        other = int(rng.integers(0, at))
        rest = _WHOLE - parents[0][1]
        if other != parent and rest > _SHARED_REST_MIN:
            parents.append((founding.entity(members[other]), rest // 2))
        founding.company(company, parents)


def _with_history(
    rng: np.random.Generator,
    people: People,
    companies: Companies,
    register: _Register,
    loops: list[list[int]],
) -> Ownership:
    """Nominees in place of some holders, and an earlier holder before each who came after the founding."""
    company = np.array(register.company, dtype=np.int64)
    points = np.array(register.basis_points, dtype=np.int64)
    true_owner = np.array(register.owner, dtype=np.int64)
    elders = np.flatnonzero(people.years >= _ELDER_YEARS)
    owner = _with_nominees(rng, people, elders, true_owner, company)
    nominal = owner != true_owner
    founded = companies.founded[company]
    since = _since(rng, people, companies, owner, founded)
    before = np.flatnonzero(since > founded)
    earlier = _strangers(rng, elders, owner, company, company[before])
    return Ownership(
        owner=np.concatenate([owner, earlier]),
        company=np.concatenate([company, company[before]]),
        basis_points=np.concatenate([points, points[before]]),
        valid_from=np.concatenate([since, founded[before]]),
        valid_to=np.concatenate([np.full(len(owner), NEVER), since[before]]),
        beneficial=np.concatenate([np.where(nominal, true_owner, -1), np.full(len(before), -1)]),
        disclosed=np.concatenate([nominal & (np.cumsum(nominal) % 2 == 0), np.zeros(len(before), dtype=bool)]),
        loops=loops,
        legal_representative=_legal_representatives(rng, people, companies, owner, company, points),
    )


def _since(rng: np.random.Generator, people: People, companies: Companies, owner: Ints, founded: Days) -> Days:
    """From the founding, or from when the holder could hold or bought."""
    of_age = days_after(people.births, np.full(len(people), round(ADULT_YEARS * 365.25)))
    state = np.full(len(companies.state_names), companies.founded.min())
    since: Days = np.maximum(founded, np.concatenate([of_age, companies.founded, state])[owner])
    changed = np.flatnonzero(rng.random(len(owner)) < _CHANGED_HANDS_SHARE)
    span = (REFERENCE_DAY - since[changed]).astype(np.int64)
    since[changed] = days_after(since[changed], span * rng.uniform(0.1, 0.95, size=len(changed)))
    return since


def _with_nominees(rng: np.random.Generator, people: People, elders: Ints, owner: Ints, company: Ints) -> Ints:
    """The holders as registered: for some stakes a nominee who is neither kin nor a holder already."""
    rows = np.flatnonzero(owner < len(people))
    rows = rng.choice(rows, size=max(4, round(len(rows) * _NOMINEE_SHARE)), replace=False)
    nominees = _strangers(rng, elders, owner, company, company[rows])
    family = people.kinship.family
    unrelated = family[nominees] != family[owner[rows]]
    registered = owner.copy()
    registered[rows[unrelated]] = nominees[unrelated]
    return registered


def _strangers(rng: np.random.Generator, elders: Ints, owner: Ints, company: Ints, wanted_for: Ints) -> Ints:
    """For each company a person who holds nothing of it; nobody is drawn twice for one company."""
    companies = int(company.max()) + 1
    taken = np.unique(owner * companies + company)
    drawn = rng.choice(elders, size=len(wanted_for)).astype(np.int64)
    while True:
        keys = drawn * companies + wanted_for
        _, first = np.unique(keys, return_index=True)
        bad = np.isin(keys, taken)
        bad[np.setdiff1d(np.arange(len(keys)), first)] = True
        if not bad.any():
            return drawn
        drawn[bad] = rng.choice(elders, size=int(bad.sum()))


def _legal_representatives(
    rng: np.random.Generator, people: People, companies: Companies, owner: Ints, company: Ints, points: Ints
) -> Ints:
    """The largest person shareholder for most companies; a hired manager for the rest."""
    low, high = _REPRESENTATIVE_YEARS
    adults = np.flatnonzero((people.years >= low) & (people.years < high))
    representative = rng.choice(adults, size=len(companies)).astype(np.int64)
    persons = np.flatnonzero(owner < len(people))
    ascending = persons[np.argsort(points[persons], kind="stable")]
    largest = np.full(len(companies), -1, dtype=np.int64)
    largest[company[ascending]] = owner[ascending]
    own = (largest >= 0) & (rng.random(len(companies)) < _OWNER_MANAGED_SHARE)
    representative[own] = largest[own]
    return representative


def _investors(rng: np.random.Generator, people: People) -> Iterator[int]:
    """An endless draw of persons who hold stakes, the same few very often."""
    adults = rng.permutation(np.flatnonzero(people.years >= _FOUNDER_YEARS))
    weights = 1 / np.arange(1, len(adults) + 1) ** _INVESTOR_EXPONENT
    while True:
        yield from rng.choice(adults, size=1000, p=weights / weights.sum()).tolist()

"""Who is whose spouse, parent and housemate: families are drawn first, people are what fills them."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import (
    NEVER,
    REFERENCE_DAY,
    Days,
    Flags,
    Floats,
    Ints,
    Texts,
    ages,
    days_before,
    texts,
)
from sample_bank.streams import Streams

# Columns of a family; each role occurs at most once.
HUSBAND, WIFE, CHILD_1, CHILD_2, HIS_FATHER, HIS_MOTHER, HER_FATHER, HER_MOTHER, ALONE = range(9)
_TEMPLATES: tuple[tuple[float, tuple[int, ...]], ...] = (
    (0.40, (ALONE,)),
    (0.16, (HUSBAND, WIFE)),
    (0.19, (HUSBAND, WIFE, CHILD_1)),
    (0.08, (HUSBAND, WIFE, CHILD_1, CHILD_2)),
    (0.04, (WIFE, CHILD_1)),
    (0.07, (HUSBAND, WIFE, CHILD_1, HIS_FATHER, HIS_MOTHER)),
    (0.03, (HUSBAND, WIFE, CHILD_1, CHILD_2, HIS_FATHER, HIS_MOTHER, HER_FATHER, HER_MOTHER)),
    (0.03, (HUSBAND, WIFE, HER_MOTHER)),
)
_PARENT_OF = (
    (HUSBAND, CHILD_1), (HUSBAND, CHILD_2), (WIFE, CHILD_1), (WIFE, CHILD_2),
    (HIS_FATHER, HUSBAND), (HIS_MOTHER, HUSBAND), (HER_FATHER, WIFE), (HER_MOTHER, WIFE),
)  # fmt: skip
_ADULT_YEARS = 22
_WORKING_YEARS_MAX = 66
_DIVORCED_SHARE = 0.04
_DIVORCED_YEARS_MIN = 28
_YEARS_BETWEEN_SPOUSES_MAX = 8
_LEAVES_HOME_SHARE = 0.7
_MARRIES_ACROSS_SHARE = 0.5
LINEAGES = texts(["BIOLOGICAL", "ADOPTIVE", "STEP"])


@dataclass(frozen=True, slots=True)
class KinTies:
    """Spouse ties (each once) and parent ties (from = parent), half-open in time; NaT = still so."""

    from_person: Ints
    to_person: Ints
    is_spouse: Flags
    lineage: Texts
    valid_from: Days
    valid_to: Days


@dataclass(frozen=True, slots=True)
class Kinship:
    """One row a person: birth, sex, family, household; and the ties among them."""

    births: Days
    male: Ints
    family: Ints
    household: Ints
    surname_draw: Ints
    ties: KinTies

    def spouses_now(self) -> Ints:
        """Each person's present spouse or -1."""
        spouse = np.full(len(self.births), -1, dtype=np.int64)
        now = self.ties.is_spouse & np.isnat(self.ties.valid_to)
        spouse[self.ties.from_person[now]] = self.ties.to_person[now]
        spouse[self.ties.to_person[now]] = self.ties.from_person[now]
        return spouse

    def heads_of_households(self) -> Ints:
        """For each person the eldest housemate under 66, else the eldest one."""
        years = ages(self.births)
        rank = np.where(years < _WORKING_YEARS_MAX, years, years - 100)
        order = np.lexsort((rank, self.household))
        ends_group = np.append(np.diff(self.household[order]) > 0, values=True)
        return np.asarray(order[ends_group][self.household])


def draw_kinship(streams: Streams, persons: int, surname_draws: int) -> Kinship:
    """Exactly `persons` people in families; surnames are positions in a pool of `surname_draws`."""
    rng = streams.numpy("kinship")
    members = _members(rng, persons)
    present = members >= 0
    order = members[present]
    years = np.empty(persons)
    years[order] = _years(rng, present)[present]
    births = days_before(REFERENCE_DAY, np.round(years * 365.25))
    male = np.empty(persons, dtype=np.int64)
    male[order] = _male(rng, present)[present]
    surname_draw = np.empty(persons, dtype=np.int64)
    surname_draw[order] = _surnames(rng, present, surname_draws)[present]
    family = np.empty(persons, dtype=np.int64)
    family[order] = np.nonzero(present)[0]
    homes = _homes(rng, members, births)
    couples = _couples(rng, members, births)
    husbands, _, divorced = couples
    homes_of = np.empty(persons, dtype=np.int64)
    homes_of[order] = homes[present]
    homes_of[husbands[divorced]] = family[husbands[divorced]] * 10 + 5
    across = _marriages_across(rng, members, births, male)
    child, single = across
    family[single] = family[child]
    homes_of[single] = homes_of[child]
    household = np.unique(homes_of, return_inverse=True)[1].astype(np.int64)
    family = np.unique(family, return_inverse=True)[1].astype(np.int64)
    ties = _ties(rng, members, births, couples, across)
    return Kinship(births, male, family, household, surname_draw, ties)


def _members(rng: np.random.Generator, persons: int) -> Ints:
    """Families by roles, holding the person's number or -1."""
    weights = np.array([weight for weight, _ in _TEMPLATES])
    shapes = np.zeros((len(_TEMPLATES), 9), dtype=bool)
    for row, (_, roles) in enumerate(_TEMPLATES):
        shapes[row, list(roles)] = True
    families = int(persons / (weights @ shapes.sum(axis=1)) * 1.2) + 20
    present = shapes[rng.choice(len(_TEMPLATES), size=families, p=weights / weights.sum())]
    numbers = np.where(present, np.cumsum(present.ravel()).reshape(present.shape) - 1, -1)
    numbers[numbers >= persons] = -1
    kept = np.asarray(numbers[(numbers >= 0).any(axis=1)], dtype=np.int64)
    shuffled = np.append(rng.permutation(persons), -1)
    return np.asarray(shuffled[kept], dtype=np.int64)


def _years(rng: np.random.Generator, present: Flags) -> Floats:
    count = len(present)
    has_child = present[:, CHILD_1]
    years = np.empty(present.shape)
    years[:, HUSBAND] = 24 + 42 * rng.beta(1.6, 2.0, size=count) + has_child * 2
    years[:, WIFE] = np.maximum(years[:, HUSBAND] - rng.normal(1.5, 2.5, size=count), 23)
    younger = np.minimum(years[:, HUSBAND], years[:, WIFE])
    years[:, CHILD_1] = np.maximum(younger - rng.uniform(22, 33, size=count), 0.1)
    years[:, CHILD_2] = np.maximum(years[:, CHILD_1] - rng.uniform(1.5, 6, size=count), 0.1)
    for father, mother, child in ((HIS_FATHER, HIS_MOTHER, HUSBAND), (HER_FATHER, HER_MOTHER, WIFE)):
        years[:, mother] = np.minimum(years[:, child] + rng.uniform(21, 31, size=count), 97)
        years[:, father] = np.minimum(years[:, mother] + rng.uniform(0, 4, size=count), 98)
    years[:, ALONE] = 18.2 + 62 * rng.beta(1.3, 2.6, size=count)
    return years


def _male(rng: np.random.Generator, present: Flags) -> Ints:
    male = rng.integers(0, 2, size=present.shape, dtype=np.int64)
    male[:, [HUSBAND, HIS_FATHER, HER_FATHER]] = 1
    male[:, [WIFE, HIS_MOTHER, HER_MOTHER]] = 0
    return male


def _surnames(rng: np.random.Generator, present: Flags, draws: int) -> Ints:
    surnames = rng.integers(0, draws, size=present.shape, dtype=np.int64)
    surnames[:, HUSBAND] = surnames[:, HIS_FATHER]
    surnames[:, WIFE] = surnames[:, HER_FATHER]
    inherited = np.where(present[:, HUSBAND], surnames[:, HUSBAND], surnames[:, WIFE])
    surnames[:, CHILD_1] = surnames[:, CHILD_2] = inherited
    return surnames


def _homes(rng: np.random.Generator, members: Ints, births: Days) -> Ints:
    """A home number a member: 0 the couple's, 1-2 the grandparents', 3-4 a grown child's own."""
    homes = np.repeat(np.arange(len(members), dtype=np.int64)[:, None] * 10, 9, axis=1)
    away = rng.random(size=(len(members), 4)) < _LEAVES_HOME_SHARE
    homes[:, [HIS_FATHER, HIS_MOTHER]] += away[:, :1] * 1
    homes[:, [HER_FATHER, HER_MOTHER]] += away[:, 1:2] * 2
    for column, child in enumerate((CHILD_1, CHILD_2)):
        grown = (members[:, child] >= 0) & (ages(births[members[:, child]]) >= _ADULT_YEARS)
        homes[:, child] += (grown & away[:, 2 + column]) * (3 + column)
    return homes


def _couples(rng: np.random.Generator, members: Ints, births: Days) -> tuple[Ints, Ints, Flags]:
    pairs = [
        members[(members[:, his] >= 0) & (members[:, hers] >= 0)][:, [his, hers]]
        for his, hers in ((HUSBAND, WIFE), (HIS_FATHER, HIS_MOTHER), (HER_FATHER, HER_MOTHER))
    ]
    together = np.concatenate(pairs)
    divorced = np.zeros(len(together), dtype=bool)
    young = len(pairs[0])
    divorced[:young] = (rng.random(young) < _DIVORCED_SHARE) & (ages(births[together[:young, 1]]) > _DIVORCED_YEARS_MIN)
    return together[:, 0], together[:, 1], divorced


def _marriages_across(rng: np.random.Generator, members: Ints, births: Days, male: Ints) -> tuple[Ints, Ints]:
    """Grown children who married somebody from another family: (child, single), of similar age."""
    years = ages(births)
    children = members[:, [CHILD_1, CHILD_2]].ravel()
    children = children[children >= 0]
    children = children[(years[children] >= _ADULT_YEARS + 2) & (rng.random(len(children)) < _MARRIES_ACROSS_SHARE)]
    singles = members[:, ALONE]
    singles = singles[singles >= 0]
    singles = singles[years[singles] >= _ADULT_YEARS + 1]
    found = []
    for sex in (0, 1):
        left, right = children[male[children] == sex], singles[male[singles] != sex]
        count = min(len(left), len(right))
        left, right = (rng.choice(group, size=count, replace=False) for group in (left, right))
        left, right = left[np.argsort(births[left])], right[np.argsort(births[right])]
        close = np.abs(years[left] - years[right]) < _YEARS_BETWEEN_SPOUSES_MAX
        found.append(np.stack([left[close], right[close]]))
    child, single = np.concatenate(found, axis=1)
    return child, single


def _ties(
    rng: np.random.Generator,
    members: Ints,
    births: Days,
    couples: tuple[Ints, Ints, Flags],
    across: tuple[Ints, Ints],
) -> KinTies:
    left = np.concatenate([couples[0], across[0]])
    right = np.concatenate([couples[1], across[1]])
    divorced = np.concatenate([couples[2], np.zeros(len(across[0]), dtype=bool)])
    younger = np.maximum(births[left], births[right])
    span = np.maximum((REFERENCE_DAY - younger).astype(np.int64) - 20 * 365, 200)
    wed = REFERENCE_DAY - (span * rng.uniform(0.5, 0.98, size=len(span))).astype("timedelta64[D]")
    married_days = (REFERENCE_DAY - wed).astype(np.int64)
    parted = wed + (married_days * rng.uniform(0.3, 0.9, size=len(span))).astype("timedelta64[D]")
    parents, children = _parents(members)
    lineage = LINEAGES[rng.choice(3, size=len(parents), p=[0.97, 0.02, 0.01])]
    nothing = np.full(len(parents), NEVER)
    return KinTies(
        from_person=np.concatenate([left, parents]),
        to_person=np.concatenate([right, children]),
        is_spouse=np.arange(len(left) + len(parents)) < len(left),
        lineage=np.concatenate([np.full(len(left), "", dtype=object), lineage]),
        valid_from=np.concatenate([wed, births[children]]),
        valid_to=np.concatenate([np.where(divorced, parted, NEVER), nothing]),
    )


def _parents(members: Ints) -> tuple[Ints, Ints]:
    pairs = [members[(members[:, up] >= 0) & (members[:, down] >= 0)][:, [up, down]] for up, down in _PARENT_OF]
    together = np.concatenate(pairs)
    return together[:, 0], together[:, 1]

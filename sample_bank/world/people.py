"""The true persons: name, identity document, home, phone, device; and who merely looks like somebody else."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import Days, Flags, Floats, Ints, Texts, ages, integers, texts
from sample_bank.identifiers import resident_ids
from sample_bank.regions import CITIES, REGIONS, regions_of
from sample_bank.scale import Scale
from sample_bank.spelling import Pinyin
from sample_bank.streams import Streams
from sample_bank.words import Words
from sample_bank.world.kinship import Kinship

ADULT_YEARS = 18
_CHILD_YEARS = 14
_OLD_YEARS = 70
# Of those who live alone, who are about a third.
_FOREIGN_SHARE = 0.1
_BORN_WHERE_HOME_SHARE = 0.65
_FIXED_LINE_SHARE = 0.3
_LOOKALIKE_SHARE = 0.003
_COUNTRIES = texts(["US", "GB", "SG", "DE", "FR", "AU"])
_MAIL_DOMAINS = texts(["example.com", "example.net", "example.org", "mail.example.cn"])


@dataclass(frozen=True, slots=True)
class People:
    """One row a person; positions in these arrays are the person's number everywhere in the world."""

    kinship: Kinship
    surnames: Texts
    given: Texts
    names: Texts
    foreign: Flags
    countries: Texts
    id_numbers: Texts
    regions: Ints
    addresses: Texts
    phones: Texts
    home_phones: Texts
    emails: Texts
    devices: Texts
    wealth: Floats
    lookalikes: tuple[Ints, Ints]
    pinyin: Pinyin

    @property
    def births(self) -> Days:
        """Birth days."""
        return self.kinship.births

    @property
    def years(self) -> Floats:
        """Ages on the reference day."""
        return ages(self.kinship.births)

    def __len__(self) -> int:
        return len(self.names)


def draw_people(streams: Streams, scale: Scale, words: Words, kinship: Kinship) -> People:
    """Everyone, relatives sharing home, region and sometimes a phone."""
    rng = streams.numpy("people")
    count = len(kinship.births)
    given = _given_names(rng, words, kinship.male)
    surnames = words.surnames[kinship.surname_draw]
    foreign = _foreign(rng, kinship)
    names = texts([s + g for s, g in zip(surnames, given, strict=True)])
    names[foreign] = words.foreign_names[rng.integers(0, len(words.foreign_names), size=int(foreign.sum()))]
    lookalikes = _lookalikes(rng, kinship, foreign)
    original, copy = lookalikes
    for column in (surnames, given, names):
        column[copy] = column[original]
    homes = _home_regions(rng, scale, kinship.household)
    pinyin = Pinyin("".join(np.unique(np.concatenate([surnames, given])).tolist()))
    return People(
        kinship=kinship,
        surnames=surnames,
        given=given,
        names=names,
        foreign=foreign,
        countries=texts(np.where(foreign, _COUNTRIES[rng.integers(0, len(_COUNTRIES), size=count)], "CN")),
        id_numbers=_id_numbers(rng, kinship, foreign, homes),
        regions=homes,
        addresses=_addresses(rng, words, kinship.household, homes),
        phones=_phones(rng, kinship),
        home_phones=_home_phones(rng, kinship.household),
        emails=_emails(rng, pinyin, surnames, given, foreign),
        devices=_devices(rng, count),
        wealth=rng.normal(np.log(26_000), 1.9, size=count),
        lookalikes=lookalikes,
        pinyin=pinyin,
    )


def _given_names(rng: np.random.Generator, words: Words, male: Ints) -> Texts:
    """A third as Faker has them; the rest two of its characters, for more variety among 100,000."""
    given = np.empty(len(male), dtype=object)
    for sex, pool in ((1, words.male_given), (0, words.female_given)):
        rows = np.flatnonzero(male == sex)
        characters = texts(sorted(set("".join(pool.tolist()))))
        whole = pool[rng.integers(0, len(pool), size=len(rows))]
        pairs = characters[rng.integers(0, len(characters), size=(2, len(rows)))]
        given[rows] = np.where(rng.random(len(rows)) < 1 / 3, whole, pairs[0] + pairs[1])
    return given


def _foreign(rng: np.random.Generator, kinship: Kinship) -> Flags:
    """Foreigners live alone here, so that no family has two name orders."""
    alone = np.bincount(kinship.family)[kinship.family] == 1
    return np.asarray(alone & (rng.random(len(alone)) < _FOREIGN_SHARE))


def _lookalikes(rng: np.random.Generator, kinship: Kinship, foreign: Flags) -> tuple[Ints, Ints]:
    """Pairs of one sex from different families; the second takes name and birth date of the first."""
    alone = np.bincount(kinship.family)[kinship.family] == 1
    pairs_each = max(1, round(len(alone) * _LOOKALIKE_SHARE / 2))
    drawn = []
    for sex in (0, 1):
        candidates = np.flatnonzero(alone & ~foreign & (kinship.male == sex))
        pairs = min(pairs_each, len(candidates) // 2)
        drawn.append(rng.choice(candidates, size=(2, pairs), replace=False))
    original, copy = np.concatenate(drawn, axis=1)
    kinship.births[copy] = kinship.births[original]
    return original, copy


def _home_regions(rng: np.random.Generator, scale: Scale, household: Ints) -> Ints:
    """Positions in REGIONS; the head office's city is the largest."""
    weights = 1 / np.arange(1, scale.cities + 1) ** 0.7
    households = int(household.max()) + 1
    cities = rng.choice(scale.cities, size=households, p=weights / weights.sum())
    regions = np.empty(households, dtype=np.int64)
    for city in range(scale.cities):
        rows = np.flatnonzero(cities == city)
        regions[rows] = rng.choice(regions_of(CITIES[city]), size=len(rows))
    return np.asarray(regions[household])


def _id_numbers(rng: np.random.Generator, kinship: Kinship, foreign: Flags, homes: Ints) -> Texts:
    codes = np.array([int(region.code) for region in REGIONS], dtype=np.int64)
    stayed = rng.random(len(homes)) < _BORN_WHERE_HOME_SHARE
    birthplaces = np.where(stayed, homes, rng.integers(0, len(REGIONS), size=len(homes)))
    numbers = resident_ids(rng, codes[birthplaces], kinship.births, kinship.male)
    drawn = _passport_serials(rng, int(foreign.sum()))
    letters = texts(list("CEGKP"))[rng.integers(0, 5, size=len(drawn))]
    numbers[foreign] = texts([f"{letter}{n:08d}" for letter, n in zip(letters, drawn.tolist(), strict=True)])
    return numbers


def _passport_serials(rng: np.random.Generator, count: int) -> Ints:
    """Different serials: a random start in each of `count` equal slots."""
    slot = 10**8 // max(count, 1)
    return np.asarray(np.arange(count) * slot + rng.integers(0, slot, size=count), dtype=np.int64)


def _addresses(rng: np.random.Generator, words: Words, household: Ints, homes: Ints) -> Texts:
    households = int(household.max()) + 1
    streets = words.streets[rng.integers(0, len(words.streets), size=households)].tolist()
    numbers = integers(rng, 1, 1200, households).tolist()
    buildings = integers(rng, 1, 40, households).tolist()
    rooms = (integers(rng, 1, 33, households) * 100 + integers(rng, 1, 6, households)).tolist()
    region_of = np.zeros(households, dtype=np.int64)
    region_of[household] = homes
    lines = [
        f"{REGIONS[region].city}市{REGIONS[region].county}{street}{number}号{building}幢{room}室"
        for region, street, number, building, room in zip(
            region_of.tolist(), streets, numbers, buildings, rooms, strict=True
        )
    ]
    return texts(texts(lines)[household])


def _phones(rng: np.random.Generator, kinship: Kinship) -> Texts:
    """Mobile numbers; minors, a third of the old and a few others use a housemate's."""
    count = len(kinship.births)
    prefixes = texts(["130", "135", "136", "138", "139", "150", "158", "159", "176", "186", "188", "189"])
    slot = 10**8 // count
    tails = np.arange(count) * slot + rng.integers(0, slot, size=count)
    heads = prefixes[rng.integers(0, len(prefixes), size=count)]
    own = texts([f"{head}{tail:08d}" for head, tail in zip(heads, rng.permutation(tails).tolist(), strict=True)])
    years = ages(kinship.births)
    chance = np.select([years < _CHILD_YEARS, years > _OLD_YEARS], [1.0, 0.35], 0.03)
    shares = rng.random(count) < chance
    return texts(np.where(shares, own[kinship.heads_of_households()], own))


def _home_phones(rng: np.random.Generator, household: Ints) -> Texts:
    households = int(household.max()) + 1
    numbers = texts([f"021-{n:08d}" for n in integers(rng, 5 * 10**7, 7 * 10**7, households).tolist()])
    numbers[rng.random(households) >= _FIXED_LINE_SHARE] = ""
    return texts(numbers[household])


def _emails(rng: np.random.Generator, pinyin: Pinyin, surnames: Texts, given: Texts, foreign: Flags) -> Texts:
    domains = _MAIL_DOMAINS[rng.integers(0, len(_MAIL_DOMAINS), size=len(given))]
    tails = integers(rng, 10, 10_000, len(given)).tolist()
    return texts(
        [
            f"{'guest' if alien else pinyin.name(surname, name).lower().replace(' ', '.')}{tail}@{domain}"
            for surname, name, tail, domain, alien in zip(surnames, given, tails, domains, foreign, strict=True)
        ]
    )


def _devices(rng: np.random.Generator, count: int) -> Texts:
    return texts([f"DV-{n:012x}" for n in rng.integers(0, 16**12, size=count, dtype=np.int64).tolist()])

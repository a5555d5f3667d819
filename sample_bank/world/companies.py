"""The true companies, and the few state bodies that hold shares in some of them."""

from dataclasses import dataclass

import numpy as np

from sample_bank.arrays import REFERENCE_DAY, Days, Flags, Floats, Ints, Texts, days_before, integers, texts
from sample_bank.identifiers import usccs
from sample_bank.regions import CITIES, REGIONS, regions_of
from sample_bank.scale import Scale
from sample_bank.streams import Streams
from sample_bank.words import BRAND_CHARACTERS, INDUSTRIES, Words

_FOREIGN_SHARE = 0.02
_JOINT_STOCK_SHARE = 0.08
_STATE_NAMES = (
    "上海市国有资产监督管理委员会",
    "深圳市国有资产监督管理委员会",
    "上海市财政局",
    "深圳市财政局",
)
_STATE_REGIONS = (310101, 440304, 310101, 440304)


@dataclass(frozen=True, slots=True)
class Companies:
    """One row a company; `employees_weight` is heavy-tailed, so that a few employ very many."""

    names: Texts
    usccs: Texts
    kinds: Texts
    industries: Texts
    regions: Ints
    founded: Days
    capital_cents: Ints
    addresses: Texts
    phones: Texts
    employees_weight: Floats
    state_names: Texts
    state_usccs: Texts

    def __len__(self) -> int:
        return len(self.names)


def draw_companies(streams: Streams, scale: Scale, words: Words) -> Companies:
    """All companies, customers or not."""
    rng = streams.numpy("companies")
    count = scale.companies
    industries = texts(INDUSTRIES)[rng.integers(0, len(INDUSTRIES), size=count)]
    joint_stock = rng.random(count) < _JOINT_STOCK_SHARE
    regions = rng.choice([r for city in CITIES[: scale.cities] for r in regions_of(city)], size=count).astype(np.int64)
    codes = np.array([int(region.code) for region in REGIONS], dtype=np.int64)
    weights = 1 / (1 + rng.permutation(count)) ** 0.9
    return Companies(
        names=_names(rng, words, regions, industries, joint_stock),
        usccs=usccs(rng, "91", codes[regions]),
        kinds=texts(np.where(joint_stock, "JOINT_STOCK", "LIMITED")),
        industries=industries,
        regions=regions,
        founded=days_before(REFERENCE_DAY, integers(rng, 400, 9000, count)),
        capital_cents=_round_capital_cents(rng, count),
        addresses=_addresses(rng, words, regions),
        phones=texts([f"400{n:07d}" for n in rng.permutation(10**6)[:count].tolist()]),
        employees_weight=weights / weights.sum(),
        state_names=texts(list(_STATE_NAMES)),
        state_usccs=usccs(rng, "11", np.array(_STATE_REGIONS, dtype=np.int64)),
    )


def _round_capital_cents(rng: np.random.Generator, count: int) -> Ints:
    """Registered capital in whole ten thousands of yuan, as registries state it."""
    ten_thousands = np.exp(rng.normal(np.log(300), 1.5, size=count)).astype(np.int64) + 1
    return ten_thousands * 1_000_000


def _names(rng: np.random.Generator, words: Words, regions: Ints, industries: Texts, joint_stock: Flags) -> Texts:
    """Different names: a brand grows by a character until nobody else has the name."""
    count = len(regions)
    letters = texts(list(BRAND_CHARACTERS))[rng.integers(0, len(BRAND_CHARACTERS), size=(count, 8))]
    lengths = integers(rng, 2, 4, count)
    foreign = rng.random(count) < _FOREIGN_SHARE
    brands = words.foreign_companies[rng.integers(0, len(words.foreign_companies), size=count)]
    taken: set[str] = set()
    for row in range(count):
        city = REGIONS[regions[row]].city
        start = f"{brands[row]}({city})" if foreign[row] else city
        end = industries[row] + ("股份有限公司" if joint_stock[row] else "有限公司")
        length = 0 if foreign[row] else int(lengths[row])
        while (name := start + "".join(letters[row, :length]) + end) in taken:
            length += 1
        taken.add(name)
        brands[row] = name
    return brands


def _addresses(rng: np.random.Generator, words: Words, regions: Ints) -> Texts:
    streets = words.streets[rng.integers(0, len(words.streets), size=len(regions))]
    numbers = integers(rng, 1, 2000, len(regions)).tolist()
    floors = integers(rng, 1, 40, len(regions)).tolist()
    return texts(
        [
            f"{REGIONS[region].city}市{REGIONS[region].county}{street}{number}号{floor}层"
            for region, street, number, floor in zip(regions.tolist(), streets, numbers, floors, strict=True)
        ]
    )

"""How a silo writes down who somebody is: the name and the number of the identity document, well or badly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sample_bank import spelling
from sample_bank.arrays import Ints, Texts, texts
from sample_bank.dirt import Doubt
from sample_bank.identifiers import old_resident_id
from sample_bank.world.companies import Companies
from sample_bank.world.people import People

Shares = Mapping[str, float]
# The century is left out of old numbers, so only those born before 1980 carry one unambiguously.
_OLD_ID_BORN_BEFORE = np.datetime64("1980-01-01", "D")
_NAME_LENGTH_TO_SHORTEN = 3


@dataclass(frozen=True, slots=True)
class Identities:
    """One row a record: what is written, and the key's words for how it came about."""

    names: Texts
    spellings: Texts
    id_numbers: Texts
    id_qualities: Texts

    def doubts(self, column: str, id_types: Texts, first: int = 0) -> list[Doubt]:
        """The mistyped numbers, whose checksum does not hold; `first` is the place of row 0 in the file."""
        codes = {"RESIDENT_ID": "R_CN_RIC_CHECKSUM", "USCC": "R_USCC_CHECKSUM"}
        return [
            Doubt(first + place, column, self.id_numbers[place], codes[id_types[place]])
            for place in np.flatnonzero(self.id_qualities == "MISTYPED").tolist()
        ]


def joined(parts: list[Identities]) -> Identities:
    """Several lots of identities as one."""
    return Identities(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Identities.__dataclass_fields__)
    )


def id_types(people: People, entities: Ints) -> Texts:
    """RESIDENT_ID or PASSPORT for persons, USCC for companies."""
    person = entities < len(people)
    foreign = person & people.foreign[np.where(person, entities, 0)]
    return texts(np.select([~person, foreign], ["USCC", "PASSPORT"], "RESIDENT_ID"))


def persons_as_written(
    rng: np.random.Generator, people: People, persons: Ints, names: Shares, ids: Shares
) -> Identities:
    """`names` and `ids` give the share of each departure; where one cannot apply the true form stays."""
    written = people.names[persons].copy()
    spellings = _drawn(rng, "CANONICAL", names, len(persons))
    spellings[people.foreign[persons]] = "CANONICAL"
    spellers: dict[str, Callable[[int, str], str]] = {
        "TRADITIONAL": lambda _, name: spelling.traditional(name),
        "SPACED": lambda _, name: spelling.spaced(name),
        "SHORTENED": lambda _, name: spelling.shortened(name) if len(name) >= _NAME_LENGTH_TO_SHORTEN else name,
        "PINYIN": lambda row, _: _in_pinyin(people, int(persons[row])),
    }
    _apply(written, spellings, spellers, "CANONICAL")
    numbers = people.id_numbers[persons].copy()
    qualities = _drawn(rng, "EXACT", ids, len(persons))
    _restrict_qualities(people, persons, qualities)
    quality_of: dict[str, Callable[[int, str], str]] = {
        "OLD_15": lambda _, number: old_resident_id(number),
        "FULL_WIDTH": lambda _, number: spelling.full_width(number),
        "LOWER_X": lambda _, number: number.lower(),
        "MISTYPED": lambda _, number: spelling.mistyped(number),
        "MISSING": lambda _, __: "",
    }
    _apply(numbers, qualities, quality_of, "EXACT")
    return Identities(written, spellings, numbers, qualities)


def _in_pinyin(people: People, person: int) -> str:
    """Half in passport order, half in Western order; a person keeps to one."""
    write = people.pinyin.western if person % 2 else people.pinyin.name
    return write(people.surnames[person], people.given[person])


def companies_as_written(rng: np.random.Generator, companies: Companies, rows: Ints) -> Identities:
    """Mostly the registered name; some without the city in front."""
    names = companies.names[rows].copy()
    spellings = _drawn(rng, "CANONICAL", {"SHORTENED": 0.06}, len(rows))
    _apply(names, spellings, {"SHORTENED": lambda _, name: name[2:]}, "CANONICAL")
    numbers = companies.usccs[rows].copy()
    qualities = _drawn(rng, "EXACT", {"MISTYPED": 0.005, "FULL_WIDTH": 0.005}, len(rows))
    changes: dict[str, Callable[[int, str], str]] = {
        "MISTYPED": lambda _, number: spelling.mistyped(number),
        "FULL_WIDTH": lambda _, number: spelling.full_width(number),
    }
    _apply(numbers, qualities, changes, "EXACT")
    return Identities(names, spellings, numbers, qualities)


def _drawn(rng: np.random.Generator, usual: str, shares: Shares, count: int) -> Texts:
    words = texts([usual, *shares])
    return words[rng.choice(len(words), size=count, p=[1 - sum(shares.values()), *shares.values()])]


def _restrict_qualities(people: People, persons: Ints, qualities: Texts) -> None:
    """Passports are only ever exact or missing; the old form needs an old person."""
    foreign = people.foreign[persons]
    qualities[foreign & (qualities != "MISSING")] = "EXACT"
    qualities[(qualities == "OLD_15") & (people.births[persons] >= _OLD_ID_BORN_BEFORE)] = "EXACT"


def _apply(values: Texts, words: Texts, changes: Mapping[str, Callable[[int, str], str]], usual: str) -> None:
    """Changes in place; a change that leaves the value as it was is no departure."""
    for word, change in changes.items():
        for row in np.flatnonzero(words == word).tolist():
            changed = change(row, values[row])
            if changed == values[row]:
                words[row] = usual
            values[row] = changed

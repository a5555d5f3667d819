"""For which pairs an evaluation says also that nothing is there."""

from dataclasses import dataclass
from typing import Self

from rules.books import CONTROL_TIES
from rules.facts import ARRANGEMENT, ORGANIZATION, PERSON, STATE, Facts, is_unidentified

PAIRS_MAX = 20_000
"""Beyond so many pairs of parties and companies only those with a relation are printed."""

_TIES = ("OWNS", *CONTROL_TIES)
_COMPANIES = (ORGANIZATION, ARRANGEMENT, STATE)


@dataclass(frozen=True)
class Asked:
    """Persons and companies that hold, are held or control at any time, ascending; none where they are too many."""

    persons: tuple[str, ...]
    companies: tuple[str, ...]
    couples: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, facts: Facts) -> Self:
        """Ask for the parties of all times, so that what has ended is answered with a no."""
        involved = {party for tie in facts.of_kind(*_TIES) for party in (tie.start, tie.end)}
        known = {party for party in involved if not is_unidentified(party)}
        persons = tuple(sorted(known & facts.ids(PERSON)))
        companies = tuple(sorted(known & facts.ids(*_COMPANIES)))
        couples = tuple(dict.fromkeys((tie.start, tie.end) for tie in facts.of_kind("SPOUSE_OF")))
        if len(companies) * (len(companies) + len(persons)) > PAIRS_MAX:
            return cls((), (), couples)
        return cls(persons, companies, couples)

    @property
    def is_complete(self) -> bool:
        """Whether pairs without any relation are asked for too."""
        return bool(self.companies)

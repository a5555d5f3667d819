"""Ties that are guessed from a telephone, an address or a device that several parties gave.

The fewer share it, the more it says; a switchboard, a dormitory or a kiosk says nothing. What is found is a lead for
a person, never kinship and never a part of a regulatory group.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from algorithms.holdings import ONE, ZERO


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much one kind of attribute says: `base` when two share it, nothing when more than `cap` do."""

    base: Fraction
    cap: int

    def weight(self, sharers: int) -> Fraction:
        """Return base / (sharers − 1), 0 above the cap; rare says more, as in term-frequency adjustment."""
        return ZERO if sharers > self.cap or sharers < 2 else self.base / (sharers - 1)  # noqa: PLR2004 - a pair


KINDS: Mapping[str, Evidence] = {
    "MOBILE": Evidence(Fraction(6, 10), 5),
    "LANDLINE": Evidence(Fraction(3, 10), 10),
    "PHONE": Evidence(Fraction(6, 10), 5),
    "EMAIL": Evidence(Fraction(6, 10), 5),
    "ADDRESS": Evidence(Fraction(35, 100), 12),
    "DEVICE": Evidence(Fraction(5, 10), 5),
    "EMPLOYER": Evidence(Fraction(1, 10), 50),
}


@dataclass(frozen=True, slots=True)
class Lead:
    """Two parties who may belong together: the score from 0 to 1, and what they share with its weight."""

    one: str
    other: str
    score: Fraction
    shared: tuple[tuple[str, Fraction], ...]


class SharedAttributes:
    """Who gave which attribute on one day."""

    def __init__(self, given: Iterable[tuple[str, str, str]]) -> None:
        """Take (party, kind, attribute); a kind that KINDS does not name says nothing."""
        self._sharers: dict[str, set[str]] = defaultdict(set)
        self._kinds: dict[str, str] = {}
        self._of_party: dict[str, set[str]] = defaultdict(set)
        for party, kind, attribute in given:
            self._sharers[attribute].add(party)
            self._kinds[attribute] = kind
            self._of_party[party].add(attribute)

    @property
    def attributes(self) -> tuple[str, ...]:
        """Every attribute, ascending."""
        return tuple(sorted(self._sharers))

    def weight(self, attribute: str) -> Fraction:
        """Return how much it says that two share the attribute."""
        evidence = KINDS.get(self._kinds[attribute])
        return evidence.weight(len(self._sharers[attribute])) if evidence else ZERO

    def is_suppressed(self, attribute: str) -> bool:
        """Return whether so many share the attribute that it says nothing."""
        evidence = KINDS.get(self._kinds[attribute])
        return evidence is None or len(self._sharers[attribute]) > evidence.cap

    def lead(self, one: str, other: str) -> Lead | None:
        """Return what the two share, or None when they share nothing that says something.

        Independent evidence is joined by noisy-or: 1 − Π(1 − weight).
        """
        common = sorted(self._of_party.get(one, set()) & self._of_party.get(other, set()))
        shared = tuple((attribute, weight) for attribute in common if (weight := self.weight(attribute)))
        if not shared:
            return None
        doubt = ONE
        for _, weight in shared:
            doubt *= ONE - weight
        return Lead(min(one, other), max(one, other), ONE - doubt, shared)

    def leads_of(self, party: str) -> tuple[Lead, ...]:
        """Return the leads from one party, strongest first."""
        others = {
            other
            for attribute in self._of_party.get(party, ())
            if not self.is_suppressed(attribute)
            for other in self._sharers[attribute]
        } - {party}
        leads = (self.lead(party, other) for other in others)
        return tuple(sorted((lead for lead in leads if lead), key=lambda lead: (-lead.score, lead.one, lead.other)))

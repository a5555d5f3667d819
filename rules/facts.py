"""What is on record of parties and their ties, as the rules read it: from a file or from the graph alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

PERSON = "Person"
ORGANIZATION = "Organization"
STATE = "State"
ARRANGEMENT = "Arrangement"

OVERRIDDEN = "OVERRIDDEN"
"""A person's judgement on what is derived of two parties; its facts are relation, decision and rule_pack."""

UNKNOWN_PREFIX = "UNKNOWN"
"""A party whose id begins so is a holder whom nobody has identified."""

BEHIND = f"{UNKNOWN_PREFIX}:"
"""Before the id of a nominee: whoever stands behind it, and is not on record."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody or something that ties join; `facts` are further columns or properties, as text."""

    id: str
    kind: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def number(self, name: str) -> Fraction | None:
        """Return a figure, or None where there is none on record."""
        return number_of(self.facts, name)

    def is_marked(self, name: str) -> bool | None:
        """Return a yes or no, or None where nothing is on record."""
        return mark_of(self.facts, name)


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie on record: shares are fractions of 1, days half-open, None is unknown (or, of days, open)."""

    start: str
    kind: str
    end: str
    equity: Fraction | None = None
    votes: Fraction | None = None
    amount: Fraction | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    key: str = ""

    def holds_on(self, day: date) -> bool:
        """Return whether the tie is valid on the day: the first day counts, the last does not."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def number(self, name: str) -> Fraction | None:
        """Return a figure, or None where there is none on record."""
        return number_of(self.facts, name)

    def is_marked(self, name: str) -> bool | None:
        """Return a yes or no, or None where nothing is on record."""
        return mark_of(self.facts, name)


class Facts:
    """Parties and ties of all times; parties that only ties name are among them."""

    def __init__(self, parties: Iterable[Party], ties: Iterable[Tie]) -> None:
        self.parties: Mapping[str, Party] = {party.id: party for party in parties}
        self.ties = tuple(sorted(ties, key=_order))

    def on(self, day: date) -> "Facts":
        """Return what is valid on the day; parties stay, since they can have figures without ties."""
        return Facts(self.parties.values(), (tie for tie in self.ties if tie.holds_on(day)))

    def under(self, rule_pack: str) -> "Facts":
        """Return the facts without the judgements that persons made under other rule packs."""
        return Facts(
            self.parties.values(),
            (tie for tie in self.ties if tie.kind != OVERRIDDEN or tie.facts.get("rule_pack") == rule_pack),
        )

    @property
    def days_of_change(self) -> tuple[date, ...]:
        """Every day on which a tie begins or ends, ascending."""
        days = {day for tie in self.ties for day in (tie.valid_from, tie.valid_to) if day is not None}
        return tuple(sorted(days))

    def of_kind(self, *kinds: str) -> tuple[Tie, ...]:
        """Return the ties of those kinds, in their order."""
        if len(kinds) == 1:
            return tuple(self._by_kind.get(kinds[0], ()))
        return tuple(tie for tie in self.ties if tie.kind in kinds)

    @cached_property
    def _by_kind(self) -> Mapping[str, list[Tie]]:
        found: dict[str, list[Tie]] = defaultdict(list)
        for tie in self.ties:
            found[tie.kind].append(tie)
        return dict(found)

    def ids(self, *kinds: str) -> frozenset[str]:
        """Return the ids of the parties of those kinds."""
        return frozenset(party.id for party in self.parties.values() if party.kind in kinds)


def is_unidentified(party_id: str) -> bool:
    """Return whether the id stands for a holder whom nobody has identified."""
    return party_id.upper().startswith(UNKNOWN_PREFIX)


def number_of(facts: Mapping[str, str], name: str) -> Fraction | None:
    """Return the figure of that name; what is no figure is not on record."""
    try:
        return Fraction(facts[name].strip()) if facts.get(name, "").strip() else None
    except (ValueError, ZeroDivisionError):
        return None


def mark_of(facts: Mapping[str, str], name: str) -> bool | None:
    """Return the yes or no of that name."""
    return {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}.get(
        facts.get(name, "").strip().lower()
    )


def _order(tie: Tie) -> tuple[str, ...]:
    return (tie.kind, tie.start, tie.end, str(tie.valid_from or ""), str(tie.valid_to or ""), str(tie.equity), tie.note)

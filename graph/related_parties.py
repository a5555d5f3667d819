"""The walk over related parties: level by level, each party once, with the strongest of its shortest paths.

Knows nothing of Cypher: `Walk` is fed with the rows of one level and says which parties to ask about next.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Literal

from graph.strength import noisy_or, shared_strength, tie_strength
from graph.ties import TIE_KINDS

Direction = Literal["OUT", "IN", "BOTH"]
Evidence = Mapping[str, Any]

DEPTH_MAX = 4
"""Deeper walks reach most of a bank; derivations over the whole graph belong to an algorithm run."""


@dataclass(frozen=True, slots=True)
class Through:
    """A thing that both parties share, and how many parties share it."""

    label: str
    id: str
    name: str | None
    degree: int


@dataclass(frozen=True, slots=True)
class Tie:
    """One reason for a step; `theirs` is the other party's tie to the shared thing, if it is not direct."""

    kind: str
    direction: Direction
    through: Through | None
    strength: float
    ours: tuple[Evidence, ...]
    theirs: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """All ties between two parties that follow each other on a path."""

    from_id: str
    to_id: str
    to_name: str | None
    strength: float
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class RelatedParty:
    """A party that was reached; `path` leads to it from the party asked about."""

    party_id: str
    name: str | None
    labels: tuple[str, ...]
    distance: int
    strength: float
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Hub:
    """Something that too many share or are tied to: counted, and not walked through."""

    label: str
    id: str
    name: str | None
    degree: int
    met_at: str


@dataclass(frozen=True, slots=True)
class Omission:
    """How much was left out of which part of an answer, and why."""

    section: str
    reason: str
    count: int


@dataclass(frozen=True)
class RelatedParties:
    """The answer for one party; `omitted` names what the caller may not see."""

    party_id: str
    name: str | None
    labels: tuple[str, ...]
    parties: tuple[RelatedParty, ...]
    hubs: tuple[Hub, ...]
    omitted: tuple[Omission, ...]
    truncated: bool


@dataclass
class Walk:
    """A walk that starts at `party_id` and ends with at most `parties_max` parties."""

    party_id: str
    parties_max: int
    name: str | None = None
    labels: tuple[str, ...] = ()
    distance: int = 0
    _found: dict[str, RelatedParty] = field(default_factory=dict)
    _level: dict[str, RelatedParty] = field(default_factory=dict)
    _hubs: dict[str, Hub] = field(default_factory=dict)
    _withheld: set[str] = field(default_factory=set)
    _is_cut: bool = False

    def frontier(self) -> list[str]:
        """Return whom to ask about next, strongest first; empty when there is nobody, or no more room."""
        if self.distance == 0:
            return [self.party_id]
        if len(self._found) >= self.parties_max and self._level:
            self._is_cut = True
            return []
        return [party.party_id for party in sorted(self._level.values(), key=_rank)]

    def advance(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take in the answer for the last frontier, one row for each party of it."""
        reached: dict[str, RelatedParty] = {}
        for row in rows:
            origin = self._found.get(row["from_id"])
            if origin is None:
                self.name, self.labels = row["name"], tuple(row["labels"])
            self._note(row)
            for other in row["related"]:
                if other["party_id"] not in self._found and other["party_id"] != self.party_id:
                    self._reach(reached, origin, row["from_id"], other)
        self.distance += 1
        self._found |= reached
        self._level = reached

    def result(self) -> RelatedParties:
        """Return what was found, nearest first, then strongest."""
        ranked = sorted(self._found.values(), key=_rank)
        count = len(self._withheld)
        return RelatedParties(
            party_id=self.party_id,
            name=self.name,
            labels=self.labels,
            parties=tuple(ranked[: self.parties_max]),
            hubs=tuple(sorted(self._hubs.values(), key=attrgetter("label", "id"))),
            omitted=(Omission("related_parties", "OUT_OF_SCOPE", count),) if count else (),
            truncated=self._is_cut or len(ranked) > self.parties_max,
        )

    def _note(self, row: Mapping[str, Any]) -> None:
        met_at = row["from_id"]
        self._withheld.update(row["withheld"])
        self._is_cut |= row["is_cut"]
        if not row["is_walked"]:
            self._hubs.setdefault(met_at, Hub("Party", met_at, row["name"], row["fan_out"], met_at))
        for hub in row["hubs"]:
            found = Hub(hub["label"], hub["id"], hub["name"], hub["degree"], met_at)
            self._hubs.setdefault(f"{found.label}:{found.id}", found)

    def _reach(
        self,
        reached: dict[str, RelatedParty],
        origin: RelatedParty | None,
        from_id: str,
        other: Mapping[str, Any],
    ) -> None:
        ties = tuple(_ties(other["ties"]))
        strength = noisy_or(tie.strength for tie in ties)
        total = strength if origin is None else origin.strength * strength
        known = reached.get(other["party_id"])
        if known is not None and (-known.strength, known.path[-1].from_id) <= (-total, from_id):
            return
        step = Step(from_id, other["party_id"], other["name"], strength, ties)
        reached[other["party_id"]] = RelatedParty(
            party_id=other["party_id"],
            name=other["name"],
            labels=tuple(other["labels"]),
            distance=self.distance + 1,
            strength=total,
            path=(step,) if origin is None else (*origin.path, step),
        )


def _rank(party: RelatedParty) -> tuple[int, float, str]:
    return party.distance, -party.strength, party.party_id


def _ties(found: Sequence[Mapping[str, Any]]) -> list[Tie]:
    """Group what several sources say of one tie: they confirm each other and do not add up."""
    direct: dict[tuple[str, Direction], list[Evidence]] = {}
    ties = []
    for item in found:
        thing = item.get("through")
        if thing is not None:
            ties.append(_shared_tie(item, thing))
        else:
            direct.setdefault((item["kind"], _direction(item)), []).append(item["ours"])
    for (kind, direction), evidence in direct.items():
        strength = max(tie_strength(kind, item) for item in evidence)
        ties.append(Tie(kind, direction, None, strength, tuple(evidence)))
    return sorted(ties, key=lambda tie: (-tie.strength, tie.kind, tie.direction))


def _shared_tie(item: Mapping[str, Any], thing: Mapping[str, Any]) -> Tie:
    through = Through(thing["label"], thing["id"], thing["name"], thing["degree"])
    strength = shared_strength(item["kind"], item["ours"], item["theirs"], through.degree)
    return Tie(item["kind"], "BOTH", through, strength, tuple(item["ours"]), tuple(item["theirs"]))


def _direction(item: Mapping[str, Any]) -> Direction:
    if TIE_KINDS[item["kind"]].symmetric:
        return "BOTH"
    return "OUT" if item["is_outgoing"] else "IN"

"""The walk over related parties: level by level, each party once, with the strongest of its shortest paths.

Knows nothing of Cypher: `Walk` is fed with the rows of one level and says which parties to ask about next. Only what
an answer shows is shown as the caller may see it, name by name: an answer has thousands of other values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, TypedDict

from graph.omissions import Omission, Reason, counted
from graph.parties import PartyKind, party_kind
from graph.reasons import DIGITS, Step, step_between
from graph.sight import Sight

DEPTH_MAX = 4
"""Deeper walks reach most of a bank; derivations over the whole graph belong to an algorithm run."""


class RelatedParty(TypedDict):
    """A party that was reached; `path` leads to it from the party asked about."""

    party_id: str
    kind: PartyKind
    is_customer: bool
    name: str | None
    distance: int
    strength: float
    path: list[Step]


class Hub(TypedDict):
    """Something that too many share or are tied to: counted, as far as they are visible, and not walked through.

    Counting stops at a limit; `is_at_least` says that there can be more than `degree`.
    """

    label: str
    id: str
    name: str | None
    degree: int
    is_at_least: bool
    met_at: str


@dataclass(frozen=True)
class RelatedParties:
    """The answer for one party; `omitted` names what the caller may not see."""

    party_id: str
    name: str | None
    parties: tuple[RelatedParty, ...]
    hubs: tuple[Hub, ...]
    omitted: tuple[Omission, ...]
    truncated: bool


@dataclass
class Walk:
    """A walk that starts at `party_id` and ends with at most `parties_max` parties."""

    party_id: str
    parties_max: int
    sight: Sight
    name: str | None = None
    distance: int = 0
    _found: dict[str, RelatedParty] = field(default_factory=dict)
    _level: dict[str, RelatedParty] = field(default_factory=dict)
    _hubs: dict[tuple[str, str], Hub] = field(default_factory=dict)
    _uncounted: dict[str, tuple[str, str]] = field(default_factory=dict)
    _withheld: set[str] = field(default_factory=set)
    _is_cut: bool = False

    def frontier(self) -> list[str]:
        """Return whom to ask about next, strongest first; empty when there is nobody, or no more room."""
        if self.distance == 0:
            return [self.party_id]
        if len(self._found) >= self.parties_max and self._level:
            self._is_cut = True
            return []
        return [party["party_id"] for party in sorted(self._level.values(), key=_rank)]

    def advance(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take in the answer for the last frontier, one row for each party of it."""
        reached: dict[str, RelatedParty] = {}
        for row in rows:
            origin = self._found.get(row["from_id"])
            if origin is None:
                self.name = self.sight.shown(row["name"])
            self._note(row)
            for other in row["related"]:
                if other["party_id"] not in self._found and other["party_id"] != self.party_id:
                    self._reach(reached, origin, row["from_id"], other)
        self.distance += 1
        self._found |= reached
        self._level = reached

    def uncounted(self) -> list[str]:
        """Return the element ids of the hubs of which it is not known yet how many share them."""
        return sorted(self._uncounted)

    def count(self, rows: Iterable[Mapping[str, Any]], count_max: int) -> None:
        """Take in how many share each of the uncounted hubs, counted up to a limit."""
        for row in rows:
            hub = self._hubs[self._uncounted.pop(row["element_id"])]
            hub["degree"], hub["is_at_least"] = row["degree"], row["degree"] >= count_max

    def result(self) -> RelatedParties:
        """Return what was found, nearest first, then strongest."""
        ranked = sorted(self._found.values(), key=_rank)
        return RelatedParties(
            party_id=self.party_id,
            name=self.name,
            parties=tuple(ranked[: self.parties_max]),
            hubs=tuple(sorted(self._hubs.values(), key=itemgetter("label", "id"))),
            omitted=counted("related_parties", Reason.OUT_OF_SCOPE, len(self._withheld)),
            truncated=self._is_cut or len(ranked) > self.parties_max,
        )

    def _note(self, row: Mapping[str, Any]) -> None:
        met_at = row["from_id"]
        self._withheld.update(row["withheld"])
        self._is_cut |= row["is_cut"]
        if not row["is_walked"]:
            itself = {"label": "Party", "id": met_at, "name": row["name"], "degree": row["fan_out"]}
            self._meet(itself, met_at, is_at_least=row["has_more"])
        for thing in row["hubs"]:
            self._uncounted[thing["element_id"]] = self._meet(thing, met_at, is_at_least=True)

    def _meet(self, thing: Mapping[str, Any], met_at: str, *, is_at_least: bool) -> tuple[str, str]:
        hub: Hub = {
            "label": thing["label"],
            "id": thing["id"],
            "name": self.sight.shown(thing["name"]),
            "degree": thing["degree"],
            "is_at_least": is_at_least,
            "met_at": met_at,
        }
        key = hub["label"], hub["id"]
        self._hubs.setdefault(key, hub)
        return key

    def _reach(
        self,
        reached: dict[str, RelatedParty],
        origin: RelatedParty | None,
        from_id: str,
        other: Mapping[str, Any],
    ) -> None:
        step = step_between(from_id, other, self.sight)
        total = step["strength"] if origin is None else round(origin["strength"] * step["strength"], DIGITS)
        known = reached.get(step["to_id"])
        if known is not None and (-known["strength"], known["path"][-1]["from_id"]) <= (-total, from_id):
            return
        labels = other["labels"]
        reached[step["to_id"]] = {
            "party_id": step["to_id"],
            "kind": party_kind(labels),
            "is_customer": "Customer" in labels,
            "name": step["to_name"],
            "distance": self.distance + 1,
            "strength": total,
            "path": [step] if origin is None else [*origin["path"], step],
        }


def _rank(party: RelatedParty) -> tuple[int, float, str]:
    return party["distance"], -party["strength"], party["party_id"]

"""How answers name parties, and how they join what they had to leave out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graph.omissions import Omission
from rules.facts import BEHIND
from rules.graph_facts import Around


@dataclass(frozen=True)
class PartyRef:
    """A party as an answer names it."""

    party_id: str
    name: str | None
    kind: str


class Namer:
    """Names parties from what was read around one or more of them."""

    def __init__(self, *around: Around) -> None:
        self._around = around

    def __call__(self, party_id: str) -> PartyRef:
        """Return the party with its name as the caller may see it."""
        if party_id.startswith(BEHIND):
            return replace(self(party_id.removeprefix(BEHIND)), party_id=party_id, kind="BEHIND_NOMINEE")
        known = next((one for one in self._around if party_id in one.facts.parties), None)
        if known is None:
            return PartyRef(party_id, None, "UNKNOWN")
        return PartyRef(party_id, known.name_of(party_id), known.facts.parties[party_id].kind.upper())

    def in_words(self, party_id: str) -> str:
        """Return the name, or the id of whoever has none to be seen."""
        return self(party_id).name or party_id


def refs(party_ids: Iterable[str], named: Namer) -> tuple[PartyRef, ...]:
    """Return the parties as an answer names them, ascending by id."""
    return tuple(named(one) for one in sorted(party_ids))


def merged_omissions(*lists: Iterable[Omission]) -> tuple[Omission, ...]:
    """Return the omissions of all; of two that count the same thing the larger count."""
    merged: dict[tuple[str, str], Omission] = {}
    for one in (omission for some in lists for omission in some):
        key = (one.section, one.reason)
        known = merged.get(key)
        merged[key] = one if known is None else replace(known, count=max(known.count or 0, one.count or 0) or None)
    return tuple(merged.values())

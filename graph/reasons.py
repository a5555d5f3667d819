"""Why two parties stand next to each other on a path: their ties, each with its evidence and strength.

One answer has thousands of them, so they are plain dictionaries with the keys that the answer has.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from graph.readable import BOOKKEEPING, readable
from graph.sight import Sight
from graph.strength import noisy_or, shared_strength, tie_strength
from graph.ties import TIE_KINDS, TieRecord

Direction = Literal["OUT", "IN", "BOTH"]
Facts = Mapping[str, Any]

DIGITS = 6
"""Digits of a strength in an answer: it ranks, it does not measure."""

_NOT_OWN = frozenset({"tie_id", *TieRecord.model_fields, *BOOKKEEPING})


class Tie(TypedDict):
    """One reason for a step; `through` is None for a direct tie, and `other_evidence` then empty."""

    kind: str
    direction: Direction
    strength: float
    through: Facts | None
    evidence: Sequence[Facts]
    other_evidence: Sequence[Facts]


class Step(TypedDict):
    """All ties between two parties that follow each other on a path, strongest first."""

    from_id: str
    to_id: str
    to_name: str | None
    strength: float
    ties: list[Tie]


def step_between(from_id: str, other: Facts, sight: Sight) -> Step:
    """Return the step from a party to one that its row relates to it."""
    ties = _ties(other["ties"], sight)
    strength = round(noisy_or(tie["strength"] for tie in ties), DIGITS)
    return {
        "from_id": from_id,
        "to_id": other["party_id"],
        "to_name": sight.shown(other["name"]),
        "strength": strength,
        "ties": ties,
    }


def _ties(found: Sequence[Facts], sight: Sight) -> list[Tie]:
    """Group what several sources say of one tie: they confirm each other and do not add up."""
    direct: dict[tuple[str, Direction], list[Facts]] = {}
    ties: list[Tie] = []
    for item in found:
        through = item.get("through")
        if through is None:
            direct.setdefault((item["kind"], _direction(item)), []).append(item["ours"])
        else:
            ties.append(
                {
                    "kind": item["kind"],
                    "direction": "BOTH",
                    "strength": shared_strength(item["kind"], item["ours"], item["theirs"], through["degree"]),
                    "through": {**through, "name": sight.shown(through["name"])},
                    "evidence": _in_order(item["ours"]),
                    "other_evidence": _in_order(item["theirs"]),
                }
            )
    ties += [_direct_tie(kind, direction, said, sight) for (kind, direction), said in direct.items()]
    if len(ties) > 1:
        ties.sort(key=_strongest_first)
    return ties


def _direct_tie(kind: str, direction: Direction, said: list[Facts], sight: Sight) -> Tie:
    return {
        "kind": kind,
        "direction": direction,
        "strength": round(max(tie_strength(kind, one) for one in said), DIGITS),
        "through": None,
        "evidence": [_evidence(sight.shown(one)) for one in _in_order(said)],
        "other_evidence": (),
    }


def _evidence(said: Facts) -> Facts:
    return {
        "tie_id": said.get("tie_id"),
        "source": said["source"],
        "source_type": said["source_type"],
        "confidence": said["confidence"],
        "status": said["status"],
        "valid_from": said.get("valid_from"),
        "valid_to": said.get("valid_to"),
        "recorded_at": said["recorded_at"],
        "properties": readable(said, _NOT_OWN),
    }


def _strongest_first(tie: Tie) -> tuple[float, str, str, str]:
    through = tie["through"]
    return -tie["strength"], tie["kind"], tie["direction"], "" if through is None else through["id"]


def _in_order(said: Sequence[Facts]) -> Sequence[Facts]:
    """Return what was said in an order of its own: the graph's depends on ties that the caller may not see."""
    return said if len(said) == 1 else sorted(said, key=_place)


def _place(one: Facts) -> tuple[str, ...]:
    return one.get("tie_id") or "", one.get("source", ""), one.get("status", ""), one.get("currency") or ""


def _direction(item: Facts) -> Direction:
    if TIE_KINDS[item["kind"]].symmetric:
        return "BOTH"
    return "OUT" if item["is_outgoing"] else "IN"

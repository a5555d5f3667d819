"""How strongly one tie binds two parties, from 0 to 1, and how ties and steps add up.

Weights for ranking: no regulatory decision rests on them. A shared contact weighs base / (sharers - 1).
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from graph.values import SHARE_ONE

BASE: dict[str, float] = {
    "OWNS": 0.95,
    "CONTROLS_ASSERTED": 0.95,
    "HOLDS_POSITION": 0.6,
    "EMPLOYED_BY": 0.3,
    "SPOUSE_OF": 0.95,
    "PARENT_OF": 0.9,
    "SOCIAL_TIE": 0.6,
    "REFERRED": 0.4,
    "ACTS_IN_CONCERT_WITH": 0.9,
    "NOMINEE_FOR": 0.95,
    "DELEGATES_VOTE_TO": 0.8,
    "GUARANTEES": 0.8,
    "FUNDED_BY": 0.7,
    "TRANSFERS_TO": 0.5,
    "HOLDS": 0.85,
    "IN_HOUSEHOLD": 0.85,
    "HAS_PHONE": 0.6,
    "HAS_EMAIL": 0.6,
    "USED_DEVICE": 0.5,
    "HAS_ADDRESS": 0.35,
}
"""Weight of a tie of each type at full confidence."""

ATTENUATED = frozenset({"HAS_PHONE", "HAS_EMAIL", "USED_DEVICE", "HAS_ADDRESS"})
"""Types whose weight falls with the number of sharers; an account or household is shared on purpose."""

POSITION_FACTOR = {"LEGAL_REP": 1.5}
"""The legal representative binds a company alone."""

_SHARE_FLOOR = 0.25
_DISPUTED_FACTOR = 0.5
_MONTHS_FULL = 12


def tie_strength(kind: str, evidence: Mapping[str, Any]) -> float:
    """Return the strength of one direct tie with these properties."""
    factor = float(evidence.get("confidence", 1.0))
    if evidence.get("status") == "DISPUTED":
        factor *= _DISPUTED_FACTOR
    return _clipped(BASE[kind] * factor * _own_factor(kind, evidence))


def shared_strength(
    kind: str, ours: Iterable[Mapping[str, Any]], theirs: Iterable[Mapping[str, Any]], sharers: int
) -> float:
    """Return the strength of a tie through a thing that `sharers` parties (two or more) share."""
    weight = BASE[kind] / max(sharers - 1, 1) if kind in ATTENUATED else BASE[kind]
    return weight * _most_confident(ours) * _most_confident(theirs)


def noisy_or(strengths: Iterable[float]) -> float:
    """Return the strength of independent ties together: 1 - (1 - a)(1 - b)."""
    return 1.0 - math.prod(1.0 - strength for strength in strengths)


def _own_factor(kind: str, evidence: Mapping[str, Any]) -> float:
    if kind == "OWNS":
        share = max(evidence.get("equity_share_ppb") or 0, evidence.get("voting_share_ppb") or 0)
        return _SHARE_FLOOR + (1.0 - _SHARE_FLOOR) * share / SHARE_ONE
    if kind == "TRANSFERS_TO":
        return min(int(evidence.get("months", 1)), _MONTHS_FULL) / _MONTHS_FULL
    if kind == "SOCIAL_TIE":
        score = evidence.get("score")
        return 0.5 if score is None else float(score)
    if kind == "HOLDS_POSITION":
        return POSITION_FACTOR.get(str(evidence.get("role")), 1.0)
    return 1.0


def _most_confident(evidence: Iterable[Mapping[str, Any]]) -> float:
    most = 0.0
    for item in evidence:
        most = max(most, item.get("confidence", 1.0))
    return most


def _clipped(strength: float) -> float:
    return min(max(strength, 0.0), 1.0)

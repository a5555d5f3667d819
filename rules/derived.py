"""What a derivation writes: one tie that follows by law from ties on record, with rule, status and ways."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from algorithms.verdict import Verdict
from rules.evidence import Path
from rules.measure import decimal_of

_KEY_BYTES = 12


class DerivedKind(StrEnum):
    """What follows; the names are those of the types in the graph."""

    CONTROLS = "CONTROLS"
    BENEFICIAL_OWNER_OF = "BENEFICIAL_OWNER_OF"
    DEPENDS_ON = "DEPENDS_ON"
    RELATED_TO = "RELATED_TO"
    IN_RELATED_GROUP = "IN_RELATED_GROUP"


@dataclass(frozen=True, slots=True)
class DerivedTie:
    """One decision about two parties (or a party and a group) by one rule.

    - `status`: TRUE, or UNKNOWN or REVIEW where a person has to look; what is disproven is not written.
    - `basis`: the right or criterion on which it rests; `standard` of a beneficial owner.
    - `lower`, `upper`: bounds of the share or votes as decimals, None where none is asked.
    - `rules`: of a member of a group the rules along the chain from its head.
    - `paths`: by which ties on record, from the start to the end.
    """

    kind: DerivedKind
    start: str
    end: str
    rule_id: str
    status: Verdict = Verdict.TRUE
    standard: int | None = None
    basis: str = ""
    lower: str | None = None
    upper: str | None = None
    rules: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it another tie rather than another version of the same."""
        return self.kind.value, self.start, self.end, self.rule_id, self.basis

    def id_in(self, view_id: str) -> str:
        """Return an id that stays while the decision is about the same."""
        return _digest([view_id, *self.key])

    @property
    def digest(self) -> str:
        """What changes when anything of the decision changes."""
        return _digest([*self.key, self.properties()])

    def properties(self) -> dict[str, Any]:
        """Return what the tie carries in the graph; a way is its ties' ids joined by a blank."""
        return {
            "rule_id": self.rule_id,
            "status": self.status.value,
            "standard": self.standard,
            "basis": self.basis,
            "lower": self.lower,
            "upper": self.upper,
            "rules": list(self.rules),
            "paths": [" ".join(path) for path in self.paths],
        }

    @classmethod
    def from_graph(cls, kind: str, start: str, end: str, tie: Mapping[str, Any]) -> Self:
        """Return the tie that carries these properties."""
        return cls(
            DerivedKind(kind),
            start,
            end,
            tie["rule_id"],
            Verdict(tie["status"]),
            tie["standard"],
            tie["basis"],
            tie["lower"],
            tie["upper"],
            tuple(tie["rules"]),
            tuple(tuple(path.split(" ")) for path in tie["paths"]),
        )


def share_text(share: Fraction | None) -> str | None:
    """Return a share as it is written: exact where a decimal is, otherwise with 18 digits."""
    return None if share is None else decimal_of(share)


def group_id(pack: str, head: str) -> str:
    """Return the id of the group that begins at this head."""
    return f"group-{_digest([pack, head])}"


def _digest(parts: list[Any]) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).hexdigest()

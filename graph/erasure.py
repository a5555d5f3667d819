"""What the graph holds of one party alone, and its removal: the party leaves, totals stay.

(:Erased {erased_id, was_customer})-[:INTERACTED|IN_SEGMENT|HOLDS]->(…)   all that is left: no name, no number, no
label by which searches and walks find parties.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cypher import query
from graph.errors import CustomerNotFound, ErasureConflict
from graph.session import GraphSession

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Relationship:
    """An account or guarantee of the party, or its part in a customer; `until` is None while no end is known."""

    kind: str
    until: date | None


@dataclass(frozen=True)
class Doomed:
    """All that is the party's alone: nodes, their ties, the ties that stay nameless, touchpoints to be emptied.

    `relationships` are the party's own with the bank; `roles` its parts in customers as owner, controller or officer.
    """

    labels: tuple[str, ...]
    nodes: Sequence[Facts]
    ties: Sequence[Facts]
    kept_ties: Sequence[Facts]
    touchpoints: Sequence[Facts]
    relationships: tuple[Relationship, ...]
    roles: tuple[Relationship, ...]


@dataclass(frozen=True)
class Removed:
    """What was removed or emptied, each by label or type and key."""

    nodes: Sequence[Facts]
    ties: Sequence[Facts]
    kept_ties: Sequence[Facts]
    touchpoints: Sequence[Facts]


class Erasures:
    """Looks at what would go, and lets it go."""

    def __init__(self, session: GraphSession) -> None:
        self._session = session

    def doomed(self, party_id: str) -> Doomed:
        """Return what goes with this party; raises CustomerNotFound."""
        rows = self._session.read(query("erasure/doomed"), {"party_id": party_id})
        if not rows:
            raise CustomerNotFound(f"No customer {party_id} is visible to you.")
        row = rows[0]
        return Doomed(
            labels=tuple(row["labels"]),
            nodes=row["nodes"],
            ties=row["ties"],
            kept_ties=row["kept_ties"],
            touchpoints=row["touchpoints"],
            relationships=tuple(Relationship(**item) for item in row["relationships"]),
            roles=tuple(Relationship(**item) for item in row["roles"]),
        )

    def erase(self, party_id: str, erased_id: str, seen: Doomed) -> Removed:
        """Remove what was seen, in one transaction; raises ErasureConflict when the graph has changed since."""
        rows = self._session.write(
            query("erasure/erase"),
            {
                "party_id": party_id,
                "erased_id": erased_id,
                "nodes_expected": len(seen.nodes),
                "ties_expected": len(seen.ties) + len(seen.kept_ties),
            },
        )
        if not rows:
            raise ErasureConflict("What is known of this person has changed in this moment; ask again.")
        return Removed(**rows[0])

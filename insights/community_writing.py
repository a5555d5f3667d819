"""Writes the communities of one run: beside what is there, and swapped in by one transaction."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from algorithms.community_cards import Population
from algorithms.lineage import Lineage
from algorithms.network import Ints, Network
from algorithms.projection import Projection
from cypher import query
from graph.as_of import AsOf
from graph.batches import batches
from graph.errors import RunOvertaken
from graph.session import GraphSession

BATCH = 5_000
LEADERS = 10

Former = Mapping[str, tuple[str, int, str]]
"""Party → the community that it is in now, its rank there, and the id of the tie."""


@dataclass(frozen=True)
class Found:
    """The communities of one run: each party's, the ids and what happened, and how good they are."""

    projection: Projection
    network: Network
    labels: Ints
    lineage: Lineage
    resolution: float
    quality: dict[str, Any]
    warnings: tuple[str, ...]

    def membership(self) -> dict[str, str]:
        """Return party → community id, of those who are in one with an id."""
        ids = (self.lineage.ids[part] for part in self.labels.tolist())
        return {key: one for key, one in zip(self.projection.keys, ids, strict=True) if one}

    @property
    def digest(self) -> str:
        """Return the SHA-256 of who is in which community, in hex."""
        text = "\n".join(f"{key}\t{one}" for key, one in sorted(self.membership().items()))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class CommunityWriter:
    """The writer of one run's communities into the view 'projection/profile'.

    Every write raises RunOvertaken when another run has claimed the view since.
    """

    session: GraphSession
    run_id: str
    projection: str
    profile: str
    as_of: AsOf
    started_at: datetime

    @property
    def view_id(self) -> str:
        """Return the id of the view."""
        return f"{self.projection}/{self.profile}"

    def claim(self) -> tuple[int, Former]:
        """Take the view over; return its number and who is in which community now."""
        claimed = self.session.write(
            query("communities/claim"),
            {
                "view_id": self.view_id,
                "projection": self.projection,
                "profile": self.profile,
                "run_id": self.run_id,
            },
        )
        self._repeat("communities/discard_unfinished")
        before: dict[str, tuple[str, int, str]] = {}
        for row in self.session.stream(query("communities/memberships"), {"view_id": self.view_id}):
            columns = (row["community_ids"], row["ranks"], row["tie_ids"])
            before |= zip(row["party_ids"], zip(*columns, strict=True), strict=True)
        return int(claimed[0]["number"]), before

    def write_members(self, found: Found, before: Former) -> int:
        """Write who is new where, mark who has left; return how many stay."""
        ranks = _ranks_inside(found.network, found.labels)
        rows, kept = [], 0
        standing: set[str] = set()
        for place, (key, part) in enumerate(zip(found.projection.keys, found.labels.tolist(), strict=True)):
            one = found.lineage.ids[part]
            if not one:
                continue
            former = before.get(key)
            kept += former is not None and former[0] == one
            if former is not None and former[:2] == (one, int(ranks[place])):
                standing.add(key)
            else:
                rows.append((key, one, int(ranks[place])))
        for batch in batches(rows, BATCH):
            party_ids, community_ids, rank_column = (list(column) for column in zip(*batch, strict=True))
            done = self.session.write(
                query("communities/write_members"),
                self._mine(party_ids=party_ids, community_ids=community_ids, ranks=rank_column),
            )
            self._require_mine(done[0]["written"], len(batch))
        gone = [tie_id for key, (_, _, tie_id) in before.items() if key not in standing]
        for tie_ids in batches(gone, BATCH):
            done = self.session.write(query("communities/retire_members"), self._mine(tie_ids=tie_ids))
            self._require_mine(done[0]["retired"], len(tie_ids))
        return kept

    def write_cards(self, found: Found, population: Population) -> None:
        """Write what is said of each community."""
        order = np.argsort(found.labels, kind="stable").astype(np.int32)
        ends = np.cumsum(np.bincount(found.labels))
        parts = np.split(order, ends[:-1])
        rows = [
            {
                "community_id": one,
                "size": len(parts[part]),
                "sort_key": f"{10**9 - len(parts[part]):09d}|{one}",
                "content": json.dumps(_card(population, parts[part]), ensure_ascii=False),
            }
            for part, one in enumerate(found.lineage.ids)
            if one
        ]
        for batch in batches(rows, BATCH):
            done = self.session.write(query("communities/write_cards"), self._mine(rows=batch))
            self._require_mine(done[0]["written"], len(batch))

    def write_events(self, lineage: Lineage) -> None:
        """Write what has happened to communities."""
        rows = [
            {
                "place": place,
                "change": event.change.value,
                "before": list(event.before),
                "after": list(event.after),
                "valid_at": self.as_of.valid_at,
                "recorded_at": self.started_at,
            }
            for place, event in enumerate(lineage.events)
        ]
        for batch in batches(rows, BATCH):
            done = self.session.write(query("communities/write_events"), self._mine(rows=batch))
            self._require_mine(done[0]["written"], len(batch))

    def swap(self, number: int, found: Found) -> None:
        """Make what was written the communities that are read."""
        content = {**found.quality, "warnings": list(found.warnings), "ties": found.network.tie_count}
        properties = {
            "valid_at": self.as_of.valid_at,
            "known_at": self.as_of.known_at,
            "finished_at": datetime.now(UTC),
            "resolution": found.resolution,
            "digest": found.digest,
            "content": json.dumps(content),
        }
        swapped = self.session.write(query("communities/swap"), self._mine(number=number, properties=properties))
        self._require_mine(len(swapped), 1)
        self._repeat("communities/prune")

    def _repeat(self, name: str) -> None:
        while self.session.write(query(name), {"view_id": self.view_id, "rows_max": BATCH})[0]["removed"]:
            pass

    def _mine(self, **parameters: object) -> dict[str, object]:
        return {"view_id": self.view_id, "run_id": self.run_id, **parameters}

    def _require_mine(self, done: int, expected: int) -> None:
        if done != expected:
            raise RunOvertaken(
                f"{self.view_id}: another run has taken over, or a party was removed meanwhile; "
                "what was there before is still what is read. Run the command again."
            )


def _ranks_inside(network: Network, labels: Ints) -> Ints:
    """Return int32[n]: 1 for the party with most weight of ties inside its community, up to `LEADERS`, 0 for others."""
    rows = network.out
    inside = labels[rows.sources] == labels[rows.targets]
    strength = np.bincount(rows.sources[inside], rows.weights[inside], len(network))
    order = np.lexsort((np.arange(len(network)), -strength, labels))
    sorted_labels = labels[order]
    first = np.searchsorted(sorted_labels, sorted_labels)
    place = np.arange(len(network)) - first + 1
    ranks = np.zeros(len(network), np.int32)
    ranks[order] = np.where(place <= LEADERS, place, 0)
    return ranks


def _card(population: Population, members: Ints) -> dict[str, Any]:
    return {
        "traits": [asdict(trait) for trait in population.traits(members)],
        "tiers": population.distribution("tier", members),
        "products": population.distribution("product", members),
    }

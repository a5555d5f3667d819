"""Looks for the communities of a bank and writes them down: beside what is there, and swapped in by one transaction.

A run begins from the communities of the run before and keeps their ids; what has happened to them is written as events.
"""

import hashlib
import json
import secrets
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from algorithms.community_cards import Population
from algorithms.community_quality import quality, significance
from algorithms.job import project
from algorithms.leiden import leiden, leiden_from
from algorithms.lineage import Lineage, trace
from algorithms.network import Ints, Network
from algorithms.outcome import Heard
from algorithms.partition import numbered_by_first_member
from algorithms.projection import Projection
from algorithms.refusal import CannotRun
from algorithms.resolution import PROFILES, choose_resolution
from cypher import query
from graph.as_of import AsOf
from graph.batches import batches
from graph.caller import LOCAL_CALLER
from graph.errors import CommunityConflict, GuanxiError, InvalidParameters
from graph.migrations import require_schema
from graph.projections import Projections
from graph.run_records import RunCounts, RunRecord
from graph.session import GraphSession
from graph.vault import Vault
from insights.community_population import read_population

BATCH = 5_000
LEADERS = 10
VERSION = "1"


@dataclass(frozen=True)
class DetectionReport:
    """What a run has come to; `kept` of `members` are in the community that they were in before."""

    run_id: str
    view_id: str
    parties: int
    ties: int
    communities: int
    members: int
    kept: int
    resolution: float
    modularity: float
    events: Mapping[str, int]
    warnings: tuple[str, ...]
    digest: str
    seconds: float


@dataclass(frozen=True)
class _Found:
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


class CommunityDetection:
    """Where communities are looked for."""

    def __init__(self, session: GraphSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    def detect(
        self,
        as_of: AsOf,
        profile: str = "team-size",
        projection: str = "social",
        *,
        anew: bool = False,
        seed: int = 0,
        heard: Heard = lambda *_: None,
    ) -> DetectionReport:
        """Look for communities of the profile's sizes among the projection's ties, and make them what is read.

        `anew` chooses the resolution again and begins from single parties; ids are kept all the same. Raises
        InvalidParameters, CommunityConflict, SchemaOutOfDate, CannotRun where there is no tie.
        """
        if profile not in PROFILES:
            raise InvalidParameters(f"There is no profile {profile!r}; there are {', '.join(PROFILES)}.")
        require_schema(self._session)
        return _Run(self._session, self._vault, as_of, profile, projection, heard).detect(anew=anew, seed=seed)


class _Run:
    """One run, under one Run node of the graph."""

    def __init__(
        self, session: GraphSession, vault: Vault, as_of: AsOf, profile: str, projection: str, heard: Heard
    ) -> None:
        self._session = session
        self._vault = vault
        self._as_of = as_of
        self._profile = profile
        self._projection = projection
        self._heard = heard
        self._started_at = datetime.now(UTC)
        self._view_id = f"{projection}/{profile}"
        self._run_id = f"communities-{self._started_at:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"

    def detect(self, *, anew: bool, seed: int) -> DetectionReport:
        started = time.monotonic()
        read = self._read()
        record = RunRecord(
            self._session, self._run_id, "COMMUNITIES", self._view_id, VERSION, read.digest, self._started_at
        )
        record.start()
        ties = len(read.start)
        try:
            report = self._detect(read, started, anew=anew, seed=seed)
        except BaseException:
            with suppress(GuanxiError):
                record.fail(RunCounts(ties, ties))
            raise
        record.complete(RunCounts(ties, ties, created=report.members - report.kept))
        return report

    def _read(self) -> Projection:
        read = 0

        def heard_of_ties(ties: int) -> None:
            nonlocal read
            read += ties
            self._heard("reading ties", read, 0)

        projections = Projections(self._session, self._vault)
        found = project(projections, self._projection, LOCAL_CALLER, self._as_of, heard_of_ties).projection
        if not len(found.start):
            raise CannotRun(f"The projection {self._projection} has no tie on {self._as_of.valid_at}.")
        return found

    def _detect(self, projection: Projection, started: float, *, anew: bool, seed: int) -> DetectionReport:
        number, before = self._claim()
        found = self._find(projection, {} if anew else {key: one for key, (one, _, _) in before.items()}, before, seed)
        kept = self._write_members(found, before)
        self._write_cards(found)
        self._write_events(found.lineage)
        membership = found.membership()
        self._swap(number, found)
        return DetectionReport(
            run_id=self._run_id,
            view_id=self._view_id,
            parties=len(projection.keys),
            ties=found.network.tie_count,
            communities=len(set(membership.values())),
            members=len(membership),
            kept=kept,
            resolution=found.resolution,
            modularity=found.quality["modularity"],
            events=Counter(event.change.value for event in found.lineage.events),
            warnings=found.warnings,
            digest=_digest(membership),
            seconds=time.monotonic() - started,
        )

    def _claim(self) -> tuple[int, dict[str, tuple[str, int, str]]]:
        """Return the view's number, and of every party that is in a community now: its id, rank, and the tie's id."""
        claimed = self._session.write(
            query("communities/claim"),
            {
                "view_id": self._view_id,
                "projection": self._projection,
                "profile": self._profile,
                "run_id": self._run_id,
            },
        )
        self._repeat("communities/discard_unfinished")
        before: dict[str, tuple[str, int, str]] = {}
        for row in self._session.stream(query("communities/memberships"), {"view_id": self._view_id}):
            columns = (row["community_ids"], row["ranks"], row["tie_ids"])
            before |= zip(row["party_ids"], zip(*columns, strict=True), strict=True)
        return int(claimed[0]["number"]), before

    def _find(
        self,
        projection: Projection,
        start_from: Mapping[str, str],
        before: Mapping[str, tuple[str, int, str]],
        seed: int,
    ) -> _Found:
        network = Network.of(projection, weighted=True)
        warnings: list[str] = []
        resolution = self._resolution_before() if start_from else None
        if resolution is None:
            choice = choose_resolution(network, PROFILES[self._profile], seed, self._heard)
            resolution = choice.resolution
            if not choice.fits:
                warnings.append(f"No resolution gives communities of {self._profile}; the nearest was taken.")
        self._heard("finding communities", 0, 0)
        labels = (
            leiden_from(network, _start(projection.keys, start_from), resolution, seed)
            if start_from
            else leiden(network, resolution, seed)
        )
        self._heard("measuring", 0, 0)
        measured = asdict(quality(network, labels))
        beside = significance(network, labels, lambda other: leiden(other, resolution, seed), seed)
        measured["modularity_by_chance"] = list(beside.by_chance)
        if not beside.is_better_than_chance:
            warnings.append("Random ties of the same degrees give communities as good as these: they may mean nothing.")
        retired = self._session.read(query("communities/retired_ids"), {"view_id": self._view_id})[0]["community_ids"]
        former = {key: one for key, (one, _, _) in before.items()}
        lineage = trace(former, projection.keys, labels, set(retired) - set(former.values()))
        return _Found(projection, network, labels, lineage, resolution, measured, tuple(warnings))

    def _resolution_before(self) -> float | None:
        views = self._session.read(query("communities/views"))
        found = [view["resolution"] for view in views if view["view_id"] == self._view_id]
        return float(found[0]) if found else None

    def _write_members(self, found: _Found, before: Mapping[str, tuple[str, int, str]]) -> int:
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
            self._heard("writing members", 0, len(rows))
            party_ids, community_ids, rank_column = (list(column) for column in zip(*batch, strict=True))
            done = self._session.write(
                query("communities/write_members"),
                self._mine(party_ids=party_ids, community_ids=community_ids, ranks=rank_column),
            )
            self._require_mine(done[0]["written"], len(batch))
        gone = [tie_id for key, (_, _, tie_id) in before.items() if key not in standing]
        for tie_ids in batches(gone, BATCH):
            done = self._session.write(query("communities/retire_members"), self._mine(tie_ids=tie_ids))
            self._require_mine(done[0]["retired"], len(tie_ids))
        return kept

    def _write_cards(self, found: _Found) -> None:
        self._heard("describing communities", 0, 0)
        population = read_population(self._session, self._vault, self._as_of, found.projection.keys)
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
            done = self._session.write(query("communities/write_cards"), self._mine(rows=batch))
            self._require_mine(done[0]["written"], len(batch))

    def _write_events(self, lineage: Lineage) -> None:
        rows = [
            {
                "place": place,
                "change": event.change.value,
                "before": list(event.before),
                "after": list(event.after),
                "valid_at": self._as_of.valid_at,
                "recorded_at": self._started_at,
            }
            for place, event in enumerate(lineage.events)
        ]
        for batch in batches(rows, BATCH):
            done = self._session.write(query("communities/write_events"), self._mine(rows=batch))
            self._require_mine(done[0]["written"], len(batch))

    def _swap(self, number: int, found: _Found) -> None:
        content = {**found.quality, "warnings": list(found.warnings), "ties": found.network.tie_count}
        properties = {
            "valid_at": self._as_of.valid_at,
            "known_at": self._as_of.known_at,
            "finished_at": datetime.now(UTC),
            "resolution": found.resolution,
            "digest": _digest(found.membership()),
            "content": json.dumps(content),
        }
        swapped = self._session.write(query("communities/swap"), self._mine(number=number, properties=properties))
        self._require_mine(len(swapped), 1)
        self._repeat("communities/prune")

    def _repeat(self, name: str) -> None:
        while self._session.write(query(name), {"view_id": self._view_id, "rows_max": BATCH})[0]["removed"]:
            pass

    def _mine(self, **parameters: object) -> dict[str, object]:
        return {"view_id": self._view_id, "run_id": self._run_id, **parameters}

    def _require_mine(self, done: int, expected: int) -> None:
        if done != expected:
            raise CommunityConflict(
                f"{self._view_id}: another run has taken over, or a party was removed meanwhile; "
                "what was there before is still what is read. Run the command again."
            )


def _start(keys: Sequence[str], before: Mapping[str, str]) -> Ints:
    """Return the former partition; who was in no community begins alone."""
    number: dict[str, int] = {}
    return numbered_by_first_member([number.setdefault(before.get(key, f"\0{key}"), len(number)) for key in keys])


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


def _digest(membership: Mapping[str, str]) -> str:
    text = "\n".join(f"{key}\t{one}" for key, one in sorted(membership.items()))
    return hashlib.sha256(text.encode()).hexdigest()

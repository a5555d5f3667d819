"""Looks for the communities of a bank and has them written down.

A run begins from the communities of the run before and keeps their ids; what has happened to them is written as events.
"""

import json
import secrets
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from algorithms.community_quality import quality, significance
from algorithms.job import Part, project_part
from algorithms.leiden import leiden, leiden_from
from algorithms.lineage import trace
from algorithms.network import Ints, Network
from algorithms.outcome import Heard
from algorithms.partition import numbered_by_first_member
from algorithms.projection import Projection
from algorithms.resolution import PROFILES, choose_resolution
from cypher import query
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.errors import GuanxiError, InvalidParameters
from graph.migrations import require_schema
from graph.projections import Projections
from graph.run_records import RunCounts, RunRecord
from graph.session import GraphSession, Row
from graph.vault import Vault
from insights.community_population import read_population
from insights.community_writing import CommunityWriter, Found

KIND, VERSION = "COMMUNITIES", "1"


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
        InvalidParameters, RunOvertaken, SchemaOutOfDate, CannotRun where there is no tie.
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
        self._writer = CommunityWriter(session, self._run_id, projection, profile, as_of, self._started_at)

    def detect(self, *, anew: bool, seed: int) -> DetectionReport:
        started = time.monotonic()
        read = self._read()
        record = RunRecord(self._session, self._run_id, KIND, self._view_id, VERSION, read.digest, self._started_at)
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
        projections = Projections(self._session, self._vault)
        return project_part(
            projections, self._projection, LOCAL_CALLER, self._as_of, Part(weighted=True), self._heard
        ).projection

    def _detect(self, projection: Projection, started: float, *, anew: bool, seed: int) -> DetectionReport:
        number, before = self._writer.claim()
        former = {key: one for key, (one, _, _) in before.items()}
        found = self._find(projection, former, seed, anew=anew)
        self._heard("describing communities", 0, 0)
        population = read_population(self._session, self._vault, self._as_of, projection.keys)
        self._heard("writing communities", 0, 0)
        kept = self._writer.write_members(found, before)
        self._writer.write_cards(found, population)
        self._writer.write_events(found.lineage)
        self._writer.swap(number, found)
        membership = found.membership()
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
            digest=found.digest,
            seconds=time.monotonic() - started,
        )

    def _find(self, projection: Projection, former: Mapping[str, str], seed: int, *, anew: bool) -> Found:
        network = Network.of(projection, weighted=True)
        view = None if anew or not former else self._view_before()
        if view is not None and self._has_same_ties_as_before(projection):
            return self._as_before(projection, network, former, view)
        warnings: list[str] = []
        resolution = None if view is None else float(view["resolution"])
        if resolution is None:
            choice = choose_resolution(network, PROFILES[self._profile], seed, self._heard)
            resolution = choice.resolution
            if not choice.fits:
                warnings.append(f"No resolution gives communities of {self._profile}; the nearest was taken.")
        self._heard("finding communities", 0, 0)
        labels = (
            leiden_from(network, _start(projection.keys, former), resolution, seed)
            if view is not None
            else leiden(network, resolution, seed)
        )
        self._heard("measuring", 0, 0)
        measured = asdict(quality(network, labels))
        beside = significance(network, labels, lambda other: leiden(other, resolution, seed), seed)
        measured["modularity_by_chance"] = list(beside.by_chance)
        if not beside.is_better_than_chance:
            warnings.append("Random ties of the same degrees give communities as good as these: they may mean nothing.")
        retired = self._session.read(query("communities/retired_ids"), {"view_id": self._view_id})[0]["community_ids"]
        lineage = trace(former, projection.keys, labels, set(retired) - set(former.values()))
        return Found(projection, network, labels, lineage, resolution, measured, tuple(warnings))

    def _view_before(self) -> Row | None:
        views = self._session.read(query("communities/views"))
        return next((view for view in views if view["view_id"] == self._view_id), None)

    def _has_same_ties_as_before(self, projection: Projection) -> bool:
        last = self._session.read(query("runs/last_completed"), {"kind": KIND, "subject": self._view_id})
        return bool(last) and last[0]["input_digest"] == projection.digest

    def _as_before(self, projection: Projection, network: Network, former: Mapping[str, str], view: Row) -> Found:
        """Keep communities and figures: beginning from them again would move some although nothing has changed."""
        labels = _start(projection.keys, former)
        figures = json.loads(view["content"])
        warnings = tuple(figures.pop("warnings"))
        lineage = trace(former, projection.keys, labels)
        return Found(projection, network, labels, lineage, float(view["resolution"]), figures, warnings)


def _start(keys: Sequence[str], before: Mapping[str, str]) -> Ints:
    """Return the former partition; who was in no community begins alone."""
    number: dict[str, int] = {}
    return numbered_by_first_member([number.setdefault(before.get(key, f"\0{key}"), len(number)) for key in keys])

"""Scores of all parties by an algorithm, kept in the graph: written beside the old ones and swapped in as one."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from algorithms.refusal import CannotRun
from algorithms.run import Report
from cypher import query
from graph.as_of import AsOf
from graph.batches import batches
from graph.caller import Caller
from graph.errors import GuanxiError, RunOvertaken
from graph.migrations import require_schema
from graph.projections import TIES_OF
from graph.run_records import RunCounts, RunRecord
from graph.session import GraphSession

BATCH = 10_000
REMOVED_AT_ONCE = 20_000


@dataclass(frozen=True)
class Score:
    """A party's place on a board: `rank` 1 is the highest of `parties`."""

    board_id: str
    value: float
    rank: int
    parties: int
    valid_at: date
    finished_at: datetime


@dataclass(frozen=True)
class Membership:
    """A community that a party is in; `rank` is of the leaders only."""

    community_id: str
    view_id: str
    rank: int | None


@dataclass(frozen=True)
class Standing:
    """How a party stands among all: its scores and communities."""

    scores: tuple[Score, ...]
    communities: tuple[Membership, ...]


class Scoreboards:
    """The writer and reader of scores."""

    def __init__(self, session: GraphSession) -> None:
        self._session = session

    def write(self, report: Report, projection: str, as_of: AsOf) -> str:
        """Keep the run's first column as the board 'algorithm/projection'; return the run's id.

        Raises CannotRun for a partition, whose numbers are no scores, SchemaOutOfDate, RunOvertaken.
        """
        if report.outcome.is_partition:
            raise CannotRun(
                f"{report.request.algorithm.name} gives communities, no scores; "
                "'guanxi communities detect' keeps communities."
            )
        require_schema(self._session)
        board_id = f"{report.request.algorithm.name}/{projection}"
        run_id = f"scores-{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        record = RunRecord(self._session, run_id, "SCORES", board_id, input_digest=report.input_digest)
        record.start()
        try:
            self._write(board_id, run_id, report, projection, as_of)
        except BaseException:
            with suppress(GuanxiError):
                record.fail(RunCounts(report.ties, report.ties))
            raise
        record.complete(RunCounts(report.ties, report.ties, created=len(report.keys)))
        return run_id

    def standing(self, party_id: str, caller: Caller) -> Standing | None:
        """Return how a party stands; None for callers who do not see all customers: ranks are of the whole bank."""
        if not caller.scope.sees_all:
            return None
        rows = self._session.read(query("scores/of_party"), {"party_id": party_id})
        if not rows:
            return Standing((), ())
        return Standing(
            tuple(Score(**_without_projection(one)) for one in rows[0]["scores"] if _may_see(one, caller)),
            tuple(
                Membership(one["community_id"], one["view_id"], one["rank"] or None)
                for one in rows[0]["communities"]
                if _may_see(one, caller)
            ),
        )

    def _write(self, board_id: str, run_id: str, report: Report, projection: str, as_of: AsOf) -> None:
        mine = {"board_id": board_id, "run_id": run_id}
        number = int(self._session.write(query("scores/claim"), mine)[0]["number"])
        self._remove_others(board_id)
        values = np.asarray(next(iter(report.outcome.columns.values())), np.float64)
        for rows in batches(_rows(report.keys, values), BATCH):
            done = self._session.write(query("scores/write"), {**mine, "rows": rows})
            _require_mine(board_id, done[0]["written"], len(rows))
        properties = {
            "projection": projection,
            "parties": len(values),
            "valid_at": as_of.valid_at,
            "known_at": as_of.known_at,
            "finished_at": datetime.now(UTC),
            "digest": report.outcome.digest,
            "parameters": report.request.parameters.model_dump_json(),
        }
        swapped = self._session.write(query("scores/swap"), {**mine, "number": number, "properties": properties})
        _require_mine(board_id, len(swapped), 1)
        self._remove_others(board_id)

    def _remove_others(self, board_id: str) -> None:
        asked = {"board_id": board_id, "rows_max": REMOVED_AT_ONCE}
        while self._session.write(query("scores/remove_others"), asked)[0]["removed"]:
            pass


def _rows(keys: Sequence[str], values: "np.ndarray[Any, np.dtype[np.float64]]") -> list[dict[str, Any]]:
    order = np.argsort(-values, kind="stable")
    ranks = np.empty(len(values), np.int64)
    ranks[order] = np.arange(1, len(values) + 1)
    columns = zip(keys, values.tolist(), ranks.tolist(), strict=True)
    return [{"party_id": key, "value": value, "rank": rank} for key, value, rank in columns]


def _require_mine(board_id: str, done: int, expected: int) -> None:
    if done != expected:
        raise RunOvertaken(
            f"{board_id}: another run has taken over, or a party was removed meanwhile; "
            "what was there before is still what is read. Run the command again."
        )


def _may_see(one: dict[str, Any], caller: Caller) -> bool:
    return caller.entitlement.tie_kinds.issuperset(TIES_OF[one["projection"]])


def _without_projection(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "projection"}

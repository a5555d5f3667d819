"""Long work in the background of the service: one run after the other, with progress, cancelled on request, kept.

A run's answer stays in the service's database until its owner has `KEPT_OF_OWNER` newer ones.
"""

import json
import secrets
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import JSON, Column, Engine, Integer, LargeBinary, MetaData, Row, String, Table, delete, insert, select
from sqlalchemy import update as changed

from algorithms.outcome import Heard
from algorithms.refusal import CannotRun
from graph.errors import GuanxiError, RunConflict, RunNotFound

KEPT_OF_OWNER = 20
WRITTEN_EVERY_SECONDS = 0.5
STOPPED = "The service was stopped before the run had ended; start it again."

metadata = MetaData()

runs = Table(
    "background_runs",
    metadata,
    Column("run_id", String(40), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("owner", String(200), nullable=False, index=True),
    Column("request", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("step", String(200), nullable=False),
    Column("done", Integer, nullable=False),
    Column("whole", Integer, nullable=False),
    Column("reason", String(2000)),
    Column("started_at", Integer, nullable=False),
    Column("ended_at", Integer),
    Column("answer", LargeBinary),
)

_log = structlog.get_logger("guanxi.insights")
Work = Callable[[Heard], Mapping[str, Any]]


class RunState(StrEnum):
    """Where a run stands."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def has_ended(self) -> bool:
        """Return whether nothing more will come."""
        return self not in (RunState.WAITING, RunState.RUNNING)


_UNFINISHED = (RunState.WAITING.value, RunState.RUNNING.value)


@dataclass(frozen=True)
class BackgroundRun:
    """A run without its answer; moments are seconds since 1970. `reason` says why it failed."""

    run_id: str
    kind: str
    owner: str
    request: Mapping[str, Any]
    state: RunState
    step: str
    done: int
    whole: int
    reason: str | None
    started_at: int
    ended_at: int | None


class _Cancelled(Exception):
    """Ends the work of a run whose owner no longer wants it."""


class BackgroundRuns:
    """The runs of one service; only one process may have a service's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)
        with engine.begin() as connection:
            connection.execute(
                changed(runs)
                .where(runs.c.state.in_(_UNFINISHED))
                .values(state=RunState.FAILED.value, reason=STOPPED, ended_at=_now())
            )
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._unwanted: set[str] = set()

    def start(self, kind: str, owner: str, request: Mapping[str, Any], work: Work) -> BackgroundRun:
        """Put the work in the queue and return its run."""
        run_id = f"{kind}-{secrets.token_hex(8)}"
        with self._engine.begin() as connection:
            connection.execute(
                insert(runs).values(
                    run_id=run_id, kind=kind, owner=owner, request=dict(request), state=RunState.WAITING.value,
                    step="waiting", done=0, whole=0, started_at=_now(),
                )
            )  # fmt: skip
        self._prune(owner)
        self._workers().submit(self._work, run_id, work)
        return self.get(run_id, owner)

    def get(self, run_id: str, owner: str) -> BackgroundRun:
        """Return the owner's run; raises RunNotFound."""
        return _run_of(self._row(run_id, owner))

    def of_owner(self, kind: str, owner: str) -> tuple[BackgroundRun, ...]:
        """Return the owner's runs of a kind, the latest first."""
        asked = select(*_WITHOUT_ANSWER).where(runs.c.kind == kind, runs.c.owner == owner)
        with self._engine.connect() as connection:
            rows = connection.execute(asked.order_by(runs.c.started_at.desc(), runs.c.run_id)).all()
        return tuple(map(_run_of, rows))

    def answer(self, run_id: str, owner: str) -> dict[str, Any]:
        """Return what the run gave; raises RunNotFound, RunConflict when it has no answer."""
        row = self._row(run_id, owner)
        if row.state != RunState.COMPLETED:
            raise RunConflict(f"The run {run_id} is {row.state}: it has no answer.")
        with self._engine.connect() as connection:
            packed = connection.execute(select(runs.c.answer).where(runs.c.run_id == run_id)).scalar_one()
        found: dict[str, Any] = json.loads(zlib.decompress(packed))
        return found

    def cancel(self, run_id: str, owner: str) -> BackgroundRun:
        """Have the run end at its next step; one that has ended stays as it is. Raises RunNotFound."""
        if not self.get(run_id, owner).state.has_ended:
            with self._lock:
                self._unwanted.add(run_id)
        return self.get(run_id, owner)

    def wait(self, run_id: str, owner: str, seconds: float) -> BackgroundRun:
        """Return the run once it has ended, or as it is after so many seconds."""
        until = time.monotonic() + seconds
        while not (found := self.get(run_id, owner)).state.has_ended and time.monotonic() < until:
            time.sleep(0.02)
        return found

    def close(self) -> None:
        """Cancel what runs and wait for it."""
        with self._lock:
            pool, self._pool = self._pool, None
            with self._engine.connect() as connection:
                asked = select(runs.c.run_id).where(runs.c.state.in_(_UNFINISHED))
                self._unwanted |= set(connection.execute(asked).scalars())
        if pool is not None:
            pool.shutdown(wait=True)

    def _workers(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="insights")
            return self._pool

    def _work(self, run_id: str, work: Work) -> None:
        state, reason, packed = RunState.COMPLETED, None, None
        try:
            heard = self._heard(run_id)
            self._write(run_id, state=RunState.RUNNING.value)
            heard("starting", 0, 0)
            answer = work(heard)
            packed = zlib.compress(json.dumps(answer, ensure_ascii=False).encode())
        except _Cancelled:
            state = RunState.CANCELLED
        except (CannotRun, GuanxiError) as error:
            state, reason = RunState.FAILED, str(error)[:2000]
        except Exception:  # noqa: BLE001 - whatever it is, the run has to end
            _log.exception("a background run failed", run_id=run_id)
            state, reason = RunState.FAILED, "The service failed; its log has this run's id."
        with self._lock:
            self._unwanted.discard(run_id)
        self._write(run_id, state=state.value, reason=reason, answer=packed, ended_at=_now())

    def _heard(self, run_id: str) -> Heard:
        written_at = 0.0

        def heard(step: str, done: int, whole: int) -> None:
            nonlocal written_at
            with self._lock:
                if run_id in self._unwanted:
                    raise _Cancelled
            if time.monotonic() - written_at >= WRITTEN_EVERY_SECONDS:
                if not self._write(run_id, step=step[:200], done=done, whole=whole):
                    raise _Cancelled
                written_at = time.monotonic()

        return heard

    def _write(self, run_id: str, **values: Any) -> bool:
        """Write it unless the run was ended from elsewhere; return whether it was written."""
        with self._engine.begin() as connection:
            goes_on = runs.c.state.in_(_UNFINISHED)
            done = connection.execute(changed(runs).where(runs.c.run_id == run_id, goes_on).values(**values))
        return bool(done.rowcount)

    def _row(self, run_id: str, owner: str) -> Row[Any]:
        asked = select(*_WITHOUT_ANSWER).where(runs.c.run_id == run_id, runs.c.owner == owner)
        with self._engine.connect() as connection:
            row = connection.execute(asked).one_or_none()
        if row is None:
            raise RunNotFound(f"There is no run {run_id} of yours.")
        return row

    def _prune(self, owner: str) -> None:
        ended = [state.value for state in RunState if state.has_ended]
        with self._engine.begin() as connection:
            asked = select(runs.c.run_id).where(runs.c.owner == owner, runs.c.state.in_(ended))
            old = connection.execute(
                asked.order_by(runs.c.started_at.desc(), runs.c.run_id).offset(KEPT_OF_OWNER)
            ).scalars()
            connection.execute(delete(runs).where(runs.c.run_id.in_(list(old))))


def forget_runs(engine: Engine) -> None:
    """Delete every run that has ended and cancel the others: an answer may name a person who is to be forgotten."""
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(delete(runs).where(runs.c.state.notin_(_UNFINISHED)))
        connection.execute(changed(runs).values(state=RunState.CANCELLED.value, ended_at=_now()))


_WITHOUT_ANSWER = [column for column in runs.c if column.name != "answer"]


def _run_of(row: Row[Any]) -> BackgroundRun:
    values = dict(row._mapping)  # noqa: SLF001 - the library's documented name
    return BackgroundRun(**{**values, "state": RunState(values["state"])})


def _now() -> int:
    return int(time.time())

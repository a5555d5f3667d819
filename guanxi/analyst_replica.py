"""The local analyst replica: a second, read-only Neo4j with a snapshot of what analysts see, renewed as a whole.

    primary ──stream──▶ CSV files (0700) ──import tool──▶ staging ──indexes──▶ staging stops
    replica stops ──▶ the store of staging moves into its place ──▶ replica starts, read-only

The old snapshot serves until the new one is complete; if the replica does not start on it, the old one comes back.
"""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from analyst.snapshot import Report, Written, write_snapshot
from cypher import query
from graph.errors import GuanxiError, LocalNeo4jError, ReplicaRefreshFailed
from graph.migrations import migrate
from graph.run_records import RunCounts, RunRecord
from graph.session import Deadlines, GraphSession
from guanxi.local_neo4j import (
    LocalNeo4jSettings,
    ReplicaServerSettings,
    RunningServer,
    Stopped,
    Watcher,
    address,
    is_alive,
    kill,
    prepare,
    running,
    start,
    stop,
)
from guanxi.local_neo4j.exclusive import hold_lock
from guanxi.local_neo4j.import_tool import import_files, move_store, store_folders
from guanxi.local_neo4j.paths import ServerPaths
from guanxi.settings import Settings

INDEX_SECONDS = 600
LOOK_SECONDS = 2.0
"""How often the supervisor looks; a start takes up to twenty seconds, and thirty are allowed."""
SILENT = Watcher()


class AnalystReplica:
    """The replica below one home."""

    def __init__(self, settings: Settings) -> None:
        chosen = settings.analyst
        self.home = settings.home / "analyst-replica"
        self.server = ReplicaServerSettings(
            **{name: getattr(settings.local_neo4j, name) for name in LocalNeo4jSettings.model_fields}
            | {
                "heap_megabytes": max(512, chosen.replica_heap_megabytes),
                "page_cache_megabytes": chosen.replica_page_cache_megabytes,
                "with_gds": False,
            },
            transaction_megabytes=chosen.replica_transaction_megabytes,
        )
        self._wanted = self.home / "wanted"
        self._at_work = self.home / "at-work.lock"

    @property
    def is_wanted(self) -> bool:
        """Whether it was brought up and not taken down since."""
        return self._wanted.exists()

    @property
    def has_snapshot(self) -> bool:
        """Whether it was ever filled."""
        return store_folders(ServerPaths(self.home))[0].exists()

    @property
    def is_alive(self) -> bool:
        """Whether its process lives."""
        return is_alive(self.home)

    def connect(self) -> GraphSession | None:
        """Return a connection to it, also while it is restarted; None before its first start."""
        found = address(self.home)
        if found is None:
            return None
        uri, user, password = found
        return GraphSession.connect(uri, user, password.get_secret_value(), deadlines=Deadlines(retry_seconds=2.0))

    def as_of(self) -> datetime | None:
        """Return the moment of its snapshot; raises GraphUnavailable when it does not answer."""
        session = self.connect()
        if session is None:
            return None
        with session:
            return moment_of(session)

    def up(self, watcher: Watcher = SILENT) -> RunningServer:
        """Start it, or find it running. Raises ReplicaRefreshFailed when it was never filled."""
        if not self.has_snapshot:
            raise ReplicaRefreshFailed("The analyst replica has no snapshot yet: run 'guanxi replica refresh'.")
        with self._working(watcher):
            server = start(self.home, self.server, watcher)
            self._wanted.touch()
        return server

    def down(self, watcher: Watcher = SILENT) -> Stopped:
        """Stop it, and let it be."""
        if not self.home.is_dir():
            return Stopped.NOT_RUNNING
        self._wanted.unlink(missing_ok=True)
        with self._working(watcher):
            return stop(self.home, self.server, watcher)

    def kill(self) -> None:
        """End it at once; the supervisor starts it again."""
        kill(self.home)

    def refresh(self, primary: GraphSession, report: Report = lambda _: None, watcher: Watcher = SILENT) -> Written:
        """Renew its snapshot from the primary and start it. A run on the primary records it.

        Raises ReplicaRefreshFailed or LocalNeo4jError; the old snapshot then serves as before.
        """
        run_id, started = f"replica-{uuid4().hex[:12]}", datetime.now(UTC)
        record = RunRecord(primary, run_id, "REPLICA_REFRESH", "analyst-replica", started_at=started)
        record.start()
        try:
            written = self._refresh(primary, started, report, watcher)
        except BaseException:
            record.fail()
            raise
        record.complete(_counts(written))
        return written

    def revive(self) -> bool:
        """Start it when it is wanted and dead; whether it was. Left alone while somebody else works on it."""
        if not self.is_wanted or self.is_alive:
            return False
        with self._working(SILENT):
            # It may have been taken down while we waited.
            is_still_wanted = self._wanted.exists()
            if is_still_wanted:
                start(self.home, self.server)
        return is_still_wanted

    def _refresh(self, primary: GraphSession, as_of: datetime, report: Report, watcher: Watcher) -> Written:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        staging = self.home / "staging"
        with hold_lock(self.home / "refresh.lock", watcher.say), tempfile.TemporaryDirectory(dir=self.home) as files:
            # The temporary folder is for the owner alone (0700), and gone whatever happens.
            watcher.say("Reading what analysts see from the primary.")
            written = write_snapshot(primary, Path(files), as_of, report)
            shutil.rmtree(staging, ignore_errors=True)
            try:
                self._stage(staging, written, watcher)
                self._swap(staging, watcher)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
        return written

    def _stage(self, staging: Path, written: Written, watcher: Watcher) -> None:
        settings = self.server.model_copy(update={"is_read_only": False})
        paths = ServerPaths(staging)
        paths.create()
        class_path, _ = prepare(paths, settings, watcher)
        watcher.say(f"Importing {written.nodes:,} nodes and {written.ties:,} relationships.")
        import_files(paths, class_path, written.node_files, written.tie_files)
        with running(staging, settings, watcher) as server:
            watcher.say("Building indexes.")
            with GraphSession.connect(server.bolt_uri, server.user, server.password.get_secret_value()) as session:
                migrate(session)
                session.change_schema(query("replica/organization_names"))
                _wait_for_indexes(session)

    def _swap(self, staging: Path, watcher: Watcher) -> None:
        here, kept = ServerPaths(self.home), ServerPaths(self.home / "before")
        with self._working(watcher):
            here.create()
            stop(self.home, self.server, watcher)
            shutil.rmtree(kept.home, ignore_errors=True)
            move_store(here, kept)
            try:
                move_store(ServerPaths(staging), here)
                start(self.home, self.server, watcher)
            except (LocalNeo4jError, OSError) as error:
                self._put_back(kept, here)
                raise ReplicaRefreshFailed(f"The new snapshot could not be served: {error}") from error
            self._wanted.touch()
            shutil.rmtree(kept.home, ignore_errors=True)

    def _put_back(self, kept: ServerPaths, here: ServerPaths) -> None:
        if store_folders(kept)[0].exists():
            stop(self.home, self.server)
            move_store(kept, here)
            start(self.home, self.server)

    @contextmanager
    def _working(self, watcher: Watcher) -> Iterator[None]:
        """Keep those apart that start, stop and swap: a supervisor must not start what a refresh has just stopped."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with hold_lock(self._at_work, watcher.say):
            yield


def moment_of(session: GraphSession) -> datetime | None:
    """Return the moment of the snapshot that a server holds; None when it holds none."""
    rows = session.read(query("replica/moment"))
    moment: datetime | None = rows[0]["as_of"] if rows else None
    return moment


@contextmanager
def supervised(replica: AnalystReplica) -> Iterator[None]:
    """Have the replica started again whenever it dies, inside the block."""
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(LOOK_SECONDS):
            try:
                replica.revive()
            except GuanxiError:
                # Its log says why; the next look tries again.
                continue

    thread = threading.Thread(target=look, name="analyst-replica", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()


def _wait_for_indexes(session: GraphSession) -> None:
    deadline = time.monotonic() + INDEX_SECONDS
    while any(row["state"] != "ONLINE" for row in session.read(query("introspection/indexes"))):
        if time.monotonic() > deadline:
            raise ReplicaRefreshFailed(f"The indexes were not ready within {INDEX_SECONDS} seconds.")
        time.sleep(0.5)


def _counts(written: Written) -> RunCounts:
    accepted = written.nodes + written.ties
    return RunCounts(accepted + written.left_out, accepted, written.left_out, accepted)

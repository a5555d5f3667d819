"""One ingest run: the files of a mapping in its order, through one writer, under one Run node."""

import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from cypher import query
from graph.errors import GuanxiError
from graph.migrations import require_schema
from graph.nodes import Source
from graph.run_records import RunCounts, RunRecord
from graph.session import GraphSession
from graph.vault import Vault
from graph.writer import GraphWriter, NodeRow
from ingest.columns import ColumnParser, LookupTable
from ingest.delivery import Delivery, SourceRow
from ingest.identity import PartyResolver
from ingest.keys import Keys
from ingest.loader import FileLoader
from ingest.mapping import LookupSpec, Mapping
from ingest.rejects import Quarantine, RowRejected
from ingest.report import IngestReport, NoProgress, Progress


def ingest_delivery(
    session: GraphSession,
    vault: Vault,
    mapping: Mapping,
    delivery: Delivery,
    quarantine_folder: Path,
    progress: Progress | None = None,
) -> IngestReport:
    """Load all files of `mapping`; running it again changes nothing.

    Raises SourceUnreadable before anything is written when a file is missing, SchemaOutOfDate when a constraint is
    missing without which loading twice would double things, GraphUnavailable when the server goes away: what was
    written stays, and the same command goes on from there.
    """
    opened = {spec.name: _opened(delivery.rows(spec)) for spec in mapping.files}
    lookups = {
        spec.name: [_lookup_table(mapping, lookup, delivery) for lookup in spec.lookups] for spec in mapping.files
    }
    require_schema(session)
    run = _Run(session, vault, mapping, delivery.digest(mapping), quarantine_folder, progress or NoProgress())
    return run.load(opened, lookups)


def loaded_run(session: GraphSession, mapping: Mapping, delivery: Delivery) -> str | None:
    """Return the last completed run of `mapping` when it loaded just this delivery, else None."""
    rows = session.read(query("runs/last_completed"), {"kind": "INGEST", "subject": mapping.mapping})
    same = rows and rows[0]["input_digest"] == delivery.digest(mapping)
    return str(rows[0]["run_id"]) if same else None


def _opened(rows: Iterator[SourceRow]) -> Iterator[SourceRow]:
    """Read the first row now, so that a file that cannot be used stops the run before anything is written."""
    first = next(rows, None)
    return rows if first is None else chain((first,), rows)


class _Run:
    def __init__(
        self,
        session: GraphSession,
        vault: Vault,
        mapping: Mapping,
        input_digest: str,
        quarantine_folder: Path,
        progress: Progress,
    ) -> None:
        self._session = session
        self._vault = vault
        self._keys = Keys(vault, mapping)
        self._mapping = mapping
        self._progress = progress
        started_at = datetime.now(UTC)
        self._run_id = f"ingest-{started_at:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        self._record = RunRecord(
            session, self._run_id, "INGEST", mapping.mapping, mapping.version, input_digest, started_at
        )
        self._writer = GraphWriter(session, self._run_id, started_at, vault)
        self._report = IngestReport(self._run_id, mapping.mapping, quarantine_folder / f"{self._run_id}.sealed")

    def load(self, opened: dict[str, Iterator[SourceRow]], lookups: dict[str, list[LookupTable]]) -> IngestReport:
        started = time.monotonic()
        self._record.start()
        try:
            with Quarantine(self._report.quarantine, self._vault) as quarantine:
                self._load_files(opened, lookups, quarantine)
                self._report.reject_counts = quarantine.counts
                self._report.reject_sample = quarantine.sample
        except BaseException:
            self._finish_failed()
            raise
        self._report.seconds = time.monotonic() - started
        self._record.complete(self._counts())
        return self._report

    def _load_files(
        self,
        opened: dict[str, Iterator[SourceRow]],
        lookups: dict[str, list[LookupTable]],
        quarantine: Quarantine,
    ) -> None:
        self._write_sources()
        resolver = PartyResolver(self._writer, self._keys)
        for spec in self._mapping.files:
            self._progress.started(spec.name)
            parser = ColumnParser(spec, lookups[spec.name])
            loader = FileLoader(
                self._mapping, spec, parser, self._writer, resolver, self._keys, quarantine, self._report
            )
            for rows in loader.load(opened[spec.name]):
                self._progress.advanced(spec.name, rows)
            self._progress.finished(spec.name)
        self._report.identity_conflicts = resolver.conflicts

    def _write_sources(self) -> None:
        self._writer.nodes(
            "Source",
            [
                NodeRow(
                    self._keys.source(name),
                    Source(title=source.title, source_type=source.source_type, rank=source.rank),
                )
                for name, source in self._mapping.sources.items()
            ],
        )

    def _finish_failed(self) -> None:
        # When the server itself is gone, the run stays RUNNING there: the first error is the one to tell.
        with suppress(GuanxiError):
            self._record.fail(self._counts())

    def _counts(self) -> RunCounts:
        report = self._report
        return RunCounts(report.rows_read, report.rows_accepted, report.rows_rejected, report.created, report.changed)


def _lookup_table(mapping: Mapping, lookup: LookupSpec, delivery: Delivery) -> LookupTable:
    """Read the columns that another file lends, by the value of its key column; its bad rows lend nothing."""
    spec = mapping.file(lookup.file)
    parser = ColumnParser(spec.model_copy(update={"lookups": ()}), [])
    ((there, _),) = lookup.on.items()
    table: dict[str, dict[str, object]] = {}
    for row in delivery.rows(spec):
        if row.fault is not None:
            continue
        try:
            values = parser.values(row)
        except RowRejected:
            continue
        if values[there] is not None and all(str(values[column]) == wanted for column, wanted in lookup.where.items()):
            table.setdefault(str(values[there]), {taken: values[column] for taken, column in lookup.take.items()})
    return table

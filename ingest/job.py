"""One ingest run: the files of a mapping in its order, through one writer, under one Run node."""

import secrets
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cypher import query
from graph.errors import GuanxiError
from graph.migrations import require_schema
from graph.nodes import Source
from graph.session import GraphSession
from graph.writer import GraphWriter, NodeRow
from ingest.columns import ColumnParser, LookupTable
from ingest.identity import PartyResolver
from ingest.keys import node_key
from ingest.loader import FileLoader
from ingest.mapping import FileSpec, LookupSpec, Mapping
from ingest.readers import SourceRow, read_rows
from ingest.rejects import Quarantine, RowRejected
from ingest.report import IngestReport, NoProgress, Progress


def ingest_delivery(
    session: GraphSession,
    mapping: Mapping,
    folder: Path,
    quarantine_folder: Path,
    progress: Progress | None = None,
) -> IngestReport:
    """Load all files of `mapping` from `folder`; running it again changes nothing.

    Raises SourceUnreadable before anything is written when a file is missing, SchemaOutOfDate when a constraint is
    missing without which loading twice would double things, GraphUnavailable when the server goes away: what was
    written stays, and the same command goes on from there.
    """
    deliveries = {spec.name: _Delivery(spec, read_rows(folder / spec.path, spec)) for spec in mapping.files}
    for delivery in deliveries.values():
        delivery.open()
    lookups = {
        spec.name: [_lookup_table(mapping, lookup, folder) for lookup in spec.lookups]
        for spec in mapping.files
    }
    require_schema(session)
    return _Run(session, mapping, quarantine_folder, progress or NoProgress()).load(deliveries, lookups)


class _Delivery:
    """The rows of one file; `open` reads the first, so that a file that cannot be used stops the run at once."""

    def __init__(self, spec: FileSpec, rows: Iterable[SourceRow]) -> None:
        self.spec = spec
        self._rows = iter(rows)
        self._first: list[SourceRow] = []

    def open(self) -> None:
        first = next(self._rows, None)
        self._first = [] if first is None else [first]

    def rows(self) -> Iterable[SourceRow]:
        yield from self._first
        yield from self._rows


class _Run:
    def __init__(self, session: GraphSession, mapping: Mapping, quarantine_folder: Path, progress: Progress):
        self._session = session
        self._mapping = mapping
        self._progress = progress
        self._started_at = datetime.now(UTC)
        self._run_id = f"ingest-{self._started_at:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        self._writer = GraphWriter(session, self._run_id, self._started_at)
        self._report = IngestReport(
            self._run_id, mapping.mapping, quarantine_folder / f"{self._run_id}.jsonl"
        )

    def load(self, deliveries: dict[str, _Delivery], lookups: dict[str, list[LookupTable]]) -> IngestReport:
        started = time.monotonic()
        self._session.write(
            query("runs/start"),
            {
                "run_id": self._run_id,
                "kind": "INGEST",
                "subject": self._mapping.mapping,
                "version": self._mapping.version,
                "started_at": self._started_at,
            },
        )
        try:
            with Quarantine(self._report.quarantine) as quarantine:
                self._load_files(deliveries, lookups, quarantine)
                self._report.reject_counts = quarantine.counts
                self._report.reject_sample = quarantine.sample
        except GuanxiError:
            self._finish("FAILED")
            raise
        self._report.seconds = time.monotonic() - started
        self._finish("COMPLETED")
        return self._report

    def _load_files(
        self,
        deliveries: dict[str, _Delivery],
        lookups: dict[str, list[LookupTable]],
        quarantine: Quarantine,
    ) -> None:
        self._write_sources()
        resolver = PartyResolver(self._writer, self._mapping.namespace)
        for name, delivery in deliveries.items():
            self._progress.started(name)
            parser = ColumnParser(delivery.spec, lookups[name])
            loader = FileLoader(
                self._mapping, delivery.spec, parser, self._writer, resolver, quarantine, self._report
            )
            for rows in loader.load(delivery.rows()):
                self._progress.advanced(name, rows)
            self._progress.finished(name)
        self._report.identity_conflicts = resolver.conflicts

    def _write_sources(self) -> None:
        self._writer.nodes(
            "Source",
            [
                NodeRow(
                    node_key(self._mapping.namespace, "Source", None, [name]),
                    Source(title=source.title, source_type=source.source_type, rank=source.rank),
                )
                for name, source in self._mapping.sources.items()
            ],
        )

    def _finish(self, state: str) -> None:
        self._session.write(
            query("runs/finish"),
            {
                "run_id": self._run_id,
                "state": state,
                "finished_at": datetime.now(UTC),
                "rows_read": self._report.rows_read,
                "rows_accepted": self._report.rows_accepted,
                "rows_rejected": self._report.rows_rejected,
                "created": self._report.created,
                "changed": self._report.changed,
            },
        )


def _lookup_table(mapping: Mapping, lookup: LookupSpec, folder: Path) -> LookupTable:
    """Read the columns that another file lends, by the value of its key column; its bad rows lend nothing."""
    spec = mapping.file(lookup.file)
    parser = ColumnParser(spec.model_copy(update={"lookups": ()}), [])
    ((there, _),) = lookup.on.items()
    table: dict[str, dict[str, object]] = {}
    for row in read_rows(folder / spec.path, spec):
        if row.fault is not None:
            continue
        try:
            values = parser.values(row)
        except RowRejected:
            continue
        if all(str(values[column]) == wanted for column, wanted in lookup.where.items()):
            table.setdefault(
                str(values[there]), {taken: values[column] for taken, column in lookup.take.items()}
            )
    return table

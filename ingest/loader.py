"""Loads the rows of one file: checks them, finds out who they are about, and writes them batch by batch."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from graph.batches import batches
from graph.model import TIE_KINDS
from graph.writer import GraphWriter, NodeRow, PartyRow, TieRow
from ingest.aggregate import TieAggregator
from ingest.columns import ColumnParser
from ingest.delivery import SourceRow
from ingest.identity import PartyResolver
from ingest.keys import Keys
from ingest.mapping import FileSpec, Mapping
from ingest.rejects import Quarantine, Reject, RowRejected
from ingest.report import FileReport, IngestReport
from ingest.rows import PartyFact, RowCompiler, RowFacts
from ingest.seen import SeenRows

BATCH_ROWS = 5_000
"""Rows of one batch: large enough that the round trip does not count, small enough for the server's memory limit."""


class FileLoader:
    """Loads one file of a mapping; `advance` hears the rows of each batch when it is written."""

    def __init__(
        self,
        mapping: Mapping,
        spec: FileSpec,
        parser: ColumnParser,
        writer: GraphWriter,
        resolver: PartyResolver,
        keys: Keys,
        quarantine: Quarantine,
        report: IngestReport,
    ) -> None:
        self._mapping = mapping
        self._spec = spec
        self._parser = parser
        self._keys = keys
        self._compiler = RowCompiler(mapping, spec, keys)
        self._writer = writer
        self._resolver = resolver
        self._quarantine = quarantine
        self._report = report
        self._counts = FileReport(spec.name)
        self._aggregator = TieAggregator(self._compiler)
        self._seen = SeenRows(spec)
        self._rejects: list[Reject] = []
        self._present: dict[str, set[str]] = defaultdict(set)
        report.files.append(self._counts)

    def load(self, rows: Iterable[SourceRow]) -> Iterator[int]:
        """Write all rows, yielding the size of each batch once it is in the graph."""
        for batch in batches(rows, BATCH_ROWS):
            self._load_batch(batch)
            yield len(batch)
        self._write_aggregates()

    def _load_batch(self, batch: list[SourceRow]) -> None:
        compiled = [facts for row in batch if (facts := self._compile(row)) is not None]
        self._resolver.learn(party for facts in compiled for party in facts.parties)
        self._look_up_references(compiled)
        writes = _BatchWrites()
        for facts in compiled:
            try:
                self._collect(facts, writes)
            except RowRejected as rejected:
                self._reject(facts.row.number, facts.row.raw, rejected)
            else:
                self._counts.accepted += 1
        self._quarantine_rejects()
        self._write(writes)

    def _compile(self, row: SourceRow) -> RowFacts | None:
        self._counts.read += 1
        try:
            if row.fault is not None:
                raise row.fault
            return self._compiler.facts(row, self._parser.values(row))
        except RowRejected as rejected:
            self._reject(row.number, row.raw, rejected)
            return None

    def _look_up_references(self, compiled: list[RowFacts]) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for facts in compiled:
            for node in facts.nodes:
                if node.row is None and node.key not in self._present[node.label]:
                    wanted[node.label].add(node.key)
        for label, keys in wanted.items():
            self._present[label] |= keys - self._writer.missing_keys(label, sorted(keys))

    def _collect(self, facts: RowFacts, writes: "_BatchWrites") -> None:
        """Put a row's facts into the batch; a RowRejected leaves no trace of the row anywhere."""
        self._seen.refuse_duplicate(facts)
        self._refuse_dangling(facts)
        keys = {node.ref: node.key for node in facts.nodes}
        keys |= {fact.ref: self._resolver.party_id(fact) for fact in facts.parties}
        ties, aggregated = [], []
        for tie in facts.ties:
            start, end = keys[tie.spec.start], keys[tie.spec.end]
            if start == end and not TIE_KINDS[tie.spec.type].self_allowed:
                raise RowRejected("G_SELF", f"{tie.spec.type} ties something to itself.", facts.column(tie.spec.start))
            if tie.spec.aggregate is None:
                tie_id = self._compiler.tie_id(tie.spec, start, end, (*facts.key, *tie.fact))
                ties.append((tie.spec.type, TieRow(start, end, tie_id, tie.record)))
            else:
                self._aggregator.check(tie, start, end)
                aggregated.append((tie, start, end))
        self._seen.refuse_contradiction([row for _, row in ties])
        self._seen.accept(facts, [row for _, row in ties])
        for tie, start, end in aggregated:
            self._aggregator.add(tie, start, end)
        writes.parties += [row for fact in facts.parties if (row := self._party(fact, facts)) is not None]
        for node in facts.nodes:
            if node.row is not None:
                writes.nodes[node.label].append(node.row)
        for type_name, tie_row in ties:
            writes.ties[type_name].append(tie_row)

    def _refuse_dangling(self, facts: RowFacts) -> None:
        for node in facts.nodes:
            if node.row is None and node.key not in self._present[node.label]:
                raise RowRejected("G_DANGLING", f"No {node.label} of that key is known.", node.column, node.value)
        for party in facts.parties:
            if party.record is None and self._resolver.find(party) is None:
                raise RowRejected(
                    "G_DANGLING",
                    "No party of that number is known.",
                    party.column,
                    party.identifiers[0].value,
                )

    def _party(self, fact: PartyFact, facts: RowFacts) -> PartyRow | None:
        party_id, own = self._resolver.claim(fact)
        if fact.record is None:
            return None
        stated_by = self._keys.row(self._spec, facts.key) or fact.identifiers[0].identifier_id
        return PartyRow(
            party_id,
            f"{self._mapping.namespace}.{self._spec.name}.{fact.ref}:{stated_by}",
            self._keys.source(self._spec.source),
            self._mapping.sources[self._spec.source].rank,
            fact.labels,
            fact.record,
            own,
        )

    def _write(self, writes: "_BatchWrites") -> None:
        if writes.parties:
            self._report.count("Party", self._writer.parties(writes.parties))
        for label, nodes in writes.nodes.items():
            self._report.count(label, self._writer.nodes(label, nodes))
        for type_name, ties in writes.ties.items():
            self._report.count(type_name, self._writer.ties(type_name, ties))

    def _write_aggregates(self) -> None:
        rows: dict[str, list[TieRow]] = defaultdict(list)
        for spec, start, end, fact, record in self._aggregator.ties():
            rows[spec.type].append(TieRow(start, end, self._compiler.tie_id(spec, start, end, fact), record))
            if len(rows[spec.type]) >= BATCH_ROWS:
                self._report.count(spec.type, self._writer.ties(spec.type, rows.pop(spec.type)))
        for type_name, remaining in rows.items():
            self._report.count(type_name, self._writer.ties(type_name, remaining))

    def _reject(self, number: int, raw: str, rejected: RowRejected) -> None:
        self._counts.rejected += 1
        reject = Reject(self._spec.name, number, rejected.column, rejected.value, rejected.code, rejected.reason, raw)
        self._rejects.append(reject)

    def _quarantine_rejects(self) -> None:
        for reject in sorted(self._rejects, key=lambda reject: reject.row):
            self._quarantine.add(reject)
        self._rejects.clear()


class _BatchWrites:
    def __init__(self) -> None:
        self.parties: list[PartyRow] = []
        self.nodes: dict[str, list[NodeRow]] = defaultdict(list)
        self.ties: dict[str, list[TieRow]] = defaultdict(list)

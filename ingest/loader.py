"""Loads the rows of one file: checks them, finds out who they are about, and writes them batch by batch."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from graph.model import TIE_KINDS
from graph.writer import GraphWriter, NodeRow, PartyRow, TieRow
from ingest.aggregate import TieAggregator
from ingest.columns import ColumnParser
from ingest.delivery import SourceRow
from ingest.identity import PartyResolver
from ingest.keys import node_key
from ingest.mapping import FileSpec, Mapping
from ingest.rejects import Quarantine, Reject, RowRejected
from ingest.report import FileReport, IngestReport
from ingest.rows import PartyFact, RowCompiler, RowFacts

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
        quarantine: Quarantine,
        report: IngestReport,
    ) -> None:
        self._mapping = mapping
        self._spec = spec
        self._parser = parser
        self._compiler = RowCompiler(mapping, spec)
        self._writer = writer
        self._resolver = resolver
        self._quarantine = quarantine
        self._report = report
        self._counts = FileReport(spec.name)
        self._aggregator = TieAggregator()
        self._rows_by_key: dict[str, tuple[int, str]] = {}
        self._present: dict[str, set[str]] = defaultdict(set)
        report.files.append(self._counts)

    def load(self, rows: Iterable[SourceRow]) -> Iterator[int]:
        """Write all rows, yielding the size of each batch once it is in the graph."""
        source = iter(rows)
        while batch := list(islice(source, BATCH_ROWS)):
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
                self._reject(facts.number, facts.raw, rejected)
            else:
                self._counts.accepted += 1
        self._write(writes)

    def _compile(self, row: SourceRow) -> RowFacts | None:
        self._counts.read += 1
        try:
            if row.fault is not None:
                raise row.fault
            values = self._parser.values(row)
            self._refuse_duplicate(row, tuple(str(values[column]) for column in self._spec.key))
            return self._compiler.facts(row.number, row.raw, values)
        except RowRejected as rejected:
            self._reject(row.number, row.raw, rejected)
            return None

    def _refuse_duplicate(self, row: SourceRow, key: tuple[str, ...]) -> None:
        if self._spec.duplicates == "keep":
            return
        content = row.digest
        identity = "\x1f".join(key) if key else content
        earlier = self._rows_by_key.setdefault(identity, (row.number, content))
        if earlier[0] == row.number:
            return
        if earlier[1] == content:
            raise RowRejected("R_DUP_EXACT", f"The same row as row {earlier[0]}.")
        column, value = self._spec.delivered_name(self._spec.key[0]), key[0]
        raise RowRejected("R_DUP_CONFLICT", f"Another row, {earlier[0]}, has the same key.", column, value)

    def _look_up_references(self, compiled: list[RowFacts]) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for facts in compiled:
            for node in facts.nodes:
                if node.row is None and node.key not in self._present[node.label]:
                    wanted[node.label].add(node.key)
        for label, keys in wanted.items():
            self._present[label] |= keys - self._writer.missing_keys(label, sorted(keys))

    def _collect(self, facts: RowFacts, writes: "_BatchWrites") -> None:
        """Put a row's facts into the batch; raises RowRejected before anything of the row is in it."""
        self._refuse_dangling(facts)
        keys = {node.ref: node.key for node in facts.nodes}
        parties = []
        for fact in facts.parties:
            keys[fact.ref], row = self._party(fact)
            parties += [row] if row else []
        ties, aggregated = [], []
        for tie in facts.ties:
            start, end = keys[tie.spec.start], keys[tie.spec.end]
            if start == end and not TIE_KINDS[tie.spec.type].self_allowed:
                raise RowRejected("G_SELF", f"{tie.spec.type} ties something to itself.", facts.column(tie.spec.start))
            tie_id = self._compiler.tie_id(tie.spec, start, end, tie.fact)
            if tie.record is None:
                aggregated.append((tie, start, end))
            else:
                ties.append((tie.spec.type, TieRow(start, end, tie_id, tie.record)))
        for tie, start, end in aggregated:
            self._aggregator.add(tie, start, end)
        writes.parties += parties
        for node in facts.nodes:
            if node.row is not None:
                writes.nodes[node.label].append(node.row)
        for type_name, tie_row in ties:
            writes.ties[type_name].append(tie_row)

    def _refuse_dangling(self, facts: RowFacts) -> None:
        for node in facts.nodes:
            if node.row is None and node.key not in self._present[node.label]:
                raise RowRejected("G_DANGLING", f"No {node.label} of that key is known.", node.column, node.key)
        for party in facts.parties:
            if party.record is None and self._resolver.find(party) is None:
                raise RowRejected(
                    "G_DANGLING",
                    "No party of that number is known.",
                    party.column,
                    party.identifiers[0].value,
                )

    def _party(self, fact: PartyFact) -> tuple[str, PartyRow | None]:
        party_id, own = self._resolver.assign(fact)
        if fact.record is None:
            return party_id, None
        source = self._mapping.sources[self._spec.source]
        record_id = f"{self._spec.name}.{fact.ref}:{fact.identifiers[0].identifier_id}"
        source_key = node_key(self._mapping.namespace, "Source", None, [self._spec.source])
        return party_id, PartyRow(party_id, record_id, source_key, source.rank, fact.labels, fact.record, own)

    def _write(self, writes: "_BatchWrites") -> None:
        if writes.parties:
            self._report.count("Party", self._writer.parties(writes.parties))
        for label, nodes in writes.nodes.items():
            self._report.count(label, self._writer.nodes(label, nodes))
        for type_name, ties in writes.ties.items():
            self._report.count(type_name, self._writer.ties(type_name, ties))

    def _write_aggregates(self) -> None:
        rows: dict[str, list[TieRow]] = defaultdict(list)
        for spec, start, end, fact, record in self._aggregator.ties(self._compiler):
            rows[spec.type].append(TieRow(start, end, self._compiler.tie_id(spec, start, end, fact), record))
            if len(rows[spec.type]) >= BATCH_ROWS:
                self._report.count(spec.type, self._writer.ties(spec.type, rows.pop(spec.type)))
        for type_name, remaining in rows.items():
            self._report.count(type_name, self._writer.ties(type_name, remaining))

    def _reject(self, number: int, raw: str, rejected: RowRejected) -> None:
        self._counts.rejected += 1
        self._quarantine.add(
            Reject(self._spec.name, number, rejected.column, rejected.value, rejected.code, rejected.reason, raw)
        )


class _BatchWrites:
    def __init__(self) -> None:
        self.parties: list[PartyRow] = []
        self.nodes: dict[str, list[NodeRow]] = defaultdict(list)
        self.ties: dict[str, list[TieRow]] = defaultdict(list)

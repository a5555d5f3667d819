"""Compiles a file's contract into a function from checked values to the facts that the row states."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from graph.model import NODE_RECORDS, TIE_KINDS, PartyRecord, TieRecord
from graph.writer import IdentifierRow, NodeRow
from ingest.columns import FLAGS, Values
from ingest.delivery import SourceRow
from ingest.keys import Keys
from ingest.mapping import AggregateSpec, Const, Expression, FileSpec, Mapping, NodeSpec, PartySpec, TieSpec
from ingest.names import search_forms
from ingest.rejects import RowRejected

Record = TypeVar("Record", bound=BaseModel)

_CODES_BY_PROPERTY = {"equity_share_ppb": "G_PCT_RANGE", "voting_share_ppb": "G_PCT_RANGE"}


@dataclass(frozen=True)
class PartyFact:
    """A party that a row describes or points to, before it is known who that is."""

    ref: str
    column: str
    labels: tuple[str, ...]
    identifiers: tuple[IdentifierRow, ...]
    record: PartyRecord | None


@dataclass(frozen=True)
class NodeFact:
    """A node that a row makes, or with no row to write only points to; `value` is what was delivered for its key."""

    ref: str
    column: str
    label: str
    key: str
    value: str
    row: NodeRow | None


@dataclass(frozen=True)
class TieFact:
    """A tie between two refs of the row; one made of many rows has the record that this row alone would make."""

    spec: TieSpec
    fact: tuple[str, ...]
    record: TieRecord
    values: Values


@dataclass
class RowFacts:
    """All that one row states; `key` are the values of the file's key columns."""

    row: SourceRow
    key: tuple[str, ...]
    parties: list[PartyFact] = field(default_factory=list)
    nodes: list[NodeFact] = field(default_factory=list)
    ties: list[TieFact] = field(default_factory=list)

    def column(self, ref: str) -> str:
        """Return the delivered column by which the thing behind `ref` is known."""
        found = [party.column for party in self.parties if party.ref == ref]
        return next(iter(found), "") or next(node.column for node in self.nodes if node.ref == ref)


class RowCompiler:
    """Turns the checked values of one file's rows into facts."""

    def __init__(self, mapping: Mapping, spec: FileSpec, keys: Keys) -> None:
        self._keys = keys
        self._spec = spec
        self._source = mapping.sources[spec.source]
        self._source_key = keys.source(spec.source)

    def facts(self, row: SourceRow, values: Values) -> RowFacts:
        """Return the facts of one row; raises RowRejected when they contradict the model."""
        facts = RowFacts(row, tuple(str(values[column]) for column in self._spec.key))
        facts.parties = [fact for spec in self._spec.parties if (fact := self._party(spec, values))]
        facts.nodes = [node for spec in self._spec.nodes if (node := self._node(spec, values))]
        refs = {fact.ref for fact in facts.parties} | {node.ref for node in facts.nodes}
        facts.ties = [
            self._tie(spec, values)
            for spec in self._spec.ties
            if spec.start in refs and spec.end in refs and _applies(spec.when, values)
        ]
        return facts

    def _party(self, spec: PartySpec, values: Values) -> PartyFact | None:
        if not _applies(spec.when, values):
            return None
        present = [one for one in spec.identifiers if values[one.column] is not None]
        if not present:
            if spec.required:
                column = self._spec.delivered_name(spec.identifiers[0].column)
                raise RowRejected("R_ID_NULL", "No identifier says who this is.", column)
            return None
        identifiers = tuple(
            IdentifierRow(
                self._keys.identifier(one.scheme, str(values[one.column])),
                one.scheme,
                str(values[one.column]),
                self._keys.is_personal(one.scheme),
            )
            for one in present
        )
        labels = spec.labels if spec.labels_from is None else (*spec.labels, str(values[spec.labels_from]))
        record = None if spec.reference else self._party_record(spec, values)
        return PartyFact(spec.ref, self._spec.delivered_name(present[0].column), labels, identifiers, record)

    def _party_record(self, spec: PartySpec, values: Values) -> PartyRecord:
        properties = _properties(spec.record, values)
        if name := properties.get("name"):
            properties["name_search"] = search_forms(name)
        if values[FLAGS]:
            properties[FLAGS] = values[FLAGS]
        return self._checked(PartyRecord, properties, spec.record)

    def _node(self, spec: NodeSpec, values: Values) -> NodeFact | None:
        if not _applies(spec.when, values):
            return None
        column = self._spec.delivered_name(spec.key[0])
        parts = [evaluate(expression, values) for expression in spec.key]
        if any(part is None for part in parts):
            if spec.required:
                raise RowRejected("R_ID_NULL", f"The key of the {spec.label} is incomplete.", str(spec.key[0]))
            return None
        key, value = self._keys.node(spec, parts), "-".join(map(str, parts))
        if spec.reference:
            return NodeFact(spec.ref, column, spec.label, key, value, None)
        record = self._checked(NODE_RECORDS[spec.label][1], _properties(spec.record, values), spec.record)
        return NodeFact(spec.ref, column, spec.label, key, value, NodeRow(key, record, spec.mention))

    def _tie(self, spec: TieSpec, values: Values) -> TieFact:
        fact = tuple(str(values[column]) for column in spec.fact)
        properties = _properties(spec.record, values)
        if spec.aggregate is not None:
            properties |= single_row(spec.aggregate, values)
        return TieFact(spec, fact, self.tie_record(spec, properties, values), values)

    def tie_record(self, spec: TieSpec, properties: Values, values: Values) -> TieRecord:
        """Return the checked record of a tie with the provenance of this file's source."""
        expressions = {**spec.record, "valid_from": spec.valid_from, "valid_to": spec.valid_to}
        return self._checked(
            TIE_KINDS[spec.type].record,
            {
                "valid_from": _day(evaluate(spec.valid_from, values)),
                "valid_to": _day(evaluate(spec.valid_to, values)),
                **properties,
                "source": self._source_key,
                "source_type": self._source.source_type,
                "confidence": self._source.confidence if spec.confidence is None else spec.confidence,
                "status": spec.status,
            },
            expressions,
        )

    def _checked(
        self, model: Callable[..., Record], properties: Values, expressions: Map[str, Expression | None]
    ) -> Record:
        try:
            return model(**properties)
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]) if first["loc"] else "valid_to"
            code = _CODES_BY_PROPERTY.get(name, "R_INTERVAL" if not first["loc"] else "R_RECORD")
            value = str(properties.get(name, ""))[:200]
            column = self._spec.delivered_name(expressions.get(name)) or name
            raise RowRejected(code, first["msg"], column, value) from error

    def tie_id(self, spec: TieSpec, start_key: str, end_key: str, fact: Sequence[str]) -> str:
        """Return the id of the fact: source, type, ends and what tells parallel ties apart."""
        kind = TIE_KINDS[spec.type]
        ends = sorted((start_key, end_key)) if kind.symmetric else [start_key, end_key]
        return self._keys.tie(self._source_key, self._spec.name, spec.type, *ends, *fact)


def month_of(aggregate: AggregateSpec, values: Values) -> date | None:
    """Return the first day of the month that a row counts into, None when the whole file is one."""
    if aggregate.month_of is None:
        return None
    moment = values[aggregate.month_of]
    return date(moment.year, moment.month, 1)


def month_properties(month: date | None) -> Values:
    """Return what a month adds to a tie."""
    return {} if month is None else {"month": month.strftime("%Y-%m"), "valid_from": month}


def single_row(aggregate: AggregateSpec, values: Values) -> Values:
    """Return the properties that an aggregated tie would have if this were its only row."""
    taken = {**aggregate.total, **aggregate.first, **aggregate.last}
    properties = {name: values[column] for name, column in taken.items()}
    if aggregate.count is not None:
        properties[aggregate.count] = 1
    properties |= month_properties(month_of(aggregate, values))
    return {name: value for name, value in properties.items() if value is not None}


def _applies(when: dict[str, tuple[str, ...]], values: Values) -> bool:
    return all(str(values[column]) in allowed for column, allowed in when.items())


def evaluate(expression: Expression | None, values: Values) -> Any:
    """Return the constant, or the value of the column that the expression names."""
    if expression is None:
        return None
    return expression.const if isinstance(expression, Const) else values[expression]


def _properties(record: dict[str, Expression], values: Values) -> Values:
    evaluated = {name: evaluate(expression, values) for name, expression in record.items()}
    return {name: value for name, value in evaluated.items() if value is not None}


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value

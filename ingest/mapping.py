"""What a mapping file may say: which files a source delivers, what their columns mean, which facts a row states.

A mapping is the contract with one source system. `ingest/mappings/` ships one for each bank that we know.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.model import NODE_RECORDS, PARTY_LABELS, ROLE_LABELS, TIE_KINDS, PartyRecord, SourceType, Status

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
FieldClass = Literal["public", "internal", "personal", "sensitive"]
ValueType = Literal[
    "string", "name", "text", "code", "pattern", "integer", "number", "money", "percent", "boolean",
    "currency", "card", "date", "datetime", "phone", "email", "cn_resident_id", "uscc",
    "czech_birth_date", "czech_birth_sex",
]  # fmt: skip

_GRAPH_PATH = re.compile(r"^(node|relationship):.+$")

ROW_DIGEST = "row_digest"
"""A column that every row has: the digest of all its cells, for rows without a number of their own."""


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Const(_Spec):
    """A value that the mapping gives itself: `{const: CURRENT}`."""

    const: str | int | float | bool | date


Expression = str | Const
"""The name of a column, or a constant."""


class SourceSpec(_Spec):
    """One silo: rank 1 is trusted most when silos disagree about a party."""

    title: str
    source_type: SourceType
    rank: int = Field(ge=1, le=99)
    confidence: float = Field(1.0, ge=0, le=1)


class FormatSpec(_Spec):
    """How a file is to be read; the path in a `graph` is `node:Label` or `relationship:TYPE`."""

    kind: Literal["csv", "excel", "jsonl", "parquet", "graph"] = "csv"
    encoding: Literal["utf-8", "gb18030", "latin-1"] = "utf-8"
    delimiter: str = Field(",", min_length=1, max_length=1)
    sheet: str | None = None


class ColumnSpec(_Spec):
    """What a column means; `from` names another column when one column says two things.

    `extract` is a regular expression whose first group is the value; `when` says for which cells of other columns
    this column has a value at all; a `past` time may not lie ahead.
    """

    type: ValueType = "string"
    source: str | None = Field(None, alias="from")
    extract: str | None = None
    required: bool = False
    field_class: FieldClass = Field("internal", alias="class")
    formats: tuple[str, ...] = ()
    when: dict[str, tuple[str, ...]] = {}
    codes: dict[str, str] = {}
    patterns: dict[str, str] = {}
    otherwise: str | None = None
    scale: int = Field(2, ge=0, le=4)
    zone: str | None = None
    minimum: float | None = None
    past: bool = False
    on_bad: Literal["reject", "flag", "absent"] = "reject"

    @model_validator(mode="after")
    def _has_what_its_type_needs(self) -> Self:
        if self.type == "code" and not self.codes:
            raise ValueError("a column of type code needs codes")
        if self.type == "pattern" and not self.patterns:
            raise ValueError("a column of type pattern needs patterns")
        for pattern in (self.extract, *self.patterns.values()):
            _compiles(pattern)
        if self.extract is not None and re.compile(self.extract).groups < 1:
            raise ValueError("extract needs a group (…) around the value")
        if self.zone is not None and self.zone not in available_timezones():
            raise ValueError(f"unknown zone: {self.zone}")
        if self.type in ("date", "datetime") and not self.formats:
            raise ValueError("a column of dates needs formats, or 03/04 is read in two ways")
        return self


class LookupSpec(_Spec):
    """Columns taken from another file of the mapping where `on` (there: here) agrees."""

    file: Name
    on: dict[str, str] = Field(min_length=1, max_length=1)
    where: dict[str, str] = {}
    take: dict[Name, str] = Field(min_length=1)


class IdentifierSpec(_Spec):
    """A number by which a party is found; an UPPER_CASE scheme is valid beyond this bank."""

    scheme: str = Field(pattern=r"^([a-z][a-z0-9_]*|[A-Z][A-Z0-9_]*)$")
    column: str


class PartySpec(_Spec):
    """A party that a row describes, or with `reference: true` only points to."""

    ref: Name
    labels: tuple[str, ...] = ()
    labels_from: str | None = None
    identifiers: tuple[IdentifierSpec, ...] = Field(min_length=1)
    record: dict[str, Expression] = {}
    reference: bool = False
    required: bool = True
    when: dict[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _speaks_of_the_model(self) -> Self:
        _known(self.labels, {*PARTY_LABELS, *ROLE_LABELS}, "label")
        _known(self.record, PartyRecord.model_fields, "party property")
        return self


class NodeSpec(_Spec):
    """A node that a row makes; a mention never overwrites it, a reference must be there already."""

    ref: Name
    label: str
    key: tuple[Expression, ...] = Field(min_length=1)
    prefix: str | None = None
    record: dict[str, Expression] = {}
    mention: bool = False
    reference: bool = False
    required: bool = False
    when: dict[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _speaks_of_the_model(self) -> Self:
        _known((self.label,), NODE_RECORDS, "label")
        _known(self.record, NODE_RECORDS[self.label][1].model_fields, f"{self.label} property")
        return self


class AggregateSpec(_Spec):
    """How the rows of one fact become one tie: property ← column, over the file or each month of it."""

    month_of: str | None = None
    count: str | None = None
    total: dict[str, str] = {}
    first: dict[str, str] = {}
    last: dict[str, str] = {}


class TieSpec(_Spec):
    """A tie that a row states between two of its refs; `fact` names columns that tell parallel ties apart."""

    type: str
    start: Name
    end: Name
    fact: tuple[str, ...] = ()
    record: dict[str, Expression] = {}
    valid_from: Expression | None = None
    valid_to: Expression | None = None
    confidence: float | None = Field(None, ge=0, le=1)
    status: Status = Status.ASSERTED
    aggregate: AggregateSpec | None = None
    when: dict[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _speaks_of_the_model(self) -> Self:
        _known((self.type,), TIE_KINDS, "tie type")
        _known(self.record, TIE_KINDS[self.type].record.model_fields, f"{self.type} property")
        return self


class FileSpec(_Spec):
    """One file of a delivery; `duplicates` says whether a row that comes again is rejected or meant."""

    name: Name
    path: str
    source: Name
    format: FormatSpec = FormatSpec()
    missing: tuple[str, ...] = ("",)
    key: tuple[str, ...] = ()
    duplicates: Literal["reject", "keep"] = "reject"
    columns: dict[str, ColumnSpec] = Field(min_length=1)
    lookups: tuple[LookupSpec, ...] = ()
    parties: tuple[PartySpec, ...] = ()
    nodes: tuple[NodeSpec, ...] = ()
    ties: tuple[TieSpec, ...] = ()

    @model_validator(mode="after")
    def _says_what_of_a_graph(self) -> Self:
        if self.format.kind == "graph" and not _GRAPH_PATH.match(self.path):
            raise ValueError("the path in a graph is node:Label or relationship:TYPE")
        return self

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        columns = {ROW_DIGEST, *self.columns, *(taken for lookup in self.lookups for taken in lookup.take)}
        refs = {party.ref for party in self.parties} | {node.ref for node in self.nodes}
        _known(self.key, columns, "column")
        for lookup in self.lookups:
            _known(lookup.on.values(), columns, "column")
        for party in self.parties:
            _known([*(one.column for one in party.identifiers), *party.when], columns, "column")
            _known(_columns_in(party.record.values()), columns, "column")
            if party.labels_from is not None:
                _known((party.labels_from,), self.columns, "column")
                label = self.columns[party.labels_from]
                _known(
                    (*label.codes.values(), *label.patterns, *filter(None, (label.otherwise,))), PARTY_LABELS, "label"
                )
        for node in self.nodes:
            _known([*_columns_in(node.key), *node.when, *_columns_in(node.record.values())], columns, "column")
        for tie in self.ties:
            _known((tie.start, tie.end), refs, "ref")
            expressions = [*tie.record.values(), *(one for one in (tie.valid_from, tie.valid_to) if one is not None)]
            _known([*tie.fact, *tie.when, *_columns_in(expressions)], columns, "column")
            if tie.aggregate is not None:
                made_of = {**tie.aggregate.total, **tie.aggregate.first, **tie.aggregate.last}
                _known(made_of.values(), columns, "column")
                names = (*made_of, *filter(None, (tie.aggregate.count,)))
                _known(names, TIE_KINDS[tie.type].record.model_fields, f"{tie.type} property")
                self._require_times(tie.aggregate)
        return self

    def delivered_name(self, expression: Expression | None) -> str:
        """Return how the delivered file itself names the column of an expression, '' for a constant."""
        if not isinstance(expression, str):
            return ""
        column = self.columns.get(expression)
        return expression if column is None else column.source or expression

    def _require_times(self, aggregate: AggregateSpec) -> None:
        times = {aggregate.month_of, *aggregate.first.values(), *aggregate.last.values()} - {None}
        loose = [name for name in times if name not in self.columns or not self.columns[name].required]
        if loose:
            raise ValueError(f"aggregated times have to be required columns: {', '.join(map(str, loose))}")


class Mapping(_Spec):
    """A whole mapping file; `namespace` keeps the keys of two banks apart."""

    mapping: Name
    version: str
    title: str
    namespace: Name
    sources: dict[Name, SourceSpec]
    files: tuple[FileSpec, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        names = [spec.name for spec in self.files]
        if len(set(names)) != len(names):
            raise ValueError("two files have the same name")
        for spec in self.files:
            _known((spec.source,), self.sources, "source")
            for lookup in spec.lookups:
                _known((lookup.file,), names, "file")
                _known((*lookup.on, *lookup.where, *lookup.take.values()), self.file(lookup.file).columns, "column")
        self._refuse_early_references()
        return self

    def _refuse_early_references(self) -> None:
        """A row that waits for a later file would be rejected by the first load and accepted by the second."""
        makers: dict[tuple[str, str], int] = {}
        for place, spec in enumerate(self.files):
            for thing in _things(spec, is_reference=False):
                makers.setdefault(thing, place)
        for place, spec in enumerate(self.files):
            for thing in _things(spec, is_reference=True):
                maker = makers.get(thing, -1)
                if maker >= place:
                    raise ValueError(
                        f"{spec.name} refers to {' '.join(thing)} before {self.files[maker].name} makes it"
                    )

    def file(self, name: str) -> FileSpec:
        """Return the file of that name."""
        return next(spec for spec in self.files if spec.name == name)


def _things(spec: FileSpec, *, is_reference: bool) -> list[tuple[str, str]]:
    """Return what a file makes, or refers to: nodes by label and prefix, parties by the scheme that finds them."""
    nodes = [(node.label, node.prefix or node.label.lower()) for node in spec.nodes if node.reference is is_reference]
    parties = [party for party in spec.parties if party.reference is is_reference]
    return [*nodes, *(("Party", one.scheme) for party in parties for one in party.identifiers)]


def _compiles(pattern: str | None) -> None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        raise ValueError(f"{pattern} is not a regular expression: {error}") from error


def _columns_in(expressions: Iterable[Expression]) -> list[str]:
    return [value for value in expressions if isinstance(value, str)]


def _known(names: Any, known: Any, what: str) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"unknown {what}: {', '.join(unknown)}")

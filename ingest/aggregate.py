"""Makes one tie of many rows: the sum, count, first and last of a fact, over the file or each month of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.values import MINOR_UNITS_MAX, SHARE_ONE
from ingest.columns import Values
from ingest.mapping import AggregateSpec, TieSpec
from ingest.rejects import RowRejected
from ingest.rows import RowCompiler, TieFact, evaluate, month_of, month_properties

Group = tuple[int, str, str, tuple[str, ...]]


@dataclass
class _Sums:
    spec: TieSpec
    values: Values
    month: date | None
    rows: int = 0
    totals: dict[str, int] = field(default_factory=dict)
    firsts: dict[str, Any] = field(default_factory=dict)
    lasts: dict[str, Any] = field(default_factory=dict)


class TieAggregator:
    """Collects the aggregated ties of one file; memory grows with the ties, not with the rows."""

    def __init__(self, compiler: RowCompiler) -> None:
        self._compiler = compiler
        self._groups: dict[Group, _Sums] = {}

    def check(self, fact: TieFact, start_key: str, end_key: str) -> None:
        """Raise RowRejected when the row would make a sum that the model does not take; counts nothing."""
        aggregate, group = _group(fact, start_key, end_key)
        if (sums := self._groups.get(group)) is not None:
            _totals(sums, aggregate, fact.values)

    def add(self, fact: TieFact, start_key: str, end_key: str) -> None:
        """Count one row that was checked into the tie that it belongs to."""
        aggregate, group = _group(fact, start_key, end_key)
        sums = self._groups.get(group)
        if sums is None:
            month = month_of(aggregate, fact.values)
            sums = self._groups[group] = _Sums(fact.spec, _kept(fact), month)
        _count_in(sums, aggregate, fact.values)

    def ties(self) -> Iterator[tuple[TieSpec, str, str, tuple[str, ...], Any]]:
        """Yield spec, start, end, fact and the checked record of each tie."""
        for (_, start_key, end_key, key), sums in self._groups.items():
            properties = _properties(sums)
            yield sums.spec, start_key, end_key, key, self._compiler.tie_record(sums.spec, properties, sums.values)


def _kept(fact: TieFact) -> Values:
    """Return the values that the tie itself will need: a million groups cannot each keep a whole row."""
    expressions = (*fact.spec.record.values(), fact.spec.valid_from, fact.spec.valid_to)
    return {name: fact.values[name] for name in expressions if isinstance(name, str)}


def _group(fact: TieFact, start_key: str, end_key: str) -> tuple[AggregateSpec, Group]:
    aggregate = fact.spec.aggregate
    if aggregate is None:
        raise ValueError(f"{fact.spec.type} is not aggregated")
    month = month_of(aggregate, fact.values)
    key = fact.fact if month is None else (*fact.fact, month.strftime("%Y-%m"))
    return aggregate, (id(fact.spec), start_key, end_key, key)


def _totals(sums: _Sums, aggregate: AggregateSpec, values: Values) -> dict[str, int]:
    totals = {
        name: sums.totals.get(name, 0) + values[column]
        for name, column in aggregate.total.items()
        if values[column] is not None
    }
    for name, total in totals.items():
        is_share = name.endswith("_share_ppb")
        if not (0 if is_share else -MINOR_UNITS_MAX) <= total <= (SHARE_ONE if is_share else MINOR_UNITS_MAX):
            code, column = ("G_PCT_RANGE" if is_share else "R_RANGE"), aggregate.total[name]
            raise RowRejected(code, "With the rows before, the sum is too large.", column, str(values[column]))
    return totals


def _count_in(sums: _Sums, aggregate: AggregateSpec, values: Values) -> None:
    sums.totals |= _totals(sums, aggregate, values)
    sums.rows += 1
    for name, column in aggregate.first.items():
        sums.firsts[name] = min(sums.firsts.get(name, values[column]), values[column])
    for name, column in aggregate.last.items():
        sums.lasts[name] = max(sums.lasts.get(name, values[column]), values[column])


def _properties(sums: _Sums) -> Values:
    aggregate = sums.spec.aggregate
    constants = {name: evaluate(expression, sums.values) for name, expression in sums.spec.record.items()}
    properties: Values = {**constants, **sums.totals, **sums.firsts, **sums.lasts}
    if aggregate and aggregate.count:
        properties[aggregate.count] = sums.rows
    properties |= month_properties(sums.month)
    return {name: value for name, value in properties.items() if value is not None}

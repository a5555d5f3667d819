"""Makes one tie of many rows: the sum, count, first and last of a fact, over the file or each month of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.values import MINOR_UNITS_MAX, SHARE_ONE
from ingest.columns import Values
from ingest.mapping import AggregateSpec, TieSpec
from ingest.rejects import RowRejected
from ingest.rows import RowCompiler, TieFact, evaluate

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

    def __init__(self) -> None:
        self._groups: dict[Group, _Sums] = {}

    def add(self, fact: TieFact, start_key: str, end_key: str) -> None:
        """Count one row into the tie that it belongs to."""
        aggregate = fact.spec.aggregate
        if aggregate is None:
            raise ValueError(f"{fact.spec.type} is not aggregated")
        month = _month(aggregate, fact.values)
        key = fact.fact if month is None else (*fact.fact, month.strftime("%Y-%m"))
        group = (id(fact.spec), start_key, end_key, key)
        sums = self._groups.get(group)
        if sums is None:
            sums = self._groups[group] = _Sums(fact.spec, _kept(fact), month)
        _count_in(sums, aggregate, fact.values)

    def ties(self, compiler: RowCompiler) -> Iterator[tuple[TieSpec, str, str, tuple[str, ...], Any]]:
        """Yield spec, start, end, fact and the checked record of each tie."""
        for (_, start_key, end_key, key), sums in self._groups.items():
            properties = _properties(sums)
            yield sums.spec, start_key, end_key, key, compiler.tie_record(sums.spec, properties, sums.values)


def _kept(fact: TieFact) -> Values:
    """Return the values that the tie itself will need: a million groups cannot each keep a whole row."""
    expressions = (*fact.spec.record.values(), fact.spec.valid_from, fact.spec.valid_to)
    return {name: fact.values[name] for name in expressions if isinstance(name, str)}


def _count_in(sums: _Sums, aggregate: AggregateSpec, values: Values) -> None:
    totals = {
        name: sums.totals.get(name, 0) + values[column]
        for name, column in aggregate.total.items()
        if values[column] is not None
    }
    for name, total in totals.items():
        if total > (SHARE_ONE if name.endswith("_share_ppb") else MINOR_UNITS_MAX):
            raise RowRejected(
                "G_PCT_RANGE" if name.endswith("_share_ppb") else "R_RANGE",
                "With the rows before, the sum is too large.",
                aggregate.total[name],
                str(values[aggregate.total[name]]),
            )
    sums.rows += 1
    sums.totals |= totals
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
    if sums.month:
        properties["month"] = sums.month.strftime("%Y-%m")
        properties["valid_from"] = sums.month
    return {name: value for name, value in properties.items() if value is not None}


def _month(aggregate: AggregateSpec, values: Values) -> date | None:
    if aggregate.month_of is None:
        return None
    moment = values[aggregate.month_of]
    return date(moment.year, moment.month, 1)

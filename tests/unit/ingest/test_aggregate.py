"""Many rows become one tie: sums, counts, first and last, by month, and no sum beyond what the model takes."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.aggregate import TieAggregator
from ingest.keys import Keys
from ingest.mapping import Mapping
from ingest.mapping_files import parse_mapping
from ingest.rejects import RowRejected
from ingest.rows import RowCompiler, TieFact
from tests.support.vault import test_vault

MAPPING = """
mapping: flows
version: "1"
title: Flows
namespace: flows
sources: {core: {title: Core, source_type: VERIFIED, rank: 1}}
files:
  - name: transfers
    path: transfers.csv
    source: core
    columns:
      payer: {required: true}
      payee: {required: true}
      amount: {type: money, required: true}
      share: {type: percent}
      at: {type: datetime, formats: [iso], zone: Asia/Shanghai, required: true}
    parties:
      - {ref: payer, reference: true, identifiers: [{scheme: core, column: payer}]}
      - {ref: payee, reference: true, identifiers: [{scheme: core, column: payee}]}
    ties:
      - type: TRANSFERS_TO
        start: payer
        end: payee
        record: {currency: {const: CNY}}
        aggregate:
          {month_of: at, count: count, total: {amount_minor: amount}, first: {first_at: at}, last: {last_at: at}}
      - type: OWNS
        start: payer
        end: payee
        aggregate: {total: {equity_share_ppb: share}}
"""
ZONE = ZoneInfo("Asia/Shanghai")
MOMENTS = st.datetimes(timezones=st.just(ZONE)).map(
    lambda moment: moment.replace(year=2026, month=1 + moment.month % 3, day=1 + moment.day % 28)
)


@pytest.fixture(scope="module")
def mapping() -> Mapping:
    return parse_mapping(MAPPING, "flows")


def _compiler(mapping: Mapping) -> RowCompiler:
    return RowCompiler(mapping, mapping.files[0], Keys(test_vault(), mapping))


def _fact(mapping: Mapping, tie: int, **given_values: object) -> TieFact:
    values = {"amount": 1, "share": None, "at": datetime(2026, 1, 1, tzinfo=ZONE), **given_values}
    return _compiler(mapping)._tie(mapping.files[0].ties[tie], values)


@given(st.lists(st.tuples(MOMENTS, st.integers(1, 10**9)), min_size=1))
def test_months_add_up_to_what_was_sent(mapping: Mapping, sent: list[tuple[datetime, int]]) -> None:
    aggregator = TieAggregator(_compiler(mapping))
    for moment, amount in sent:
        aggregator.add(_fact(mapping, 0, at=moment, amount=amount), "a", "b")
    records = [record for *_, record in aggregator.ties()]
    assert sum(record.amount_minor for record in records) == sum(amount for _, amount in sent)
    assert sum(record.count for record in records) == len(sent)
    assert {record.month for record in records} == {f"{moment:%Y-%m}" for moment, _ in sent}
    assert all(record.first_at <= record.last_at for record in records)
    assert all(f"{record.valid_from:%Y-%m}" == record.month for record in records)


def test_a_month_ends_where_the_banks_clock_says(mapping: Mapping) -> None:
    aggregator = TieAggregator(_compiler(mapping))
    aggregator.add(_fact(mapping, 0, at=datetime(2026, 2, 1, 0, 30, tzinfo=ZONE), amount=1), "a", "b")
    (record,) = (record for *_, record in aggregator.ties())
    assert record.month == "2026-02"


def test_shares_beyond_the_whole_are_rejected_and_the_rows_before_stay(mapping: Mapping) -> None:
    aggregator = TieAggregator(_compiler(mapping))
    aggregator.add(_fact(mapping, 1, share=600_000_000), "a", "b")
    with pytest.raises(RowRejected) as caught:
        aggregator.check(_fact(mapping, 1, share=500_000_000), "a", "b")
    assert (caught.value.code, caught.value.column) == ("G_PCT_RANGE", "share")
    (record,) = (record for *_, record in aggregator.ties())
    assert record.equity_share_ppb == 600_000_000


def test_a_share_that_nobody_states_stays_unknown(mapping: Mapping) -> None:
    aggregator = TieAggregator(_compiler(mapping))
    aggregator.add(_fact(mapping, 1), "a", "b")
    (record,) = (record for *_, record in aggregator.ties())
    assert record.equity_share_ppb is None

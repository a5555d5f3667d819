"""The wealth platform's export: typed Parquet, customer ids of its own."""

from decimal import Decimal

import numpy as np
import pyarrow as pa

from sample_bank.arrays import REFERENCE_DAY, Ints, numbered
from sample_bank.journal import Journal, SiloRecords
from sample_bank.silos.identity import id_types, persons_as_written
from sample_bank.world.bank import Bank
from sample_bank.writers import day_cells, write_parquet

_NAMES = {"PINYIN": 0.06, "TRADITIONAL": 0.02, "SPACED": 0.03}
_IDS = {"OLD_15": 0.03, "LOWER_X": 0.05, "MISTYPED": 0.006}
# What one unit of a product is worth, in cents.
_UNIT_CENTS = 104
_CUSTOMERS = pa.schema(
    [
        ("wealth_id", pa.string()),
        ("name", pa.string()),
        ("id_type", pa.string()),
        ("id_number", pa.string()),
        ("mobile_phone", pa.string()),
        ("risk_level", pa.string()),
        ("risk_assessed_on", pa.date32()),
        ("opened_on", pa.date32()),
    ]
)
_HOLDINGS = pa.schema(
    [
        ("holding_id", pa.string()),
        ("wealth_id", pa.string()),
        ("product_code", pa.string()),
        ("units", pa.decimal128(20, 4)),
        ("market_value", pa.decimal128(18, 2)),
        ("currency", pa.string()),
        ("bought_on", pa.date32()),
        ("as_of", pa.date32()),
    ]
)


def export_wealth(bank: Bank, journal: Journal) -> None:
    """customers.parquet and holdings.parquet."""
    wealth, people = bank.wealth, bank.people
    rng = journal.streams.numpy("wealth identities")
    identity = persons_as_written(rng, people, wealth.persons, _NAMES, _IDS)
    kinds = id_types(people, wealth.persons)
    ids = numbered("WM", len(wealth.persons), 7)
    file = "wealth/customers.parquet"
    columns = [
        ids.tolist(),
        identity.names.tolist(),
        kinds.tolist(),
        identity.id_numbers.tolist(),
        people.phones[wealth.persons].tolist(),
        [f"C{level}" for level in wealth.risk.tolist()],
        day_cells(wealth.assessed),
        day_cells(wealth.opened),
    ]
    plan = journal.plan(file, len(ids), doubts=identity.doubts("id_number", kinds), first_row=1)
    journal.wrote(file, write_parquet(journal.path(file), _CUSTOMERS, columns, plan))
    journal.records.append(SiloRecords("wealth", wealth.persons, ids, identity.spellings, identity.id_qualities))
    file = "wealth/holdings.parquet"
    count = len(wealth.customer)
    columns = [
        numbered("WH", count, 8).tolist(),
        ids[wealth.customer].tolist(),
        wealth.product.tolist(),
        _decimals(wealth.market_cents * 10_000 // _UNIT_CENTS, 4),
        _decimals(wealth.market_cents, 2),
        ["CNY"] * count,
        day_cells(wealth.bought),
        day_cells(np.full(count, REFERENCE_DAY)),
    ]
    plan = journal.plan(file, count, first_row=1)
    journal.wrote(file, write_parquet(journal.path(file), _HOLDINGS, columns, plan))


def _decimals(scaled: Ints, places: int) -> list[Decimal]:
    return [Decimal(value).scaleb(-places) for value in scaled.tolist()]

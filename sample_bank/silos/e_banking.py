"""E-banking's export: one JSON object a line, each touchpoint with its time in the bank's zone."""

from sample_bank.arrays import Texts, numbered, texts
from sample_bank.journal import Journal
from sample_bank.world.bank import Bank
from sample_bank.world.events import Events
from sample_bank.world.transfers import clock_texts
from sample_bank.writers import Columns, write_json_lines

FILE = "e_banking/events.jsonl"
FIELDS = ("event_id", "customer_no", "channel", "kind", "occurred_at", "device_id", "product_code", "detail")


def export_events(bank: Bank, events: Events, journal: Journal) -> None:
    """events.jsonl, in chunks."""
    customers = bank.customers.numbers

    def chunk(first: int, end: int) -> Columns:
        rows = slice(first, end)
        days, clock = clock_texts(events.second[rows])
        return [
            _quoted(numbered("EV", end - first, 9, first=first + 1)),
            _quoted(customers[events.record[rows]]),
            _quoted(events.channels[rows]),
            _quoted(events.kinds[rows]),
            _quoted(days + "T" + clock + "+08:00"),
            _quoted(events.devices[rows]),
            _quoted(events.products[rows]),
            _quoted(events.details[rows]),
        ]

    plan = journal.plan(FILE, len(events), first_row=1)
    journal.wrote(FILE, write_json_lines(journal.path(FILE), FIELDS, len(events), chunk, plan))


def _quoted(values: Texts) -> list[str]:
    """As JSON; the words of this file hold nothing that needs an escape. The empty text is null."""
    return [f'"{value}"' if value else "null" for value in texts(values).tolist()]

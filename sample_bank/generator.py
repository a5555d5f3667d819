"""The order in which a sample bank is drawn and written; a folder without a manifest is not whole."""

from collections.abc import Callable
from pathlib import Path

from graph.errors import ExportFailed
from sample_bank.answer_key import AnswerKey
from sample_bank.journal import Journal
from sample_bank.manifest import FILE as MANIFEST
from sample_bank.manifest import manifest
from sample_bank.scale import Scale
from sample_bank.silos.core_banking import (
    export_accounts,
    export_customers,
    export_organisation,
    export_transfers,
)
from sample_bank.silos.credit import export_credit
from sample_bank.silos.crm import Contacts, export_contacts
from sample_bank.silos.crm_ties import export_family, export_households, export_social_ties
from sample_bank.silos.e_banking import export_events
from sample_bank.silos.registry import export_registry
from sample_bank.silos.wealth import export_wealth
from sample_bank.streams import Streams
from sample_bank.world.bank import Bank, draw_bank
from sample_bank.world.events import draw_events, machine_users
from sample_bank.world.transfers import Parties, draw_transfers
from sample_bank.writers import write_json

Report = Callable[[str], None]

STEPS = (
    "bank",
    "core banking",
    "transfers",
    "credit",
    "e-banking",
    "wealth",
    "CRM",
    "registry",
    "answer key",
    "manifest",
)


def write_sample_bank(
    out: Path, *, customers: int, seed: int, force: bool = False, report: Report = lambda _: None
) -> Journal:
    """Write all files below `out` and return what was written; `report` hears each step's name as it begins.

    Raises InvalidParameters for a number of customers out of range, ExportFailed when `out` cannot be written
    or holds something (with `force` the files of an earlier bank are written over, others are left).
    """
    scale = Scale(customers)
    _prepare(out, force=force)
    journal = Journal(out, Streams(seed))
    try:
        report(STEPS[0])
        bank = draw_bank(journal.streams, scale)
        seen_at_machines = _write_silos(bank, journal, report)
        report("answer key")
        AnswerKey(bank, journal, seen_at_machines).write()
        report("manifest")
        write_json(out / MANIFEST, manifest(seed, customers, journal))
    except OSError as error:
        raise ExportFailed(
            f"The sample bank could not be written to {out}: {error.strerror or error}. "
            "Free space there, or choose another --out."
        ) from error
    return journal


def _prepare(out: Path, *, force: bool) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not force and any(out.iterdir()):
            raise ExportFailed(
                f"{out} is not empty; choose another --out, or --force to write over an earlier sample bank."
            )
        # Without a manifest nobody takes a half-written bank for a whole one.
        (out / MANIFEST).unlink(missing_ok=True)
    except OSError as error:
        raise ExportFailed(
            f"{out} cannot be a folder to write to: {error.strerror or error}. Choose another --out."
        ) from error


def _write_silos(bank: Bank, journal: Journal, report: Report) -> dict[str, int]:
    """Returns how many customers used each machine: of the events nothing else is kept."""
    report("core banking")
    export_customers(bank, journal)
    export_accounts(bank, journal)
    export_organisation(bank, journal)
    report("transfers")
    parties = Parties(bank.people, bank.communities, bank.customers, bank.holdings, bank.ties)
    export_transfers(bank, draw_transfers(journal.streams, parties, bank.accounts, bank.churn), journal)
    report("credit")
    export_credit(bank, journal)
    report("e-banking")
    events = draw_events(journal.streams, bank.people, bank.customers, bank.hubs, bank.churn, bank.diffusion)
    export_events(bank, events, journal)
    seen_at_machines = machine_users(events)
    del events
    report("wealth")
    export_wealth(bank, journal)
    report("CRM")
    contacts = Contacts(bank, journal)
    export_contacts(bank, contacts, journal)
    export_social_ties(bank, contacts, journal)
    export_family(bank, contacts, journal)
    export_households(bank, contacts, journal)
    report("registry")
    export_registry(bank, journal)
    return seen_at_machines

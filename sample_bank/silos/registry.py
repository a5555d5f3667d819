"""The company registry's extract: companies, shareholders and officers, people by name and id number."""

import numpy as np

from sample_bank.arrays import Ints, Texts, day_texts, numbered, texts, yuan_texts
from sample_bank.journal import Journal, SiloRecords
from sample_bank.silos.identity import persons_as_written
from sample_bank.world.bank import Bank
from sample_bank.writers import Columns, write_csv

COMPANIES = (
    "uscc", "company_name", "kind", "legal_representative", "legal_representative_id",
    "registered_capital", "currency", "founded_on", "status", "industry", "address", "phone",
)  # fmt: skip
SHAREHOLDERS = (
    "record_no", "uscc", "company_name", "holder_kind", "holder_name", "holder_id", "percentage",
    "valid_from", "valid_to", "is_nominee",
)  # fmt: skip
OFFICERS = ("record_no", "uscc", "company_name", "person_name", "person_id", "role", "valid_from", "valid_to")
_NAMES = {"TRADITIONAL": 0.01}
_REVOKED_SHARE = 0.03


class RegisteredNames:
    """The name and number under which the registry has each entity: one way for one entity."""

    def __init__(self, bank: Bank, journal: Journal) -> None:
        people, companies = bank.people, bank.companies
        rng = journal.streams.numpy("registry identities")
        identity = persons_as_written(rng, people, np.arange(len(people)), _NAMES, {})
        self.spellings = identity.spellings
        self.names = np.concatenate([identity.names, companies.names, companies.state_names])
        self.numbers = np.concatenate([people.id_numbers, companies.usccs, companies.state_usccs])


def export_registry(bank: Bank, journal: Journal) -> None:
    """companies.csv, shareholders.csv and officers.csv."""
    registered = RegisteredNames(bank, journal)
    _write(journal, "registry/companies.csv", COMPANIES, _companies(bank, registered, journal))
    _write(journal, "registry/shareholders.csv", SHAREHOLDERS, _shareholders(bank, registered))
    _write(journal, "registry/officers.csv", OFFICERS, _officers(bank, registered))
    _note_records(bank, registered, journal)


def _write(journal: Journal, file: str, header: tuple[str, ...], columns: Columns) -> None:
    plan = journal.plan(file, len(columns[0]))
    journal.wrote(file, write_csv(journal.path(file), header, columns, plan=plan))


def _companies(bank: Bank, registered: RegisteredNames, journal: Journal) -> Columns:
    companies, representative = bank.companies, bank.ownership.legal_representative
    revoked = journal.streams.numpy("revoked").random(len(companies)) < _REVOKED_SHARE
    columns = [
        companies.usccs,
        companies.names,
        companies.kinds,
        registered.names[representative],
        registered.numbers[representative],
        yuan_texts(companies.capital_cents),
        texts(["CNY"] * len(companies)),
        day_texts(companies.founded),
        texts(np.where(revoked, "REVOKED", "ACTIVE")),
        companies.industries,
        companies.addresses,
        companies.phones,
    ]
    return [column.tolist() for column in columns]


def _shareholders(bank: Bank, registered: RegisteredNames) -> Columns:
    ownership, companies = bank.ownership, bank.companies
    order = np.lexsort((ownership.valid_from, ownership.company))
    owner, company = ownership.owner[order], ownership.company[order]
    persons = len(bank.people)
    kinds = np.select([owner < persons, owner < persons + len(companies)], ["PERSON", "COMPANY"], "STATE")
    columns = [
        numbered("SH", len(order), 8),
        companies.usccs[company],
        companies.names[company],
        texts(kinds),
        registered.names[owner],
        registered.numbers[owner],
        texts([percent_text(points) for points in ownership.basis_points[order].tolist()]),
        day_texts(ownership.valid_from[order]),
        day_texts(ownership.valid_to[order]),
        texts(np.where(ownership.disclosed[order], "Y", "N")),
    ]
    return [column.tolist() for column in columns]


def percent_text(basis_points: int) -> str:
    """51%, 33.3%, 33.33%: no more decimals than needed, as registries write it."""
    whole, hundredths = divmod(basis_points, 100)
    return f"{whole}%" if not hundredths else f"{whole}.{hundredths:02d}".rstrip("0") + "%"


def _officers(bank: Bank, registered: RegisteredNames) -> Columns:
    officers = bank.officers
    columns = [
        numbered("OF", len(officers.person), 8),
        bank.companies.usccs[officers.company],
        bank.companies.names[officers.company],
        registered.names[officers.person],
        registered.numbers[officers.person],
        officers.roles,
        day_texts(officers.valid_from),
        day_texts(officers.valid_to),
    ]
    return [column.tolist() for column in columns]


def _note_records(bank: Bank, registered: RegisteredNames, journal: Journal) -> None:
    persons, companies = len(bank.people), len(bank.companies)
    owners = bank.ownership.owner
    named: Ints = np.unique(np.concatenate([owners, bank.officers.person, np.arange(persons, persons + companies)]))
    spellings: Texts = np.full(len(registered.names), "CANONICAL", dtype=object)
    spellings[:persons] = registered.spellings
    exact = np.full(len(named), "EXACT", dtype=object)
    journal.records.append(SiloRecords("registry", named, registered.numbers[named], spellings[named], exact))

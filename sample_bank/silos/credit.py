"""The credit system's export: one Excel book with typed cells and borrower ids of its own."""

from typing import Any

import numpy as np

from sample_bank.arrays import REFERENCE_DAY, Days, Ints, Texts, numbered, texts
from sample_bank.journal import Journal, SiloRecords
from sample_bank.silos.identity import companies_as_written, id_types, joined, persons_as_written
from sample_bank.world.bank import Bank
from sample_bank.writers import day_cells, write_excel

FILE = "credit/credit.xlsx"
_NAMES = {"TRADITIONAL": 0.05, "SPACED": 0.04, "PINYIN": 0.01}
_IDS = {"FULL_WIDTH": 0.03, "LOWER_X": 0.08, "MISTYPED": 0.01, "OLD_15": 0.03}
_GRADES = texts(["AAA", "AA", "A", "BBB", "BB", "B", "C"])
_GRADE_SHARES = (0.08, 0.2, 0.3, 0.22, 0.12, 0.06, 0.02)
BORROWERS = (
    "borrower_id", "borrower_kind", "name", "id_type", "id_number", "phone", "address",
    "customer_since", "credit_grade",
)  # fmt: skip
LOANS = (
    "loan_no", "borrower_id", "co_borrower_id", "product_code", "principal", "outstanding", "currency",
    "annual_rate", "granted_on", "matures_on", "five_class", "guarantee_method",
)  # fmt: skip
GUARANTEES = (
    "guarantee_no", "guarantor_id", "borrower_id", "loan_no", "amount", "cash_cover", "currency",
    "kind", "valid_from", "valid_to",
)  # fmt: skip


class CreditIds:
    """Everyone in the credit system (borrowers, co-borrowers, guarantors) and the id given there."""

    def __init__(self, bank: Bank) -> None:
        loans = bank.loans
        co_borrowers = loans.co_borrower[loans.co_borrower >= 0]
        self.entities: Ints = np.unique(np.concatenate([loans.borrower, co_borrowers, bank.guarantees.guarantor]))
        self.ids = numbered("CR", len(self.entities), 7)

    def of(self, entities: Ints) -> Texts:
        """The ids of entities that are in the credit system."""
        return self.ids[np.searchsorted(self.entities, entities)]


def export_credit(bank: Bank, journal: Journal) -> None:
    """credit.xlsx."""
    ids = CreditIds(bank)
    sheets = [_borrowers(bank, ids, journal), _loans(bank, ids, journal), _guarantees(bank, ids, journal)]
    counts = write_excel(journal.path(FILE), sheets)
    journal.sheets[FILE] = counts
    journal.wrote(FILE, sum(counts.values()))


Sheet = tuple[str, tuple[str, ...], list[Any], Any]


def _borrowers(bank: Bank, ids: CreditIds, journal: Journal) -> Sheet:
    rng = journal.streams.numpy("credit identities")
    persons = len(bank.people)
    # Entities ascend, so persons come first and companies after them.
    of_persons, of_companies = (
        ids.entities[ids.entities < persons],
        ids.entities[ids.entities >= persons] - persons,
    )
    identity = joined(
        [
            persons_as_written(rng, bank.people, of_persons, _NAMES, _IDS),
            companies_as_written(rng, bank.companies, of_companies),
        ]
    )
    kinds = id_types(bank.people, ids.entities)
    since = _first_dealings(bank, ids) - rng.integers(0, 40, size=len(ids.entities)).astype("timedelta64[D]")
    columns = [
        ids.ids.tolist(),
        np.where(ids.entities < persons, "PERSON", "COMPANY").tolist(),
        identity.names.tolist(),
        kinds.tolist(),
        identity.id_numbers.tolist(),
        np.concatenate([bank.people.phones[of_persons], bank.companies.phones[of_companies]]).tolist(),
        np.concatenate([bank.people.addresses[of_persons], bank.companies.addresses[of_companies]]).tolist(),
        day_cells(since),
        _GRADES[rng.choice(len(_GRADES), size=len(ids.entities), p=_GRADE_SHARES)].tolist(),
    ]
    plan = journal.plan(f"{FILE}#borrowers", len(ids.entities), doubts=identity.doubts("id_number", kinds))
    journal.records.append(SiloRecords("credit", ids.entities, ids.ids, identity.spellings, identity.id_qualities))
    return "borrowers", BORROWERS, columns, plan


def _first_dealings(bank: Bank, ids: CreditIds) -> Days:
    """The day of each one's first loan, as borrower, co-borrower or guarantor."""
    loans, guarantees = bank.loans, bank.guarantees
    first = np.full(len(ids.entities), REFERENCE_DAY)
    shared = np.flatnonzero(loans.co_borrower >= 0)
    for entities, days in (
        (loans.borrower, loans.granted),
        (loans.co_borrower[shared], loans.granted[shared]),
        (guarantees.guarantor, loans.granted[guarantees.loan]),
    ):
        np.minimum.at(first, np.searchsorted(ids.entities, entities), days)
    return first


def loan_numbers(bank: Bank) -> Texts:
    """The number of each loan."""
    return numbered("LN", len(bank.loans.borrower), 8)


def _loans(bank: Bank, ids: CreditIds, journal: Journal) -> Sheet:
    loans = bank.loans
    numbers = loan_numbers(bank)
    guaranteed = np.zeros(len(numbers), dtype=bool)
    guaranteed[bank.guarantees.loan] = True
    has_partner = loans.co_borrower >= 0
    partners = np.full(len(numbers), None, dtype=object)
    partners[has_partner] = ids.of(loans.co_borrower[has_partner])
    methods = np.select([loans.product == "L001", guaranteed], ["MORTGAGE", "GUARANTEE"], "CREDIT")
    columns = [
        numbers.tolist(),
        ids.of(loans.borrower).tolist(),
        partners.tolist(),
        loans.product.tolist(),
        (loans.principal / 100).tolist(),
        (loans.outstanding / 100).tolist(),
        ["CNY"] * len(numbers),
        (loans.rate_millionths / 1_000_000).tolist(),
        day_cells(loans.granted),
        day_cells(loans.matures),
        loans.classes.tolist(),
        methods.tolist(),
    ]
    return "loans", LOANS, columns, journal.plan(f"{FILE}#loans", len(numbers))


def guarantee_numbers(bank: Bank) -> Texts:
    """The number of each guarantee."""
    return numbered("GU", len(bank.guarantees.loan), 8)


def _guarantees(bank: Bank, ids: CreditIds, journal: Journal) -> Sheet:
    guarantees = bank.guarantees
    count = len(guarantees.loan)
    columns = [
        guarantee_numbers(bank).tolist(),
        ids.of(guarantees.guarantor).tolist(),
        ids.of(guarantees.borrower).tolist(),
        loan_numbers(bank)[guarantees.loan].tolist(),
        (guarantees.amount / 100).tolist(),
        (guarantees.cash_cover / 100).tolist(),
        ["CNY"] * count,
        np.where(guarantees.joint_liability, "JOINT_LIABILITY", "GENERAL").tolist(),
        day_cells(bank.loans.granted[guarantees.loan]),
        day_cells(bank.loans.matures[guarantees.loan]),
    ]
    return "guarantees", GUARANTEES, columns, journal.plan(f"{FILE}#guarantees", count)

"""Core banking's export: GB18030 CSV of customers, accounts, products, branches, staff and transfers."""

import numpy as np

from sample_bank.arrays import Flags, Ints, Texts, day_texts, numbered, texts, yuan_texts
from sample_bank.dirt import Doubt
from sample_bank.journal import Duplicates, Journal, SiloRecords
from sample_bank.regions import CITIES, REGIONS
from sample_bank.silos.identity import Identities, companies_as_written, id_types, joined, persons_as_written
from sample_bank.world.bank import Bank
from sample_bank.world.products import CODES, product_texts
from sample_bank.world.transfers import PURPOSES, Transfers, clock_texts
from sample_bank.world.wealth import average_assets, tiers
from sample_bank.writers import Columns, write_csv, write_csv_by_chunks

ENCODING = "gb18030"
_NAMES = {"TRADITIONAL": 0.02, "SPACED": 0.01}
_IDS = {"OLD_15": 0.04, "MISTYPED": 0.003, "FULL_WIDTH": 0.005, "LOWER_X": 0.03}
_SECOND_NAMES = {"TRADITIONAL": 0.35, "PINYIN": 0.2, "SPACED": 0.2, "SHORTENED": 0.05}
_SECOND_IDS = {"OLD_15": 0.5, "MISTYPED": 0.15}
_CARD_SLIP_SHARE = 0.0005
CUSTOMERS = (
    "customer_no", "customer_kind", "name", "gender", "birth_date", "id_type", "id_number",
    "mobile_phone", "address", "city", "country", "branch_code", "opened_on", "status", "tier",
    "average_assets",
)  # fmt: skip
ACCOUNTS = (
    "account_no", "product_code", "branch_code", "currency", "opened_on", "closed_on", "status",
    "balance", "average_balance", "card_no",
)  # fmt: skip
HOLDERS = ("account_no", "customer_no", "role", "held_from", "held_to")
PRODUCTS = ("product_code", "product_name", "category", "risk_level", "launched_on")
BRANCHES = ("branch_code", "branch_name", "kind", "parent_branch_code", "city", "address", "opened_on")
EMPLOYEES = (
    "employee_no", "name", "role", "branch_code", "team_code", "team_name", "hired_on", "left_on",
    "email", "phone",
)  # fmt: skip
MANAGERS = ("customer_no", "employee_no", "role", "since", "until")
TRANSFERS = (
    "transfer_id", "from_account", "to_account", "from_customer_no", "to_customer_no", "amount",
    "currency", "booked_at", "purpose",
)  # fmt: skip


def export_customers(bank: Bank, journal: Journal) -> None:
    """customers.csv, and the key to its records."""
    customers, people, companies = bank.customers, bank.people, bank.companies
    file = "core_banking/customers.csv"
    identity = _identities(bank, journal)
    kinds = id_types(people, customers.entities)
    person = np.where(customers.is_company, 0, customers.entities)
    firm = np.where(customers.is_company, customers.entities - len(people), 0)
    either = _Either(customers.is_company, person, firm)
    regions = np.where(customers.is_company, companies.regions[firm], people.regions[person])
    assets = average_assets(people, companies, customers, bank.accounts, bank.wealth)
    genders = texts(np.where(people.kinship.male == 1, "M", "F"))
    columns = [
        customers.numbers,
        texts(np.where(customers.is_company, "COMPANY", "PERSON")),
        identity.names,
        either(genders, texts([""] * len(companies))),
        day_texts(np.where(customers.is_company, companies.founded[firm], people.births[person])),
        kinds,
        identity.id_numbers,
        either(people.phones, companies.phones),
        either(people.addresses, companies.addresses),
        texts([REGIONS[region].city for region in regions.tolist()]),
        either(people.countries, texts(["CN"] * len(companies))),
        bank.branches.codes[customers.branch],
        day_texts(customers.opened),
        bank.accounts.statuses[bank.accounts.first_of_record],
        tiers(assets),
        yuan_texts(assets),
    ]
    plan = journal.plan(file, len(customers), doubts=identity.doubts("id_number", kinds))
    journal.wrote(
        file,
        write_csv(journal.path(file), CUSTOMERS, [c.tolist() for c in columns], plan=plan, encoding=ENCODING),
    )
    journal.records.append(
        SiloRecords("core_banking", customers.entities, customers.numbers, identity.spellings, identity.id_qualities)
    )
    second = np.flatnonzero(customers.duplicate_of >= 0)
    firsts = customers.numbers[customers.duplicate_of[second]]
    journal.duplicates.append(Duplicates("core_banking", customers.numbers[second], firsts, customers.entities[second]))


class _Either:
    """Picks a person's or a company's value for each customer record."""

    def __init__(self, is_company: Flags, person: Ints, firm: Ints) -> None:
        self._is_company, self._person, self._firm = is_company, person, firm

    def __call__(self, of_people: Texts, of_companies: Texts) -> Texts:
        return texts(np.where(self._is_company, of_companies[self._firm], of_people[self._person]))


def _identities(bank: Bank, journal: Journal) -> Identities:
    rng = journal.streams.numpy("core banking identities")
    customers = bank.customers
    persons = len(bank.people)
    lots = (
        np.flatnonzero(~customers.is_company & (customers.duplicate_of < 0)),
        np.flatnonzero(customers.duplicate_of >= 0),
        np.flatnonzero(customers.is_company),
    )
    together = joined(
        [
            persons_as_written(rng, bank.people, customers.entities[lots[0]], _NAMES, _IDS),
            persons_as_written(rng, bank.people, customers.entities[lots[1]], _SECOND_NAMES, _SECOND_IDS),
            companies_as_written(rng, bank.companies, customers.entities[lots[2]] - persons),
        ]
    )
    back = np.argsort(np.concatenate(lots))
    return Identities(
        together.names[back], together.spellings[back], together.id_numbers[back], together.id_qualities[back]
    )


def export_accounts(bank: Bank, journal: Journal) -> None:
    """accounts.csv and account_holders.csv."""
    accounts, holders, customers = bank.accounts, bank.holders, bank.customers
    file = "core_banking/accounts.csv"
    cards, doubts = _cards_as_written(bank, journal)
    columns = [
        accounts.numbers,
        texts(CODES)[accounts.product],
        bank.branches.codes[customers.branch[accounts.record]],
        texts(["CNY"] * len(accounts.record)),
        day_texts(accounts.opened),
        day_texts(accounts.closed),
        accounts.statuses,
        yuan_texts(accounts.balances),
        yuan_texts(accounts.averages),
        cards,
    ]
    plan = journal.plan(file, len(accounts.record), doubts=doubts)
    journal.wrote(
        file,
        write_csv(journal.path(file), ACCOUNTS, [c.tolist() for c in columns], plan=plan, encoding=ENCODING),
    )
    file = "core_banking/account_holders.csv"
    columns = [
        accounts.numbers[holders.account],
        customers.numbers[holders.record],
        holders.roles,
        day_texts(holders.since),
        day_texts(accounts.closed[holders.account]),
    ]
    plan = journal.plan(file, len(holders.account))
    rows = write_csv(
        journal.path(file), HOLDERS, [c.tolist() for c in columns], plan=plan, encoding=ENCODING, keyed=False
    )
    journal.wrote(file, rows)


def _cards_as_written(bank: Bank, journal: Journal) -> tuple[Texts, list[Doubt]]:
    """The card numbers, a few with a wrong last digit."""
    cards = bank.accounts.cards.copy()
    rng = journal.streams.numpy("card slips")
    carded = np.flatnonzero(cards != "")
    slips = rng.choice(carded, size=max(1, round(len(carded) * _CARD_SLIP_SHARE)), replace=False).tolist()
    for row in slips:
        cards[row] = cards[row][:-1] + str((int(cards[row][-1]) + 1) % 10)
    return cards, [Doubt(row, "card_no", cards[row], "R_LUHN") for row in slips]


def export_organisation(bank: Bank, journal: Journal) -> None:
    """products.csv, branches.csv, employees.csv and customer_managers.csv."""
    _write(journal, "core_banking/products.csv", PRODUCTS, [column.tolist() for column in product_texts()])
    branches, employees = bank.branches, bank.employees
    cities = texts(CITIES)[np.maximum(branches.cities, 0)]
    columns = [
        branches.codes, branches.names, branches.kinds, branches.parents, cities, branches.addresses,
        day_texts(branches.opened),
    ]  # fmt: skip
    _write(journal, "core_banking/branches.csv", BRANCHES, [column.tolist() for column in columns])
    teams = texts([f"T{code}" for code in branches.codes])
    team_names = texts([f"{name}客户团队" for name in branches.names])
    columns = [
        employees.numbers, employees.names, employees.roles, branches.codes[employees.branch],
        teams[employees.branch], team_names[employees.branch], day_texts(employees.hired),
        texts([""] * len(employees.numbers)), employees.emails, employees.phones,
    ]  # fmt: skip
    _write(journal, "core_banking/employees.csv", EMPLOYEES, [column.tolist() for column in columns])
    _write(journal, "core_banking/customer_managers.csv", MANAGERS, _managers(bank), keyed=False)


def _managers(bank: Bank) -> Columns:
    """The present manager of every customer, and the former one where the book changed hands."""
    customers, numbers = bank.customers, bank.employees.numbers
    former = np.flatnonzero(customers.former_manager >= 0)
    columns = [
        np.concatenate([customers.numbers, customers.numbers[former]]),
        np.concatenate([numbers[customers.manager], numbers[customers.former_manager[former]]]),
        texts(["PRIMARY"] * len(customers) + ["FORMER"] * len(former)),
        np.concatenate([day_texts(customers.manager_since), day_texts(customers.opened[former])]),
        np.concatenate([texts([""] * len(customers)), day_texts(customers.manager_since[former])]),
    ]
    return [column.tolist() for column in columns]


def _write(journal: Journal, file: str, header: tuple[str, ...], columns: Columns, *, keyed: bool = True) -> None:
    plan = journal.plan(file, len(columns[0]))
    rows = write_csv(journal.path(file), header, columns, plan=plan, encoding=ENCODING, keyed=keyed)
    journal.wrote(file, rows)


def export_transfers(bank: Bank, transfers: Transfers, journal: Journal) -> None:
    """transfers.csv, in chunks: it is the longest file."""
    file = "core_banking/transfers.csv"
    accounts = bank.accounts.numbers[bank.accounts.first_of_record]
    customers = bank.customers.numbers

    def chunk(first: int, end: int) -> Columns:
        rows = slice(first, end)
        payer, payee = transfers.payer[rows], transfers.payee[rows]
        days, clock = clock_texts(transfers.second[rows])
        return [
            numbered("T", end - first, 10, first=first + 1).tolist(),
            accounts[payer].tolist(),
            accounts[payee].tolist(),
            customers[payer].tolist(),
            customers[payee].tolist(),
            yuan_texts(transfers.cents[rows]).tolist(),
            ["CNY"] * (end - first),
            (days + " " + clock).tolist(),
            PURPOSES[transfers.purpose[rows]].tolist(),
        ]

    plan = journal.plan(file, len(transfers))
    rows = write_csv_by_chunks(journal.path(file), TRANSFERS, len(transfers), chunk, plan=plan, encoding=ENCODING)
    journal.wrote(file, rows)

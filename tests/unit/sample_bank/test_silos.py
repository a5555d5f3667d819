import re
from pathlib import Path

import pytest

from tests.unit.sample_bank.conftest import WrittenBank

DOCS = Path(__file__).parents[3] / "docs" / "sample-bank.md"
REFERENCES = (
    ("core_banking/accounts.csv", "product_code", "core_banking/products.csv", "product_code"),
    ("core_banking/accounts.csv", "branch_code", "core_banking/branches.csv", "branch_code"),
    ("core_banking/account_holders.csv", "account_no", "core_banking/accounts.csv", "account_no"),
    ("core_banking/account_holders.csv", "customer_no", "core_banking/customers.csv", "customer_no"),
    ("core_banking/customers.csv", "branch_code", "core_banking/branches.csv", "branch_code"),
    ("core_banking/employees.csv", "branch_code", "core_banking/branches.csv", "branch_code"),
    ("core_banking/customer_managers.csv", "employee_no", "core_banking/employees.csv", "employee_no"),
    ("core_banking/customer_managers.csv", "customer_no", "core_banking/customers.csv", "customer_no"),
    ("core_banking/transfers.csv", "from_account", "core_banking/accounts.csv", "account_no"),
    ("core_banking/transfers.csv", "to_customer_no", "core_banking/customers.csv", "customer_no"),
    ("credit/credit.xlsx#loans", "borrower_id", "credit/credit.xlsx#borrowers", "borrower_id"),
    ("credit/credit.xlsx#guarantees", "guarantor_id", "credit/credit.xlsx#borrowers", "borrower_id"),
    ("credit/credit.xlsx#guarantees", "loan_no", "credit/credit.xlsx#loans", "loan_no"),
    ("e_banking/events.jsonl", "customer_no", "core_banking/customers.csv", "customer_no"),
    ("wealth/holdings.parquet", "wealth_id", "wealth/customers.parquet", "wealth_id"),
    ("wealth/holdings.parquet", "product_code", "core_banking/products.csv", "product_code"),
    ("crm/social_ties.csv", "from_contact_id", "crm/contacts.csv", "contact_id"),
    ("crm/family.csv", "to_contact_id", "crm/contacts.csv", "contact_id"),
    ("crm/households.csv", "contact_id", "crm/contacts.csv", "contact_id"),
    ("registry/shareholders.csv", "uscc", "registry/companies.csv", "uscc"),
    ("registry/officers.csv", "uscc", "registry/companies.csv", "uscc"),
)
RECORD_IDS = {
    "core_banking": ("core_banking/customers.csv", "", "customer_no"),
    "credit": ("credit/credit.xlsx", "borrowers", "borrower_id"),
    "wealth": ("wealth/customers.parquet", "", "wealth_id"),
    "crm": ("crm/contacts.csv", "", "contact_id"),
}


def _column(bank: WrittenBank, place: str, column: str) -> list[str]:
    file, _, sheet = place.partition("#")
    return [row[column] for row in bank.rows(file, sheet)]


@pytest.mark.parametrize(("place", "column", "target", "key"), REFERENCES)
def test_good_rows_refer_to_good_rows(bank: WrittenBank, place: str, column: str, target: str, key: str) -> None:
    referred = set(_column(bank, place, column))
    assert referred
    assert referred <= set(_column(bank, target, key))


@pytest.mark.parametrize("silo", RECORD_IDS)
def test_the_key_names_the_entity_of_every_record_once(bank: WrittenBank, silo: str) -> None:
    file, sheet, column = RECORD_IDS[silo]
    records = [row["record_id"] for row in bank.key("entities") if row["silo"] == silo]
    assert len(records) == len(set(records))
    assert set(records) == {row[column] for row in bank.rows(file, sheet)}


def test_every_column_is_in_the_page_that_describes_the_files(bank: WrittenBank) -> None:
    page = DOCS.read_text(encoding="utf-8")
    for path in sorted(bank.out.rglob("*.*")):
        file = str(path.relative_to(bank.out))
        if file == "manifest.json":
            continue
        assert path.name in page
        for sheet in ("borrowers", "loans", "guarantees") if path.suffix == ".xlsx" else ("",):
            columns = list(bank.rows(file, sheet)[0])
            line = next(line for line in page.splitlines() if columns and _lists(line, columns))
            assert line


def _lists(line: str, columns: list[str]) -> bool:
    """Whether the line names exactly these columns in this order (and only then other words)."""
    named = [word for word in re.findall(r"`([a-z_]+)`", line) if word in columns]
    return list(dict.fromkeys(named)) == columns


def test_silos_overlap_without_being_the_same(bank: WrittenBank) -> None:
    known: dict[str, set[str]] = {}
    for row in bank.key("entities"):
        known.setdefault(row["silo"], set()).add(row["entity_id"])
    for silo in ("credit", "wealth", "crm", "registry"):
        assert known[silo] & known["core_banking"]
        assert known[silo] - known["core_banking"]


def test_one_person_is_spelt_differently_across_silos(bank: WrittenBank) -> None:
    names: dict[str, set[str]] = {}
    entities = {(row["silo"], row["record_id"]): row["entity_id"] for row in bank.key("entities")}
    for silo, column in (
        ("core_banking", "name"),
        ("crm", "full_name"),
        ("wealth", "name"),
        ("credit", "name"),
    ):
        file, sheet, key = RECORD_IDS[silo]
        for row in bank.rows(file, sheet):
            names.setdefault(entities[silo, row[key]], set()).add(row[column])
    assert sum(len(spellings) > 1 for spellings in names.values()) > 100
    spellings = {row["spelling"] for row in bank.key("entities")}
    assert spellings == {"CANONICAL", "TRADITIONAL", "PINYIN", "SPACED", "SHORTENED"}
    qualities = {row["id_quality"] for row in bank.key("entities")}
    assert qualities == {"EXACT", "OLD_15", "FULL_WIDTH", "LOWER_X", "MISTYPED", "MISSING"}


def test_the_tier_follows_from_the_average_assets(bank: WrittenBank) -> None:
    bounds = {"T0": 0, "T1": 50_000, "T2": 200_000, "T3": 500_000, "PB": 6_000_000}
    rows = bank.rows("core_banking/customers.csv")
    for row in rows:
        reached = [tier for tier, bound in bounds.items() if float(row["average_assets"]) >= bound]
        assert row["tier"] == reached[-1]
    assert {row["tier"] for row in rows} >= {"T0", "T1", "T2", "T3"}


def test_every_customer_has_one_manager_now_and_every_account_one_primary_holder(bank: WrittenBank) -> None:
    managers = [row for row in bank.rows("core_banking/customer_managers.csv") if row["role"] == "PRIMARY"]
    numbers = [row["customer_no"] for row in bank.rows("core_banking/customers.csv")]
    assert sorted(row["customer_no"] for row in managers) == sorted(numbers)
    primary = [r["account_no"] for r in bank.rows("core_banking/account_holders.csv") if r["role"] == "PRIMARY"]
    assert sorted(primary) == sorted(_column(bank, "core_banking/accounts.csv", "account_no"))
    roles = {row["role"] for row in bank.rows("core_banking/account_holders.csv")}
    assert roles == {"PRIMARY", "JOINT", "AUTHORIZED"}


def test_nothing_in_the_good_rows_lies_after_the_reference_day(bank: WrittenBank) -> None:
    for file, columns in {
        "core_banking/customers.csv": ("birth_date", "opened_on"),
        "core_banking/accounts.csv": ("opened_on", "closed_on"),
        "core_banking/transfers.csv": ("booked_at",),
        "e_banking/events.jsonl": ("occurred_at",),
        "crm/social_ties.csv": ("since",),
        "crm/family.csv": ("declared_on", "valid_from", "valid_to"),
        "registry/shareholders.csv": ("valid_from", "valid_to"),
        "registry/officers.csv": ("valid_from", "valid_to"),
        "wealth/holdings.parquet": ("bought_on",),
    }.items():
        for row in bank.rows(file):
            assert all(row[column][:10] <= "2026-06-30" for column in columns)

"""Which flaws are planted in which file, with the reason code that an ingest should give."""

from decimal import Decimal

from sample_bank.dirt import BROKEN, COPIED, TOO_FEW_COLUMNS, TOO_MANY_COLUMNS, Flaw, same_as, undecodable

IMPOSSIBLE_DAY = "2026-02-30"

FLAWS: dict[str, tuple[Flaw, ...]] = {
    "core_banking/customers.csv": (
        TOO_FEW_COLUMNS,
        COPIED,
        undecodable("name", b"\xd5\xc5\xff", "gb18030"),
        Flaw("R_DATE", "birth_date", IMPOSSIBLE_DAY),
        Flaw("R_DATE_FUTURE", "birth_date", "2031-05-01"),
        Flaw("R_ID_NULL", "customer_no", ""),
        Flaw("R_CONTROL_CHAR", "id_number", "3101\x0019700101", seen="3101\\x0019700101"),
        Flaw("G_DANGLING", "branch_code", "SB999"),
    ),
    "core_banking/accounts.csv": (
        TOO_MANY_COLUMNS,
        COPIED,
        Flaw("R_NUMBER", "balance", "1,234.5x"),
        Flaw("R_DATE", "opened_on", "00-00-0000"),
        Flaw("R_CURRENCY", "currency", "XXX"),
        Flaw("G_DANGLING", "product_code", "Z999"),
        Flaw("R_INTERVAL", "closed_on", "1990-01-01"),
    ),
    "core_banking/account_holders.csv": (
        COPIED,
        Flaw("G_DANGLING", "account_no", "1099999999999"),
        Flaw("G_DANGLING", "customer_no", "9999999999"),
        Flaw("R_CODE", "role", "OWNER??"),
    ),
    "core_banking/customer_managers.csv": (
        Flaw("G_DANGLING", "employee_no", "E99999"),
        Flaw("R_INTERVAL", "until", "1990-01-01"),
    ),
    "core_banking/transfers.csv": (
        TOO_FEW_COLUMNS,
        COPIED,
        undecodable("purpose", b"\xb9\xa4\xff", "gb18030"),
        Flaw("R_NUMBER", "amount", "1,234.5x"),
        Flaw("R_SIGN", "amount", "-500.00"),
        Flaw("R_SCALE", "amount", "12.345"),
        Flaw("R_CURRENCY", "currency", "XXX"),
        Flaw("R_DATE", "booked_at", f"{IMPOSSIBLE_DAY} 10:00:00"),
        Flaw("R_DATE_FUTURE", "booked_at", "2036-01-01 10:00:00"),
        Flaw("G_DANGLING", "to_account", "1099999999999"),
        Flaw("G_DANGLING", "from_customer_no", "9999999999"),
    ),
    "credit/credit.xlsx#borrowers": (
        COPIED,
        Flaw("R_ID_SCIENTIFIC", "id_number", "3.10101E+17"),
        Flaw("R_CELL_ERROR", "name", "#REF!"),
    ),
    "credit/credit.xlsx#loans": (
        Flaw("R_NUMBER", "principal", "一百万"),
        Flaw("R_DATE", "granted_on", IMPOSSIBLE_DAY),
        Flaw("G_DANGLING", "borrower_id", "CR9999999"),
    ),
    "credit/credit.xlsx#guarantees": (
        Flaw("G_DANGLING", "guarantor_id", "CR9999999"),
        Flaw("R_SIGN", "amount", -1),
        same_as("G_SELF", "guarantor_id", "borrower_id"),
    ),
    "e_banking/events.jsonl": (
        COPIED,
        Flaw("R_JSON", "", "", BROKEN),
        Flaw("R_TS", "occurred_at", "2026-03-01T25:61:00+08:00"),
        Flaw("R_DATE_FUTURE", "occurred_at", "2036-06-30T09:00:00+08:00"),
        Flaw("G_DANGLING", "customer_no", "9999999999"),
        Flaw("R_CODE", "channel", "fax"),
    ),
    "wealth/customers.parquet": (COPIED, Flaw("R_ID_NULL", "wealth_id", "")),
    "wealth/holdings.parquet": (
        COPIED,
        Flaw("G_DANGLING", "wealth_id", "WM9999999"),
        Flaw("R_SIGN", "market_value", Decimal("-100.00")),
        Flaw("R_CURRENCY", "currency", "XXX"),
    ),
    "crm/contacts.csv": (
        TOO_FEW_COLUMNS,
        COPIED,
        undecodable("full_name", "张三".encode("gb18030"), "utf-8"),
        Flaw("R_EMAIL", "email", "a@b"),
        Flaw("R_DATE", "birth_date", "1990-13-01"),
    ),
    "crm/social_ties.csv": (
        COPIED,
        Flaw("G_DANGLING", "to_contact_id", "CT9999999"),
        Flaw("R_NUMBER", "score", "0.8x"),
        Flaw("R_CODE", "kind", "RIVAL"),
    ),
    "crm/family.csv": (
        Flaw("G_DANGLING", "from_contact_id", "CT9999999"),
        Flaw("R_CODE", "kind", "COUSIN?"),
        Flaw("R_DATE", "valid_from", IMPOSSIBLE_DAY),
    ),
    "registry/companies.csv": (
        COPIED,
        Flaw("R_USCC_CHECKSUM", "uscc", "91310101MA00000000"),
        Flaw("R_USCC_LENGTH", "uscc", "91310101MA000000"),
    ),
    "registry/shareholders.csv": (
        COPIED,
        TOO_FEW_COLUMNS,
        Flaw("G_PCT_RANGE", "percentage", "150%"),
        Flaw("R_NUMBER", "percentage", "五成"),
        Flaw("G_DANGLING", "uscc", "91310101MA9999999G"),
        Flaw("R_INTERVAL", "valid_to", "1980-01-01"),
    ),
    "registry/officers.csv": (
        COPIED,
        Flaw("R_CODE", "role", "JANITOR"),
        Flaw("R_DATE", "valid_from", IMPOSSIBLE_DAY),
    ),
}

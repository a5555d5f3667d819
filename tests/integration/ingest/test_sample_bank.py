"""The sample bank's six silos, graded against its answer key."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from graph.session import GraphSession
from ingest.job import ingest_delivery
from ingest.mapping import Mapping
from ingest.mapping_files import load_mapping
from ingest.readers import FolderDelivery
from ingest.rejects import read_quarantine
from sample_bank import write_sample_bank
from tests.support.server import TestServer
from tests.support.vault import test_vault

LONG = 8
"""Characters of a number, contact or address; names are shorter."""


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "bank"
    write_sample_bank(folder, customers=300, seed=11)
    return folder


def _key(bank: Path, name: str) -> list[dict[str, str]]:
    lines = (bank / "answer_key" / f"{name}.csv").read_text("utf-8").splitlines()
    return list(csv.DictReader(lines))


def _planted_rejects(bank: Path, mapping: Mapping) -> set[tuple[str, int, str, str]]:
    names: dict[tuple[str, str], str] = {}
    for spec in mapping.files:
        names.setdefault((spec.path, spec.format.sheet or ""), spec.name)
    return {
        (names[row["file"], row["sheet"]], int(row["row"]), row["column"], row["reason_code"])
        for row in _key(bank, "bad_rows")
        if row["action"] != "FLAG"
    }


def test_every_planted_flaw_is_found_and_nothing_else_is_rejected(
    session: GraphSession, neo4j_server: TestServer, bank: Path, tmp_path: Path
) -> None:
    mapping = load_mapping("sample_bank")

    report = ingest_delivery(session, test_vault(), mapping, FolderDelivery(bank), tmp_path)

    kept = read_quarantine(report.quarantine, test_vault())
    found = {(one.file, one.row, one.column, one.code) for one in kept}
    assert found == _planted_rejects(bank, mapping)
    assert report.rows_read == report.rows_accepted + report.rows_rejected
    _the_same_id_number_is_one_party(neo4j_server, bank)
    _planted_loops_are_in_the_graph(neo4j_server, bank)
    _nothing_personal_stands_in_clear(neo4j_server, bank)
    assert not any(value in report.quarantine.read_text("ascii") for value in _personal_values(bank))

    again = ingest_delivery(session, test_vault(), mapping, FolderDelivery(bank), tmp_path)
    assert (again.created, again.changed) == (0, 0)


def _the_same_id_number_is_one_party(server: TestServer, bank: Path) -> None:
    """Records with the right number of one person, in any silo, describe one party."""
    rows = server.run(
        "MATCH (party:Party)-[:IDENTIFIED_BY]->(number:Identifier) "
        "WHERE number.scheme IN ['core', 'credit', 'wealth', 'crm'] "
        "RETURN party.party_id AS party_id, number.scheme + ':' + number.value AS record"
    )
    party_of = {row["record"]: row["party_id"] for row in rows}
    silos = {"core_banking": "core", "credit": "credit", "wealth": "wealth", "crm": "crm"}
    parties: dict[str, set[str]] = defaultdict(set)
    for row in _key(bank, "entities"):
        if row["silo"] in silos and row["id_quality"] in ("EXACT", "OLD_15", "FULL_WIDTH", "LOWER_X"):
            parties[row["entity_id"]].add(party_of[f"{silos[row['silo']]}:{row['record_id']}"])
    assert max(len(found) for found in parties.values()) == 1
    assert len(parties) > 250


def _planted_loops_are_in_the_graph(server: TestServer, bank: Path) -> None:
    for row in _key(bank, "ownership_loops"):
        shares = server.run(
            "MATCH (:Organization {uscc: $owner})-[tie:OWNS]->(:Organization {uscc: $company}) "
            "RETURN tie.equity_share_ppb AS share",
            owner=row["owner_uscc"],
            company=row["company_uscc"],
        )
        assert int(row["share_ppb"]) in [one["share"] for one in shares]


def _nothing_personal_stands_in_clear(server: TestServer, bank: Path) -> None:
    held = server.run(
        "CALL () { MATCH (n) RETURN n AS thing UNION ALL MATCH ()-[t]->() RETURN t AS thing } "
        "UNWIND keys(thing) AS name WITH name, thing[name] AS value WHERE value IS :: STRING NOT NULL "
        "RETURN DISTINCT value AS text"
    )
    texts = "\n".join(row["text"] for row in held if not row["text"].startswith("gx1."))
    assert "有限公司" in texts
    assert [value for value in _personal_values(bank) if value in texts] == []


def _personal_values(bank: Path) -> set[str]:
    """Numbers, contacts and whole names of persons as the source files have them; staff's names are no secret."""
    core = bank / "core_banking"
    staff = {row["name"] for row in _rows(core / "employees.csv", "gb18030")}
    companies = "\n".join(row["company_name"] for row in _rows(bank / "registry" / "companies.csv", "utf-8-sig"))
    values: set[str] = set()
    for row in _rows(core / "customers.csv", "gb18030"):
        if row["customer_kind"] == "PERSON":
            values |= {row["id_number"], row["mobile_phone"], row["address"], row["name"]}
    for row in _rows(core / "accounts.csv", "gb18030"):
        values |= {row["account_no"], row["card_no"]}
    numbers = {value for value in values if len(value) >= LONG}
    names = {value for value in values - numbers if len(value) > 1 and value not in companies}
    assert len(numbers) > 1_000
    assert len(names) > 100
    return numbers | (names - staff)


def _rows(path: Path, encoding: str) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding, errors="replace").splitlines()))

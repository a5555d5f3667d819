"""What loading a delivery does to the graph: once, exactly, with every refused row kept."""

import json
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import GraphUnavailable, SchemaOutOfDate, SourceUnreadable
from graph.name_terms import name_terms
from graph.session import GraphSession
from graph.vault import is_sealed
from graph.writer import GraphWriter
from ingest import loader
from ingest.job import ingest_delivery, loaded_run
from ingest.mapping import Mapping
from ingest.mapping_files import parse_mapping
from ingest.readers import FolderDelivery
from ingest.rejects import read_quarantine
from ingest.report import IngestReport
from tests.support.server import TestServer
from tests.support.vault import opened, test_vault

MAPPING = """
mapping: two_silos
version: "1"
title: Two silos that know the same people
namespace: test
sources:
  core: {title: Core, source_type: OFFICIAL_REGISTER, rank: 1}
  crm: {title: CRM, source_type: SELF_DECLARATION, rank: 5, confidence: 0.8}
files:
  - name: customers
    path: customers.csv
    source: core
    key: [customer_no]
    columns:
      customer_no: {required: true}
      name: {type: name}
      id_number: {type: cn_resident_id, on_bad: flag}
      balance: {type: money}
    parties:
      - ref: customer
        labels: [Person, Customer]
        identifiers: [{scheme: core, column: customer_no}, {scheme: CN_RIC, column: id_number}]
        record: {name: name, id_number: id_number}
    nodes:
      - {ref: account, label: Account, key: [customer_no], record: {kind: {const: CURRENT}, balance_minor: balance}}
    ties:
      - {type: HOLDS, start: customer, end: account, record: {role: {const: PRIMARY}}}
  - name: contacts
    path: contacts.csv
    source: crm
    key: [contact_no]
    columns:
      contact_no: {required: true}
      name: {type: name}
      nationality: {type: name}
      id_number: {type: cn_resident_id}
    parties:
      - ref: contact
        labels: [Person]
        identifiers: [{scheme: crm, column: contact_no}, {scheme: CN_RIC, column: id_number}]
        record: {name: name, nationality: nationality}
  - name: guarantees
    path: guarantees.csv
    source: core
    columns:
      guarantor: {required: true}
      borrower: {required: true}
      amount: {type: money, required: true, minimum: 0}
      until: {type: date, formats: ["%Y-%m-%d"]}
    parties:
      - {ref: guarantor, reference: true, identifiers: [{scheme: core, column: guarantor}]}
      - {ref: borrower, reference: true, identifiers: [{scheme: core, column: borrower}]}
    ties:
      - type: GUARANTEES
        start: guarantor
        end: borrower
        valid_from: {const: 2025-01-01}
        valid_to: until
        record: {amount_minor: amount, currency: {const: CNY}}
"""
CUSTOMERS = "customer_no,name,id_number,balance\nA,张伟,11010519491231002X,10.00\nB,李娜,,20.00\n"
CONTACTS = "contact_no,name,nationality,id_number\n7,Zhang Wei,CN,11010519491231002X\n8,王芳,CN,\n"
GUARANTEES = "guarantor,borrower,amount,until\nA,B,100.00,\n"


@pytest.fixture
def mapping() -> Mapping:
    return parse_mapping(MAPPING, "two_silos")


def _deliver(folder: Path, **files: str) -> FolderDelivery:
    content = {"customers": CUSTOMERS, "contacts": CONTACTS, "guarantees": GUARANTEES} | files
    for name, text in content.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return FolderDelivery(folder)


def _load(session: GraphSession, mapping: Mapping, folder: Path, **files: str) -> IngestReport:
    return ingest_delivery(session, test_vault(), mapping, _deliver(folder, **files), folder / "quarantine")


def test_one_person_in_two_silos_is_one_party_with_the_more_trusted_values(
    session: GraphSession, neo4j_server: TestServer, mapping: Mapping, tmp_path: Path
) -> None:
    report = _load(session, mapping, tmp_path)
    assert report.rows_rejected == 0
    held = neo4j_server.run(
        "MATCH (p:Party) RETURN p.party_id AS id, p.name AS name, p.nationality AS nationality, "
        "p.name_search AS search, p.name_terms AS terms, labels(p) AS labels ORDER BY id"
    )
    assert all(is_sealed(row["name"]) for row in held)
    parties = opened(held)
    assert [(row["id"], row["name"], row["nationality"]) for row in parties] == [
        ("test-core-A", "张伟", "CN"),
        ("test-core-B", "李娜", None),
        ("test-crm-8", "王芳", "CN"),
    ]
    assert parties[0]["search"] is None
    assert parties[0]["terms"] == name_terms(test_vault(), "张伟", "zhang wei zhangwei zw")
    assert set(parties[0]["labels"]) == {"Party", "Person", "Customer"}


def test_loading_twice_changes_nothing_and_is_recognised(
    session: GraphSession, mapping: Mapping, tmp_path: Path
) -> None:
    delivery = _deliver(tmp_path)
    assert loaded_run(session, mapping, delivery) is None
    first = _load(session, mapping, tmp_path)
    assert loaded_run(session, mapping, delivery) == first.run_id
    again = _load(session, mapping, tmp_path)
    assert first.created > 0
    assert (again.created, again.changed) == (0, 0)
    (tmp_path / "customers.csv").write_text(CUSTOMERS + "C,赵敏,,1\n", encoding="utf-8")
    assert loaded_run(session, mapping, delivery) is None


def test_a_changed_tie_stays_beside_its_successor(
    session: GraphSession, neo4j_server: TestServer, mapping: Mapping, tmp_path: Path
) -> None:
    _load(session, mapping, tmp_path)
    report = _load(session, mapping, tmp_path, guarantees="guarantor,borrower,amount,until\nA,B,150.00,2026-12-31\n")
    assert (report.created, report.changed) == (0, 1)
    ties = neo4j_server.run(
        "MATCH ()-[t:GUARANTEES]->() RETURN t.amount_minor AS amount, t.recorded_at AS recorded_at, "
        "t.superseded_at AS superseded_at ORDER BY amount"
    )
    former, current = ties
    assert (former["amount"], current["amount"]) == (10_000, 15_000)
    assert former["superseded_at"] == current["recorded_at"]
    assert current["superseded_at"] is None


def test_a_value_that_a_source_takes_back_leaves_the_party(
    session: GraphSession, neo4j_server: TestServer, mapping: Mapping, tmp_path: Path
) -> None:
    _load(session, mapping, tmp_path)
    _load(session, mapping, tmp_path, contacts=CONTACTS.replace(",CN,", ",,"))
    assert neo4j_server.run("MATCH (p:Party) WHERE p.nationality IS NOT NULL RETURN p") == []


def test_every_refused_row_is_kept_with_its_place_and_reason(
    session: GraphSession, mapping: Mapping, tmp_path: Path
) -> None:
    customers = CUSTOMERS + (
        "A,张伟,11010519491231002X,10.00\n"  # row 4: the same row again
        "B,李四,,1.00\n"  # row 5: the same key, other values
        "C,赵敏,,12.345\n"  # row 6: a third decimal
        ",无名,,1\n"  # row 7: no key
        "D,钱多\n"  # row 8: too few columns
        "E,孙权,110105194912310021,5\n"  # row 9: flagged only
    )
    guarantees = GUARANTEES + "A,Z,1.00,\nA,B,-5,\nA,B,1.00,2024-01-01\nA,A,3.00,\n"
    report = _load(session, mapping, tmp_path, customers=customers, guarantees=guarantees)
    kept = list(read_quarantine(report.quarantine, test_vault()))
    assert [(one.file, one.row, one.column, one.code) for one in kept] == [
        ("customers", 4, "", "R_DUP_EXACT"),
        ("customers", 5, "customer_no", "R_DUP_CONFLICT"),
        ("customers", 6, "balance", "R_SCALE"),
        ("customers", 7, "customer_no", "R_ID_NULL"),
        ("customers", 8, "", "R_COLS"),
        ("guarantees", 3, "borrower", "G_DANGLING"),
        ("guarantees", 4, "amount", "R_SIGN"),
        ("guarantees", 5, "until", "R_INTERVAL"),
        ("guarantees", 6, "guarantor", "G_SELF"),
    ]
    assert kept[2].value == "12.345"
    assert kept[2].raw == "C,赵敏,,12.345"
    assert kept[5].value == "Z"
    assert "赵敏" not in report.quarantine.read_text("ascii")
    assert "赵敏" not in json.dumps(report.as_dict(), ensure_ascii=False)
    assert report.rows_read == report.rows_accepted + report.rows_rejected
    assert stat.S_IMODE(report.quarantine.stat().st_mode) == 0o600


def test_a_doubtful_number_is_flagged_and_identifies_nobody(
    session: GraphSession, neo4j_server: TestServer, mapping: Mapping, tmp_path: Path
) -> None:
    customers = CUSTOMERS.replace("11010519491231002X", "110105194912310021")
    _load(session, mapping, tmp_path, customers=customers)
    flagged = neo4j_server.run("MATCH (p {party_id: 'test-core-A'}) RETURN p.quality_flags AS flags")
    assert flagged == [{"flags": ["R_CN_RIC_CHECKSUM"]}]
    assert len(neo4j_server.run("MATCH (p:Person) RETURN p")) == 4


def test_a_number_of_somebody_else_is_counted_and_left_there(
    session: GraphSession, neo4j_server: TestServer, mapping: Mapping, tmp_path: Path
) -> None:
    _load(session, mapping, tmp_path)
    customers = CUSTOMERS.replace("李娜,,", "李娜,11010519491231002X,")
    report = _load(session, mapping, tmp_path, customers=customers)
    assert report.identity_conflicts == 1
    owners = neo4j_server.run("MATCH (i:Identifier {scheme: 'CN_RIC'})<-[:IDENTIFIED_BY]-(p) RETURN p.party_id AS id")
    assert owners == [{"id": "test-core-A"}]


def test_a_missing_file_stops_before_anything_is_written(
    session: GraphSession, neo4j_server: TestServer, mapping: Mapping, tmp_path: Path
) -> None:
    delivery = _deliver(tmp_path)
    (tmp_path / "guarantees.csv").unlink()
    with pytest.raises(SourceUnreadable, match="guarantees"):
        ingest_delivery(session, test_vault(), mapping, delivery, tmp_path / "quarantine")
    assert neo4j_server.run("MATCH (n) WHERE NOT n:Migration RETURN n LIMIT 1") == []


def test_ingest_refuses_a_graph_that_lacks_a_constraint(
    session: GraphSession, neo4j_server: TestServer, mapping: Mapping, tmp_path: Path
) -> None:
    neo4j_server.run("DROP CONSTRAINT account_key")
    try:
        with pytest.raises(SchemaOutOfDate, match="account_key"):
            _load(session, mapping, tmp_path)
    finally:
        neo4j_server.run("CREATE CONSTRAINT account_key FOR (n:Account) REQUIRE n.account_id IS UNIQUE")


_CELLS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_CELLS, _CELLS, _CELLS, _CELLS), max_size=8))
def test_whatever_is_delivered_accepted_and_rejected_make_up_what_was_read(
    session: GraphSession,
    mapping: Mapping,
    tmp_path: Path,
    rows: list[tuple[str, str, str, str]],
) -> None:
    lines = "".join(",".join(row) + "\n" for row in rows)
    report = _load(session, mapping, tmp_path, customers="customer_no,name,id_number,balance\n" + lines)
    kept = list(read_quarantine(report.quarantine, test_vault()))
    assert report.rows_accepted + report.rows_rejected == report.rows_read
    assert len(kept) == report.rows_rejected
    again = _load(session, mapping, tmp_path)
    assert again.rows_read == again.rows_accepted + again.rows_rejected


def test_small_batches_give_the_same_graph_and_a_second_load_changes_nothing(
    session: GraphSession,
    neo4j_server: TestServer,
    mapping: Mapping,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One person with two customer numbers and two contacts, over as many batches as there are rows."""
    monkeypatch.setattr(loader, "BATCH_ROWS", 1)
    customers = CUSTOMERS + "C,张玮,11010519491231002X,30.00\n"
    contacts = CONTACTS + "9,ZHANG Wei,SG,11010519491231002X\n"
    guarantees = GUARANTEES + "A,B,100.00,2027-01-01\n"

    report = _load(session, mapping, tmp_path, customers=customers, contacts=contacts, guarantees=guarantees)

    assert report.reject_counts == {"R_DUP_CONFLICT": 1}
    assert report.changed == 0
    one = neo4j_server.run(
        "MATCH (p {party_id: 'test-core-A'})<-[:DESCRIBES]-(r) RETURN p.name AS name, count(r) AS records"
    )
    assert opened(one) == [{"name": "张伟", "records": 4}]
    again = _load(session, mapping, tmp_path, customers=customers, contacts=contacts, guarantees=guarantees)
    assert (again.created, again.changed) == (0, 0)


def test_a_fact_can_change_again_and_again(
    session: GraphSession, neo4j_server: TestServer, mapping: Mapping, tmp_path: Path
) -> None:
    for amount in ("1.00", "2.00", "1.00", "2.00"):
        _load(session, mapping, tmp_path, guarantees=f"guarantor,borrower,amount,until\nA,B,{amount},\n")
    versions = neo4j_server.run(
        "MATCH ()-[t:GUARANTEES]->() RETURN t.amount_minor AS amount, t.superseded_at IS NULL AS is_current "
        "ORDER BY t.recorded_at"
    )
    assert [row["amount"] for row in versions] == [100, 200, 100, 200]
    assert [row["is_current"] for row in versions] == [False, False, False, True]


def test_a_run_that_broke_off_before_the_golden_record_is_completed_by_the_next(
    session: GraphSession,
    neo4j_server: TestServer,
    mapping: Mapping,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaks_off(*_: object) -> None:
        raise GraphUnavailable("the server has gone away")

    with monkeypatch.context() as broken:
        broken.setattr(GraphWriter, "_golden_records", breaks_off)
        with pytest.raises(GraphUnavailable):
            _load(session, mapping, tmp_path)
    assert neo4j_server.run("MATCH (r:Run) RETURN r.state AS state") == [{"state": "FAILED"}]
    assert neo4j_server.run("MATCH (p:Party) WHERE p.name IS NOT NULL RETURN p") == []

    _load(session, mapping, tmp_path)

    named = neo4j_server.run("MATCH (p:Customer:Person) WHERE p.is_stale IS NULL RETURN p.name AS name")
    assert sorted(row["name"] for row in opened(named)) == ["张伟", "李娜"]


def test_a_rejected_row_does_not_stand_in_the_way_of_its_correction(
    session: GraphSession, mapping: Mapping, tmp_path: Path
) -> None:
    customers = "customer_no,name,id_number,balance\nA,张伟,,1.234\nA,张伟,,1.23\nB,李娜,,2.00\n"
    report = _load(session, mapping, tmp_path, customers=customers)
    assert report.reject_counts == {"R_SCALE": 1}


def test_a_label_that_a_source_takes_back_leaves_the_party(
    session: GraphSession, neo4j_server: TestServer, mapping: Mapping, tmp_path: Path
) -> None:
    _load(session, mapping, tmp_path)
    company = parse_mapping(MAPPING.replace("labels: [Person, Customer]", "labels: [Organization]"), "changed")
    _load(session, company, tmp_path)
    labels = neo4j_server.run("MATCH (p {party_id: 'test-core-B'}) RETURN labels(p) AS labels")
    assert set(labels[0]["labels"]) == {"Party", "Organization"}

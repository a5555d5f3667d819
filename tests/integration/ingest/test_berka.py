"""The real Czech bank: every row is accounted for, and a second load changes nothing."""

from pathlib import Path

import pytest

from graph.session import GraphSession
from graph.store import Store
from ingest.job import ingest_delivery
from ingest.mapping_files import load_mapping
from ingest.readers import FolderDelivery
from ingest.report import IngestReport
from tests.support.app import client_of
from tests.support.server import TestServer
from tests.support.vault import opened, test_vault

pytestmark = pytest.mark.shared_data


def _load(session: GraphSession, shared_data: Path, tmp_path: Path) -> IngestReport:
    return ingest_delivery(
        session, test_vault(), load_mapping("berka"), FolderDelivery(shared_data / "berka"), tmp_path
    )


def test_berka_is_loaded_whole_and_only_once(
    session: GraphSession, neo4j_server: TestServer, shared_data: Path, tmp_path: Path
) -> None:
    report = _load(session, shared_data, tmp_path)

    read = {file.name: file.read for file in report.files}
    assert read == {
        "districts": 77,
        "accounts": 4_500,
        "clients": 5_369,
        "dispositions": 5_369,
        "cards": 892,
        "loans": 328,
        "loans_unlabelled": 354,
        "orders": 6_471,
        "transactions": 52_816,
    }
    assert all(file.accepted + file.rejected == file.read for file in report.files)
    assert report.reject_counts == {"R_DUP_EXACT": 3}
    assert [(reject.file, reject.row) for reject in report.reject_sample] == [
        ("transactions", 35_728),
        ("transactions", 41_205),
        ("transactions", 41_239),
    ]
    roles = neo4j_server.run("MATCH (:Customer)-[tie:HOLDS]->(:Account) RETURN tie.role AS role, count(*) AS count")
    assert {row["role"]: row["count"] for row in roles} == {
        "PRIMARY": 4_500,
        "AUTHORIZED": 869,
        "CARDHOLDER": 892,
        "BORROWER": 682,
    }
    counts = neo4j_server.run(
        """
        RETURN COUNT { (:Customer) } AS customers,
          COUNT { (:Account {kind: 'CURRENT'}) } AS accounts,
          COUNT { (:Account)-[:STANDING_ORDER]->(:Account {kind: 'EXTERNAL'}) } AS orders,
          COUNT { (:Touchpoint) } AS touchpoints
        """
    )[0]
    assert counts == {
        "customers": 5_369,
        "accounts": 4_500,
        "orders": 6_471,
        "touchpoints": 52_813,
    }

    sexes = opened(neo4j_server.run("MATCH (party:Customer) RETURN party.sex AS sex"))
    assert [row["sex"] for row in sexes].count("FEMALE") == 2_645

    _a_customers_page_shows_holdings_orders_and_timeline(session, neo4j_server)

    again = _load(session, shared_data, tmp_path)

    assert (again.created, again.changed) == (0, 0)
    assert again.rows_accepted == report.rows_accepted


def _a_customers_page_shows_holdings_orders_and_timeline(session: GraphSession, server: TestServer) -> None:
    party_id = server.run(
        "MATCH (party:Customer)-[:HOLDS {role: 'PRIMARY'}]->(:Account)-[:STANDING_ORDER]->() "
        "WHERE EXISTS { (party)-[:INTERACTED]->() } RETURN party.party_id AS id ORDER BY id LIMIT 1"
    )[0]["id"]
    service = client_of(Store(session, test_vault()))
    page = service.get(f"/customers/{party_id}").json()
    assert [holding["roles"] for holding in page["holdings"]].count(["PRIMARY"]) == 1
    assert any(holding["standing_orders"] for holding in page["holdings"])
    assert page["timeline"]["touchpoints"]
    assert page["identity"]["properties"]["birth_date"]

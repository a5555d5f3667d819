"""Singapore's shareholdings: parallel holdings are summed, nominees are marked, oddities are quarantined."""

from pathlib import Path

import pytest

from graph.session import GraphSession
from ingest.job import ingest_delivery
from ingest.mapping_files import load_mapping
from ingest.readers import FolderDelivery
from tests.support.server import TestServer
from tests.support.vault import test_vault

pytestmark = pytest.mark.shared_data


def test_singapore_shareholdings_are_loaded_once(
    session: GraphSession, neo4j_server: TestServer, shared_data: Path, tmp_path: Path
) -> None:
    mapping = load_mapping("sg_shareholdings")
    delivery = FolderDelivery(shared_data / "ownership" / "sg_cross_shareholdings")

    report = ingest_delivery(session, test_vault(), mapping, delivery, tmp_path)

    holdings = report.files[1]
    assert (holdings.name, holdings.read) == ("shareholdings", 12_983)
    assert holdings.accepted + holdings.rejected == holdings.read
    found = neo4j_server.run(
        """
        RETURN COUNT { (:Party)-[:OWNS {is_nominee: true}]->(:Organization) } AS nominees,
          COUNT { (holder:Party)-[:OWNS]->(holder) } AS treasury,
          COUNT { (:Party)-[tie:OWNS]->(:Organization) WHERE tie.equity_share_ppb > 1000000000 } AS impossible
        """
    )[0]
    assert found["nominees"] > 2_500
    assert found["treasury"] > 10
    assert found["impossible"] == 0
    again = ingest_delivery(session, test_vault(), mapping, delivery, tmp_path)
    assert (again.created, again.changed) == (0, 0)

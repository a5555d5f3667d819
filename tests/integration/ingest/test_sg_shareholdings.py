"""Singapore's shareholdings: parallel holdings are summed, nominees are marked, oddities are quarantined."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.model import SHARE_ONE
from graph.session import GraphSession
from ingest.job import ingest_delivery
from ingest.mapping_files import load_mapping
from ingest.readers import FolderDelivery
from rules.books import Books
from rules.facts import Facts, Party, Tie
from rules.graph_facts import GraphFacts
from rules.groups import Groups
from rules.ownership_answers import OwnershipAnswers
from rules.pack import load_pack
from tests.support.server import TestServer
from tests.support.vault import test_vault

pytestmark = pytest.mark.shared_data

DAY = date(2018, 12, 31)


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
    _check_control(session, neo4j_server)
    again = ingest_delivery(session, test_vault(), mapping, delivery, tmp_path)
    assert (again.created, again.changed) == (0, 0)


def _check_control(session: GraphSession, server: TestServer) -> None:
    """Jardine Matheson controls its listed daughters through a ring; nominees and brokers control nothing."""
    rows = server.run(
        "MATCH (holder:Party)-[tie:OWNS]->(held:Party) RETURN holder.party_id AS holder, held.party_id AS held, "
        "tie.equity_share_ppb AS ppb, tie.is_nominee AS is_nominee, 'Person' IN labels(holder) AS is_person"
    )
    id_of = {
        row["name"]: row["id"] for row in server.run("MATCH (p:Organization) RETURN p.name AS name, p.party_id AS id")
    }
    answers = OwnershipAnswers(GraphFacts(session, test_vault()))
    for daughter in (
        "HONGKONG LAND HOLDINGS LIMITED",
        "DAIRY FARM INT'L HOLDINGS LIMITED",
        "MANDARIN ORIENTAL INTL LIMITED",
    ):
        found = answers.controllers(id_of[daughter], load_pack("eu"), LOCAL_CALLER, AsOf.given(DAY), explain=True)
        controllers = {one.party.party_id: one for one in found.controllers}
        jardine = controllers[id_of["JARDINE MATHESON HOLDINGS LIMITED"]]
        assert jardine.is_ultimate
        assert [step.company.party_id for step in jardine.steps] == [
            id_of["JARDINE STRATEGIC HOLDINGS LIMITED"],
            id_of[daughter],
        ]
    ties = [
        Tie(
            row["holder"],
            "OWNS",
            row["held"],
            equity=None if row["ppb"] is None else Fraction(row["ppb"], SHARE_ONE),
            facts={"is_nominee": str(row["is_nominee"])},
        )
        for row in rows
    ]
    kinds = {row["holder"]: "Person" for row in rows if row["is_person"]}
    parties = [Party(one, kinds.get(one, "Organization")) for row in rows for one in (row["holder"], row["held"])]
    groups = Groups(Books(Facts(parties, ties)), load_pack("eu"), DAY)
    nominees = {row["holder"] for row in rows if row["is_nominee"]}
    assert len(nominees) > 100
    assert not {nominee: groups.controlled(nominee) for nominee in nominees if groups.controlled(nominee)}
    controlled = sum(len(groups.controlled(party)) for party in groups.books.votes.parties)
    assert controlled > 200

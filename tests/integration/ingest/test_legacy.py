"""A graph that a py2neo application keeps is loaded like any other delivery, through py2neo itself."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from py2neo import Graph
from py2neo.bulk import create_nodes, create_relationships

from graph.errors import LegacyGraphUnreadable, SourceUnreadable
from graph.session import GraphSession
from ingest import legacy
from ingest.delivery import SourceRow
from ingest.job import ingest_delivery, loaded_run
from ingest.legacy import LegacyGraph
from ingest.mapping import ColumnSpec, FileSpec, FormatSpec
from ingest.mapping_files import load_mapping, parse_mapping
from ingest.readers import FolderDelivery
from ingest.report import IngestReport
from tests.support.server import TestServer
from tests.support.vault import opened, test_vault

MI = "91110108551385082Q"
CLIENTS: list[dict[str, Any]] = [
    {
        "client_no": 1,
        "name": "王芳",
        "id_card": "11010519491231002X",
        "birthday": date(1949, 12, 31),
        "mobile": "13800001111",
    },
    {
        "client_no": 2,
        "name": "张伟",
        "birthday": "1980-02-30",
        "mobile": "13800001111",
        "client_since": date(2015, 5, 1),
    },
    {"client_no": 3, "name": "李娜 🐼", "birthday": date(1990, 7, 1)},
    {"client_no": 4},
]
FIRMS = [
    {"reg_no": MI, "name": "小米 <科技>", "trade": "Electronics"},
    {"reg_no": "91110108551385082X", "name": "Wrong check digit"},
]
TIES: dict[str, list[tuple[Any, dict[str, Any], Any]]] = {
    "KNOWS": [
        (1, {"how": "classmate", "closeness": 0.75, "since": date(1970, 9, 1)}, 2),
        (2, {"how": "golf"}, 3),
        (2, {"how": "friend"}, 2),
        (3, {"how": "friend"}, 4),
    ],
    "MARRIED_TO": [(1, {"since": "1975-10-01"}, 2)],
    "HAS_STAKE": [(2, {"percent": 33.4, "since": date(2018, 1, 1)}, MI), (3, {"percent": 120}, MI)],
    "WORKS_FOR": [(3, {"title": "CFO"}, MI), (1, {"title": "CEO"}, "91110108551385082X")],
}


@pytest.fixture
def application(session: GraphSession, neo4j_server: TestServer) -> Iterator[Graph]:  # noqa: ARG001 - empties it
    """The older application's own connection, after it has filled its graph."""
    graph = Graph(neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password)
    create_nodes(graph.auto(), CLIENTS, labels={"Client"})
    create_nodes(graph.auto(), FIRMS, labels={"Firm"})
    for name, ties in TIES.items():
        end = ("Client", "client_no") if name in ("KNOWS", "MARRIED_TO") else ("Firm", "reg_no")
        create_relationships(graph.auto(), ties, name, ("Client", "client_no"), end)
    yield graph
    graph.service.connector.close()


@pytest.fixture
def old_crm(application: Graph, neo4j_server: TestServer) -> Iterator[LegacyGraph]:  # noqa: ARG001 - fills it
    with LegacyGraph(neo4j_server.uri, neo4j_server.user, neo4j_server.password) as graph:
        yield graph


def _load(session: GraphSession, old_crm: LegacyGraph, folder: Path) -> IngestReport:
    return ingest_delivery(session, test_vault(), load_mapping("legacy_py2neo_crm"), old_crm, folder)


def _spec(path: str, *columns: str) -> FileSpec:
    named = {f"column_{number}": ColumnSpec(**{"from": name}) for number, name in enumerate(columns)}
    return FileSpec(name="some", path=path, source="crm", format=FormatSpec(kind="graph"), columns=named)


def _cells(rows: Iterator[SourceRow]) -> list[dict[str, str]]:
    return [row.cells for row in rows]


def test_parties_and_ties_of_the_older_graph_are_loaded(
    session: GraphSession, old_crm: LegacyGraph, neo4j_server: TestServer, tmp_path: Path
) -> None:
    report = _load(session, old_crm, tmp_path)

    assert {file.name: (file.read, file.accepted, file.rejected) for file in report.files} == {
        "clients": (4, 3, 1),
        "firms": (2, 1, 1),
        "acquaintances": (4, 2, 2),
        "marriages": (1, 1, 0),
        "stakes": (2, 1, 1),
        "employments": (2, 1, 1),
    }
    parties = opened(
        neo4j_server.run(
            "MATCH (p:Party) RETURN p.party_id AS id, p.name AS name, p.birth_date AS birth_date, "
            "p.customer_since AS since, p.quality_flags AS flags ORDER BY id"
        )
    )
    assert [(row["id"], row["name"]) for row in parties] == [
        ("old_crm-client_no-1", "王芳"),
        ("old_crm-client_no-2", "张伟"),
        ("old_crm-client_no-3", "李娜 🐼"),
        ("old_crm-uscc-91110108551385082Q", "小米 <科技>"),
    ]
    assert parties[0]["birth_date"] == "1949-12-31"
    assert (parties[1]["flags"], parties[1]["since"].iso_format()) == (["R_DATE"], "2015-05-01")
    ties = opened(
        neo4j_server.run(
            "MATCH (a:Party)-[t]->(b:Party) RETURN a.name AS a, type(t) AS type, b.name AS b, "
            "coalesce(t.score, t.equity_share_ppb, t.title, t.kind) AS value"
        )
    )
    assert sorted((tuple(row.values()) for row in ties), key=lambda tie: (tie[1], tie[0])) == [
        ("李娜 🐼", "EMPLOYED_BY", "小米 <科技>", "CFO"),
        ("张伟", "OWNS", "小米 <科技>", 334_000_000),
        ("张伟", "SOCIAL_TIE", "李娜 🐼", "ACQUAINTANCE"),
        ("王芳", "SOCIAL_TIE", "张伟", 0.75),
        ("王芳", "SPOUSE_OF", "张伟", None),
    ]
    shared = neo4j_server.run("MATCH (phone:Phone) RETURN phone.number AS number, COUNT { (phone)<--() } AS owners")
    assert opened(shared) == [{"number": "13800001111", "owners": 2}]


def test_a_refused_row_names_the_node_and_is_kept_whole(
    session: GraphSession, old_crm: LegacyGraph, neo4j_server: TestServer, tmp_path: Path
) -> None:
    report = _load(session, old_crm, tmp_path)
    assert report.reject_counts == {
        "R_MISSING": 1, "R_USCC_CHECKSUM": 2, "G_SELF": 1, "G_DANGLING": 1, "G_PCT_RANGE": 1
    }  # fmt: skip
    first = report.reject_sample[0]
    assert (first.file, first.column, first.raw) == ("clients", "name", '{"client_no": "4"}')
    found = neo4j_server.run("MATCH (c:Client) WHERE id(c) = $id RETURN c.client_no AS number", id=first.row)
    assert found == [{"number": 4}]
    dangling = next(reject for reject in report.reject_sample if reject.code == "G_DANGLING")
    assert '"end.client_no": "4"' in dangling.raw


def test_a_second_run_changes_nothing_and_a_changed_graph_is_seen(
    session: GraphSession, old_crm: LegacyGraph, application: Graph, tmp_path: Path
) -> None:
    mapping = load_mapping("legacy_py2neo_crm")
    first = _load(session, old_crm, tmp_path)
    assert loaded_run(session, mapping, old_crm) == first.run_id
    again = _load(session, old_crm, tmp_path)
    assert first.created > 0
    assert (again.created, again.changed) == (0, 0)

    client = application.nodes.match("Client", client_no=3).first()
    client["name"] = "李娜"
    application.push(client)
    assert loaded_run(session, mapping, old_crm) is None
    assert _load(session, old_crm, tmp_path).changed > 0


def test_the_older_graph_itself_stays_as_it_is(
    session: GraphSession, old_crm: LegacyGraph, application: Graph, tmp_path: Path
) -> None:
    def state() -> list[Any]:
        return sorted((tuple(node.labels), *sorted(node.items(), key=str)) for node in application.nodes.match("Firm"))

    before = state()
    _load(session, old_crm, tmp_path)
    assert state() == before


def test_a_property_that_nothing_has_stops_the_run_before_anything_is_written(
    session: GraphSession, old_crm: LegacyGraph, neo4j_server: TestServer, tmp_path: Path
) -> None:
    text = """
mapping: misspelt
version: "1"
title: A mapping with a misspelt property
namespace: test
sources: {crm: {title: CRM, source_type: PRIMARY_RESEARCH, rank: 5}}
files:
  - name: clients
    path: node:Client
    source: crm
    format: {kind: graph}
    columns: {client_no: {required: true}, naem: {type: name}}
    parties: [{ref: client, labels: [Person], identifiers: [{scheme: no, column: client_no}], record: {name: naem}}]
"""
    with pytest.raises(LegacyGraphUnreadable, match=r"nothing in node:Client has naem; known are birthday, client_no"):
        ingest_delivery(session, test_vault(), parse_mapping(text, "misspelt"), old_crm, tmp_path)
    assert neo4j_server.run("MATCH (p:Party) RETURN p") == []


def test_rows_of_many_pages_come_whole_and_in_order(
    application: Graph, old_crm: LegacyGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(legacy, "PAGE_IDS", 7)
    create_nodes(application.auto(), [{"number": number} for number in range(40)], labels={"Numbered"})
    application.delete(application.nodes.match("Numbered", number=13).first())
    rows = list(old_crm.rows(_spec("node:Numbered", "number")))
    assert sorted(int(row.cells["number"]) for row in rows) == [number for number in range(40) if number != 13]
    assert [row.number for row in rows] == sorted({row.number for row in rows})


def test_every_kind_of_value_is_read_as_a_csv_would_have_it(old_crm: LegacyGraph, neo4j_server: TestServer) -> None:
    neo4j_server.run(
        """
        CREATE (:Values {
          day: date('1931-02-03'), moment: datetime('2024-03-31T08:30:00.25+08:00'),
          zoned: datetime('2024-07-01T10:00:00[Europe/Prague]'), local: localdatetime('2020-01-01T00:00:00'),
          time: localtime('12:30:00'), length: duration('P1Y2M'), place: point({x: 1.5, y: 2}),
          whole: 3.0, part: 0.1, many: ['a', '乙'], days: [date('2020-01-01')], yes: true
        })
        """
    )
    expected = {
        "day": "1931-02-03",
        "moment": "2024-03-31T08:30:00.250000+08:00",
        "zoned": "2024-07-01T10:00:00+02:00",
        "local": "2020-01-01",
        "time": "12:30:00",
        "length": "P1Y2M",
        "place": "POINT(1.5 2.0)",
        "whole": "3",
        "part": "0.1",
        "many": '["a", "乙"]',
        "days": '["2020-01-01"]',
        "yes": "true",
        "nothing": "",
    }
    assert _cells(old_crm.rows(_spec("node:Values", *expected))) == [expected]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("node:Nobody", "no node has the label Nobody; there are .*Client"),
        ("relationship:NOTHING", "no relationship has the type NOTHING; there are .*KNOWS"),
    ],
)
def test_an_absent_label_or_type_is_named(old_crm: LegacyGraph, path: str, sentence: str) -> None:
    with pytest.raises(LegacyGraphUnreadable, match=sentence):
        list(old_crm.rows(_spec(path, "name")))


def test_a_file_is_not_looked_for_in_a_graph_nor_a_graph_in_a_folder(old_crm: LegacyGraph, tmp_path: Path) -> None:
    csv = FileSpec(name="some", path="some.csv", source="crm", columns={"name": ColumnSpec()})
    with pytest.raises(SourceUnreadable, match="is a file; use 'guanxi ingest'"):
        list(old_crm.rows(csv))
    with pytest.raises(SourceUnreadable, match="use 'guanxi ingest legacy'"):
        list(FolderDelivery(tmp_path).rows(_spec("node:Client", "name")))


def test_a_wrong_password_is_named(neo4j_server: TestServer) -> None:
    with pytest.raises(LegacyGraphUnreadable, match="refuses the user name or password"):
        LegacyGraph(neo4j_server.uri, neo4j_server.user, "wrong")


def test_an_absent_database_is_named(neo4j_server: TestServer) -> None:
    with (
        LegacyGraph(neo4j_server.uri, neo4j_server.user, neo4j_server.password, "absent") as graph,
        pytest.raises(LegacyGraphUnreadable, match="absent"),
    ):
        list(graph.rows(_spec("node:Client", "name")))

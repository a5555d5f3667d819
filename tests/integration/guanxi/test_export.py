"""`guanxi export`: the file is private, whole, readable elsewhere, and never written over by accident."""

import json
import stat
from pathlib import Path

import networkx as nx
import pytest
from typer.testing import CliRunner

from graph.errors import ExportFailed, GuanxiError
from graph.session import GraphSession
from guanxi.cli import app
from tests.support.projections import from_csv, from_shown
from tests.support.server import TestServer

BANK = """
CREATE (a:Party:Person:Customer {party_id: 'a', name: '=王芳'})
CREATE (b:Party:Organization {party_id: 'b', name: '<B> & 🐼'})
CREATE (a)-[:OWNS {
  source: 's', status: 'ASSERTED', confidence: 1.0, recorded_at: datetime('2024-01-01T00:00:00Z'),
  equity_share_ppb: 510000000, valid_from: date('2020-01-01')
}]->(b)
"""


@pytest.fixture
def bank(session: GraphSession, neo4j_server: TestServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert session
    neo4j_server.run(BANK)
    monkeypatch.setenv("GUANXI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GUANXI_NEO4J__URI", neo4j_server.uri)
    monkeypatch.setenv("GUANXI_NEO4J__USER", neo4j_server.user)
    monkeypatch.setenv("GUANXI_NEO4J__PASSWORD", neo4j_server.password)


def _export(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["export", "--projection", "ownership", *arguments])
    if isinstance(result.exception, GuanxiError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.usefixtures("bank")
def test_every_format_holds_the_same_ties(tmp_path: Path) -> None:
    for form in ("gexf", "graphml", "csv"):
        said = _export("--format", form, "--out", str(tmp_path / "out" / form), "--valid-at", "2024-01-01")
        assert "ownership on 2024-01-01: 2 parties, 1 ties" in said
    gexf = from_shown(nx.read_gexf(tmp_path / "out" / "gexf"))
    assert gexf.names == ("=王芳", "<B> & 🐼")
    assert list(gexf.ties()) == [(0, 1, 0, 510_000_000.0)]
    assert from_shown(nx.read_graphml(tmp_path / "out" / "graphml")) == gexf
    folder = tmp_path / "out" / "csv"
    assert from_csv((folder / "nodes.csv").read_bytes(), (folder / "edges.csv").read_bytes()) == gexf
    for path in (tmp_path / "out").rglob("*.*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(path.name for path in folder.iterdir()) == ["edges.csv", "nodes.csv"]


@pytest.mark.usefixtures("bank")
def test_what_is_there_is_written_over_only_by_force(tmp_path: Path) -> None:
    out = tmp_path / "own.gexf"
    out.write_text("mine")
    out.chmod(0o644)
    with pytest.raises(ExportFailed, match="is there already"):
        _export("--out", str(out))
    assert out.read_text() == "mine"
    _export("--out", str(out), "--force")
    assert "<gexf" in out.read_text("utf-8")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.usefixtures("bank")
def test_a_day_without_ties_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match="ownership has no tie on 2019-12-31"):
        _export("--out", str(tmp_path / "own.gexf"), "--valid-at", "2019-12-31")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@pytest.mark.usefixtures("bank")
def test_a_folder_is_not_taken_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match="is a folder"):
        _export("--out", str(tmp_path))


@pytest.mark.usefixtures("bank")
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportFailed, match=r"own\.gexf cannot be written"):
        _export("--out", str(tmp_path / "file" / "own.gexf"))


@pytest.mark.usefixtures("bank")
def test_an_export_is_recorded_with_its_recipient_fields_and_rows(tmp_path: Path) -> None:
    _export("--out", str(tmp_path / "out.gexf"), "--recipient", "branch 3", "--reason", "yearly review")
    line = CliRunner().invoke(app, ["audit", "list", "--operation", "export"]).output
    details = json.loads(line[line.index("{") :])
    assert (details["recipient"], details["reason"], details["rows"]) == ("branch 3", "yearly review", 1)
    assert "name" in details["fields"]


@pytest.mark.usefixtures("bank")
def test_the_files_for_a_replica_are_recorded_with_who_is_given_them(tmp_path: Path) -> None:
    arguments = ["replica", "export", str(tmp_path / "files"), "--recipient", "analytics", "--reason", "own server"]
    said = CliRunner().invoke(app, arguments)
    assert said.exit_code == 0, said.output
    assert said.output.startswith("neo4j-admin database import full neo4j")
    listed = CliRunner().invoke(app, ["audit", "list", "--operation", "export_replica"])
    line = next(line for line in listed.output.splitlines() if " 200 " in line)
    details = json.loads(line[line.index("{") :])
    assert {"party_id", "confidence"} <= set(details.pop("fields"))
    assert details == {"nodes": 2, "reason": "own server", "recipient": "analytics", "ties": 1}

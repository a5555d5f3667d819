"""An analyst asks a named query and takes the rows away, into a spreadsheet that runs nothing."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from graph.session import GraphSession
from guanxi.cli import app
from guanxi.settings import load_settings
from guanxi.wiring import open_vault
from tests.integration.api.bank import build_bank
from tests.support.server import TestServer


@pytest.fixture
def bank(neo4j_server: TestServer, session: GraphSession, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GUANXI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GUANXI_NEO4J__URI", neo4j_server.uri)
    monkeypatch.setenv("GUANXI_NEO4J__PASSWORD", neo4j_server.password)
    build_bank(session, open_vault(load_settings()))


@pytest.mark.usefixtures("bank")
def test_queries_are_listed_and_shown_as_a_table() -> None:
    listed = CliRunner().invoke(app, ["query"])
    assert "holdings_by_role" in listed.output
    shown = CliRunner().invoke(app, ["query", "holdings_by_role"])
    assert shown.exit_code == 0
    assert "PRIMARY" in shown.output


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    ("ending", "read"), [("csv", pd.read_csv), ("xlsx", pd.read_excel), ("parquet", pd.read_parquet)]
)
def test_a_file_has_the_rows_of_the_answer(tmp_path: Path, ending: str, read: object) -> None:
    assert callable(read)
    out = tmp_path / f"roles.{ending}"
    answer = CliRunner().invoke(app, ["query", "holdings_by_role", "--out", str(out)])
    assert answer.exit_code == 0, answer.output
    frame = read(out)
    assert list(frame.columns) == ["kind", "role", "holdings", "customers"]
    assert frame["holdings"].sum() > 0
    assert out.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("bank")
def test_a_name_that_looks_like_a_formula_is_text_in_a_spreadsheet(neo4j_server: TestServer, tmp_path: Path) -> None:
    neo4j_server.run("MATCH (p:Party) SET p.name = '=cmd|calc'")
    out = tmp_path / "exposures.csv"
    CliRunner().invoke(app, ["query", "largest_exposures", "--param", "currency=CNY", "--out", str(out)])
    names = set(pd.read_csv(out)["name"])
    assert names == {"'=cmd|calc"}


@pytest.mark.usefixtures("bank")
def test_what_was_taken_out_why_and_for_whom_is_recorded(tmp_path: Path) -> None:
    out = tmp_path / "exposures.csv"
    for_whom = ["--recipient", "branch 3", "--reason", "yearly review"]
    CliRunner().invoke(app, ["query", "largest_exposures", "--param", "currency=CNY", "--out", str(out), *for_whom])
    listed = CliRunner().invoke(app, ["audit", "list", "--operation", "export_query"]).output
    (line,) = listed.splitlines()
    assert "largest_exposures" in line
    details = json.loads(line[line.index("{") :])
    assert (details["recipient"], details["reason"]) == ("branch 3", "yearly review")
    assert details["rows"] == len(pd.read_csv(out))
    assert details["fields"] == list(pd.read_csv(out).columns)
    assert details["parameters"]["currency"][0].startswith("blind:")

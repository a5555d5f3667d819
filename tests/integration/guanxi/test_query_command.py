"""An analyst asks a named query and takes the rows away, into a spreadsheet that runs nothing."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from graph.session import GraphSession
from guanxi.cli import app
from tests.integration.api.bank import build_bank
from tests.support.server import TestServer


@pytest.fixture
def bank(neo4j_server: TestServer, session: GraphSession, monkeypatch: pytest.MonkeyPatch) -> None:
    build_bank(session)
    monkeypatch.setenv("GUANXI_NEO4J__URI", neo4j_server.uri)
    monkeypatch.setenv("GUANXI_NEO4J__PASSWORD", neo4j_server.password)


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

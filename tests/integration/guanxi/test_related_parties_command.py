"""`guanxi related-parties`: what it prints, and that it says what is wrong in a sentence."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.errors import DerivationNotFound, GuanxiError, InvalidParameters, RulePackNotFound
from graph.session import GraphSession
from graph.writer import GraphWriter
from guanxi.cli import app
from tests.integration.api.companies import write_companies
from tests.support.server import TestServer
from tests.support.vault import test_vault


@pytest.fixture
def home(session: GraphSession, neo4j_server: TestServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    vault = test_vault()
    write_companies(GraphWriter(session, "run-1", datetime(2026, 1, 10, tzinfo=UTC), vault))
    monkeypatch.setenv("GUANXI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GUANXI_NEO4J__URI", neo4j_server.uri)
    monkeypatch.setenv("GUANXI_NEO4J__USER", neo4j_server.user)
    monkeypatch.setenv("GUANXI_NEO4J__PASSWORD", neo4j_server.password)
    monkeypatch.setattr("guanxi.cli.related_parties.open_vault", lambda _: vault)
    return tmp_path


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["related-parties", *arguments])
    if isinstance(result.exception, GuanxiError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.usefixtures("home")
def test_derive_list_and_drop() -> None:
    assert "Nothing was derived yet" in _run("list")
    said = _run("derive", "--valid-at", "2026-06-30")
    assert "13 ties on record among 11 parties, 11 of them derived anew" in said
    again = _run("derive", "--valid-at", "2026-06-30")
    assert "0 of them derived anew" in again
    assert said.splitlines()[-1] == again.splitlines()[-1]
    assert "Register sha256 " in said
    assert "2026-06-30" in _run("list")
    assert "derived ties of cn for 2026-06-30 removed" in _run("drop", "--valid-at", "2026-06-30")
    assert "Nothing was derived yet" in _run("list")


@pytest.mark.usefixtures("home")
def test_what_is_wrong_is_a_sentence() -> None:
    with pytest.raises(RulePackNotFound, match="there are basel, cn, eu, ias24"):
        _run("derive", "--rule-pack", "us")
    with pytest.raises(InvalidParameters, match="--known-at takes a moment"):
        _run("derive", "--known-at", "yesterday")
    with pytest.raises(DerivationNotFound, match="days that were: none"):
        _run("drop", "--valid-at", "2026-06-30")

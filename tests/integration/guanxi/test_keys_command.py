"""Whoever owns the machine lists, rotates and destroys keys, and reads what was refused."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graph.errors import KeyUnavailable, SourceUnreadable
from graph.session import GraphSession
from guanxi.cli import app
from tests.support.server import TestServer

MAPPING = """
mapping: small
version: "1"
title: One file
namespace: small
sources: {core: {title: Core, source_type: VERIFIED, rank: 1}}
files:
  - name: customers
    path: customers.csv
    source: core
    key: [no]
    columns: {no: {required: true}, name: {type: name, class: personal}, phone: {type: phone, class: personal}}
    parties:
      - {ref: customer, labels: [Person, Customer], identifiers: [{scheme: core, column: no}], record: {name: name}}
    nodes: [{ref: phone, label: Phone, key: [phone], record: {number: phone}}]
    ties: [{type: HAS_PHONE, start: customer, end: phone}]
"""
CUSTOMERS = "no,name,phone\n1,张伟,13800138000\n2,李娜,13900139000\n3,=王芳,no phone\n"


def run(*arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=answer)


@pytest.fixture
def home(neo4j_server: TestServer, session: GraphSession, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:  # noqa: ARG001 - empties it
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (tmp_path / "small.yaml").write_text(MAPPING, encoding="utf-8")
    monkeypatch.setenv("GUANXI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GUANXI_NEO4J__URI", neo4j_server.uri)
    monkeypatch.setenv("GUANXI_NEO4J__PASSWORD", neo4j_server.password)
    loaded = run("ingest", str(tmp_path / "small.yaml"), "--from", str(tmp_path), "--json")
    assert loaded.exit_code == 0, loaded.output
    assert "王芳" not in loaded.output
    return tmp_path / "home"


def test_keys_are_rotated_and_the_former_one_destroyed(home: Path, neo4j_server: TestServer) -> None:
    assert "k1           seals  6 values" in run("keys", "list").output
    rotated = run("keys", "rotate")
    assert rotated.exit_code == 0, rotated.output
    assert "6 values are sealed anew with k2." in rotated.output
    assert "guanxi keys destroy k1" in rotated.output
    refused = run("keys", "destroy", "k1", answer="n\n")
    assert refused.exit_code == 1
    assert "1 quarantine files" in refused.output
    assert run("keys", "destroy", "k1", "--yes").exit_code == 0
    assert "k1" not in run("keys", "list").output
    names = neo4j_server.run("MATCH (p:Person) RETURN p.name AS name")
    assert all(row["name"].startswith("gx1.name.k2.") for row in names)
    with pytest.raises(KeyUnavailable, match="k1"):
        _raise(run("ingest", "rejects", str(next((home / "quarantine").iterdir()))))


@pytest.mark.usefixtures("home")
def test_a_key_in_use_and_one_of_another_use_are_not_destroyed() -> None:
    with pytest.raises(KeyUnavailable, match="6 values are sealed with k1"):
        _raise(run("keys", "destroy", "k1", "--yes"))
    with pytest.raises(KeyUnavailable, match="no key that rotation has replaced"):
        _raise(run("keys", "destroy", "locked2", "--yes"))


def test_a_broken_off_rotation_goes_on_to_the_same_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("guanxi.cli.keys.reseal", _breaks_off)
        assert run("keys", "rotate").exit_code != 0
    rotated = run("keys", "rotate")
    assert "6 values are sealed anew with k2." in rotated.output
    assert json.loads((home / "keys.json").read_text())["primary"] == "k2"


def test_refused_rows_are_read_by_whoever_owns_the_machine(home: Path, tmp_path: Path) -> None:
    (file,) = (home / "quarantine").iterdir()
    assert "王芳" not in file.read_text()
    lines = [json.loads(line) for line in run("ingest", "rejects", str(file)).output.splitlines()]
    assert [(one["row"], one["column"], one["value"]) for one in lines] == [(4, "phone", "no phone")]
    assert lines[0]["raw"] == "3,=王芳,no phone"
    table = run("ingest", "rejects", str(file), "--csv").output.splitlines()
    assert table[0] == "file,row,column,value,code,reason,raw"
    with pytest.raises(SourceUnreadable):
        _raise(run("ingest", "rejects", str(tmp_path / "customers.csv")))


def _breaks_off(*_: object) -> None:
    raise KeyboardInterrupt


def _raise(result: Result) -> None:
    assert result.exception is not None, result.output
    raise result.exception

"""`guanxi rules`: what a risk officer sees without a database."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.errors import InvalidParameters, RulePackNotFound
from guanxi.cli import app

HEADER = "from_id,from_type,rel_type,to_id,to_type,equity_share,voting_share,amount,valid_from,valid_to,note\n"


@pytest.fixture
def edges(tmp_path: Path) -> Path:
    path = tmp_path / "f.edges.csv"
    path.write_text(
        f"{HEADER}P,Person,OWNS,A,Organization,0.6,,,,,\nA,Organization,OWNS,B,Organization,0.55,,,,,\n"
        "P,Person,OWNS,B,Organization,lots,,,,,\n",
        "utf-8",
    )
    return path


def _run(*arguments: str | Path) -> tuple[str, str, int]:
    result = CliRunner().invoke(app, ["rules", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout, result.stderr, result.exit_code


def test_list_and_show_name_packs_and_rules() -> None:
    listed, _, _ = _run("list", "--json")
    assert [pack["name"] for pack in json.loads(listed)] == ["basel", "cn", "eu", "ias24"]
    shown, _, _ = _run("show", "cn", "--valid-at", "2003-01-01", "--json")
    assert json.loads(shown) == []
    rules, _, _ = _run("show", "eu", "--json")
    assert {"id": "EU-CTRL-3a", "threshold": "0.5", "operator": ">"}.items() <= json.loads(rules)[0].items()
    table, _, _ = _run("show", "eu")
    assert "verified: V read in a source" in " ".join(table.split())


def test_evaluate_prints_measures_and_names_rejected_rows(edges: Path) -> None:
    printed, said, code = _run("evaluate", "--edges", edges, "--valid-at", "2026-06-30", "--json")
    measures = {(row["measure"], row["subject_id"], row["object_id"]): row["value"] for row in json.loads(printed)}
    assert measures["total_ownership", "P", "B"] == "0.33"
    assert measures["control_gt_0.50", "P", "B"] == "true"
    assert "3 rows read, 2 accepted, 1 rejected" in said
    assert "f.edges.csv row 3, equity_share: NOT_A_NUMBER 'lots'" in said
    assert code == 0
    assert _run("evaluate", "--edges", edges, "--strict")[2] == 1


def test_without_json_a_table_is_printed(edges: Path) -> None:
    printed, _, _ = _run("evaluate", "--edges", edges, "--valid-at", "2026-06-30")
    assert "cn on 2026-06-30" in printed
    assert "total_ownership" in printed


def test_wrong_options_are_sentences(edges: Path) -> None:
    with pytest.raises(InvalidParameters, match="YYYY-MM-DD"):
        _run("evaluate", "--edges", edges, "--valid-at", "yesterday")
    with pytest.raises(InvalidParameters, match="--tier1 takes an amount above nothing"):
        _run("evaluate", "--edges", edges, "--tier1", "0")
    with pytest.raises(RulePackNotFound):
        _run("evaluate", "--edges", edges, "--rule-pack", "us")

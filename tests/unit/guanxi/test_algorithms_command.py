"""Every algorithm runs from the command line on a file of ties, and says what is wrong with it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from algorithms.catalogue import ALGORITHMS
from graph.errors import InvalidParameters
from guanxi.cli import app

NEEDED = {
    "influence": ["--set", "count=2"],
    "distances": ["--set", "source=a"],
    "personalised-pagerank": ["--set", 'sources=["a"]'],
}


@pytest.fixture(name="edges")
def _edges(tmp_path: Path) -> Path:
    path = tmp_path / "ties.csv"
    path.write_text("Source,Target,Weight,Kind\na,b,1,X\nb,c,2,X\nc,a,1,X\nc,d,1,Y\n", encoding="utf-8")
    return path


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["algorithms", "run", *arguments])
    if result.exception is not None:
        raise result.exception
    return result.stdout


@pytest.mark.parametrize("name", ALGORITHMS)
def test_every_algorithm_writes_every_node_as_json(name: str, edges: Path) -> None:
    found = json.loads(_run(name, "--edges", str(edges), "--weights", "--json", *NEEDED.get(name, [])))
    assert (found["algorithm"], found["nodes"], found["ties"], found["weighted"]) == (name, 4, 4, True)
    assert [row["key"] for row in found["rows"]] == ["a", "b", "c", "d"]
    assert len(found["digest"]) == 64
    assert found["bytes_estimated"] > 0


def test_a_table_shows_the_highest_first(edges: Path) -> None:
    shown = _run("degree", "--edges", str(edges), "--directed")
    assert shown.index("│ c") < shown.index("│ d")
    assert "max degree: 3" in shown


def test_a_table_of_communities_shows_their_members(edges: Path) -> None:
    assert "a, b" in _run("leiden", "--edges", str(edges), "--set", "resolution=1.5", "--seed", "3")


def test_stats_alone_have_no_rows(edges: Path) -> None:
    assert "rows" not in json.loads(_run("k-core", "--edges", str(edges), "--mode", "stats", "--json"))


def test_ties_are_filtered(edges: Path) -> None:
    assert json.loads(_run("degree", "--edges", str(edges), "--kind", "Y", "--json"))["ties"] == 1
    arguments = ("degree", "--edges", str(edges), "--weights", "--weight-at-least", "2", "--json")
    assert json.loads(_run(*arguments))["ties"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none"], "There is no algorithm 'none'"),
        (["distances", "--set", "source=z"], "no node 'z'"),
        (["distances"], "source: Field required"),
        (["pagerank", "--set", "damping=2"], "damping: Input should be less than 1"),
        (["pagerank", "--set", "speed=2"], "takes these parameters: damping, tolerance, iterations"),
        (["pagerank", "--seed", "1"], "seed: Extra inputs"),
        (["pagerank", "--set", "damping"], "name=value"),
        (["pagerank", "--projection", "social"], "either"),
    ],
)
def test_what_cannot_be_run_is_said(edges: Path, arguments: list[str], sentence: str) -> None:
    with pytest.raises(InvalidParameters, match=sentence):
        _run(*arguments, "--edges", str(edges))


def test_faults_of_the_file_are_told_and_nothing_is_run(tmp_path: Path) -> None:
    path = tmp_path / "faulty.txt"
    path.write_text("\n".join(["a b 1", *["a c x"] * 12]), encoding="utf-8")
    with pytest.raises(InvalidParameters, match=r"12 faults(?s:.*)row 2, weight 'x': WEIGHT_NOT_A_NUMBER(?s:.*)2 more"):
        _run("degree", "--edges", str(path), "--weights")


def test_the_list_names_every_algorithm() -> None:
    shown = CliRunner().invoke(app, ["algorithms", "list"]).stdout
    assert "pagerank" in shown
    assert "sampled-betwee" in shown

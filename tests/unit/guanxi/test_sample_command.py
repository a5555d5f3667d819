from pathlib import Path

from typer.testing import CliRunner

from graph.errors import ExportFailed
from guanxi.cli import app

run = CliRunner().invoke


def test_sample_writes_a_bank_and_says_how_much(tmp_path: Path) -> None:
    result = run(app, ["sample", "--customers", "100", "--seed", "3", "--out", str(tmp_path / "bank")])
    assert result.exit_code == 0
    assert result.output.startswith("100 customers, ")
    assert (tmp_path / "bank" / "manifest.json").exists()


def test_sample_leaves_a_folder_with_something_in_it_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    result = run(app, ["sample", "--customers", "100", "--out", str(tmp_path)])
    assert isinstance(result.exception, ExportFailed)
    assert "--force" in str(result.exception)


def test_sample_names_the_range_of_customers(tmp_path: Path) -> None:
    result = run(app, ["sample", "--customers", "5", "--out", str(tmp_path / "bank")])
    assert result.exit_code == 2
    assert "100" in result.output
    assert not (tmp_path / "bank").exists()

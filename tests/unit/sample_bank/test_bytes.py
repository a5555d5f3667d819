import hashlib
import json
from pathlib import Path

import pytest

from graph.errors import ExportFailed, InvalidParameters
from sample_bank import STEPS, write_sample_bank
from tests.unit.sample_bank.conftest import WrittenBank


def _bytes(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_bytes(tmp_path: Path) -> None:
    for name, seed in (("first", 5), ("again", 5), ("other", 6)):
        write_sample_bank(tmp_path / name, customers=100, seed=seed)
    first, again, other = (_bytes(tmp_path / name) for name in ("first", "again", "other"))
    assert first == again
    assert first.keys() == other.keys()
    alike = {file for file in first if first[file] == other[file]}
    assert alike == {"core_banking/products.csv"}


def test_the_manifest_counts_and_hashes_every_file(bank: WrittenBank) -> None:
    manifest = json.loads((bank.out / "manifest.json").read_text())
    written = _bytes(bank.out)
    assert manifest["files"].keys() == written.keys() - {"manifest.json"}
    for file, facts in manifest["files"].items():
        assert facts["bytes"] == len(written[file])
        assert facts["sha256"] == hashlib.sha256(written[file]).hexdigest()
        if "sheets" in facts:
            counted = {sheet: len(list(bank.numbered(file, sheet))) for sheet in facts["sheets"]}
            assert facts["sheets"] == counted
            assert facts["rows"] == sum(counted.values())
        else:
            assert facts["rows"] == len(list(bank.numbered(file)))
    assert manifest["customers"] == len(bank.rows("core_banking/customers.csv"))


def test_each_step_is_reported_once_in_order(tmp_path: Path) -> None:
    heard: list[str] = []
    write_sample_bank(tmp_path, customers=100, seed=1, report=heard.append)
    assert tuple(heard) == STEPS


def test_a_folder_with_something_in_it_is_left_alone_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(ExportFailed, match=r"not empty.*--force"):
        write_sample_bank(tmp_path, customers=100, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    write_sample_bank(tmp_path, customers=100, seed=1, force=True)
    assert (tmp_path / "mine.txt").read_text() == "keep"
    assert (tmp_path / "manifest.json").exists()


def test_a_path_below_a_file_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportFailed, match="cannot be a folder"):
        write_sample_bank(tmp_path / "file" / "bank", customers=100, seed=1)


@pytest.mark.parametrize("customers", [0, 99, 1_000_001])
def test_a_number_of_customers_out_of_range_is_refused_before_anything_is_made(tmp_path: Path, customers: int) -> None:
    with pytest.raises(InvalidParameters, match="100 to 1,000,000"):
        write_sample_bank(tmp_path / "bank", customers=customers, seed=1)
    assert not (tmp_path / "bank").exists()

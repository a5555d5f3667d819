"""A file with customers in it is private from its first byte, and there whole or not at all."""

import stat
from pathlib import Path
from typing import BinaryIO

import pytest

from graph.errors import ExportFailed
from guanxi.cli.export import write_private


def test_the_file_is_private_while_it_is_written(tmp_path: Path) -> None:
    seen: list[int] = []

    def write(file: BinaryIO) -> None:
        seen.extend(stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir())
        file.write(b"all")

    write_private(tmp_path / "out.gexf", write)
    assert seen == [0o600]
    assert (tmp_path / "out.gexf").read_bytes() == b"all"


def test_an_export_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "out.gexf"
    path.write_bytes(b"before")

    def write(file: BinaryIO) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(ExportFailed, match="No space left on device"):
        write_private(path, write)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]

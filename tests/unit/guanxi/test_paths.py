import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from graph.errors import LocalNeo4jError
from guanxi.local_neo4j.paths import ServerPaths


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_the_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    paths = ServerPaths(tmp_path / "new" / "home")
    paths.create()
    assert paths.root.stat().st_mode & 0o777 == 0o700
    assert paths.data.is_dir()
    assert not paths.initialized


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    home = tmp_path / "a_file"
    home.touch()
    with pytest.raises(LocalNeo4jError, match=r"Cannot write to .*a_file.*GUANXI_HOME"):
        ServerPaths(home).create()


def test_starts_at_the_same_moment_do_not_take_each_others_probe(tmp_path: Path) -> None:
    paths = ServerPaths(tmp_path)
    with ThreadPoolExecutor(8) as starts:
        for started in [starts.submit(paths.create) for _ in range(2000)]:
            started.result()


def test_a_nearly_full_disk_is_refused_before_neo4j_meets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = ServerPaths(tmp_path)
    paths.create()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 40, (1 << 40) - (5 << 20), 5 << 20))
    with pytest.raises(LocalNeo4jError, match="Only 5 MiB are free"):
        paths.require_free_space()

"""Neo4j's own import tool: makes the store files of a database from CSV files, without a running server."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from graph.errors import ReplicaRefreshFailed
from guanxi.local_neo4j.paths import ServerPaths
from guanxi.local_neo4j.process import run_admin_tool

DATABASE = "neo4j"
IMPORT_SECONDS = 3_600
OFF_HEAP = "256m"


def import_files(
    paths: ServerPaths, class_path: Sequence[Path], nodes: Sequence[Path], ties: Sequence[tuple[str, Path]]
) -> None:
    """Make the database of a server that does not run; raises ReplicaRefreshFailed with what the tool says."""
    said = run_admin_tool(
        paths,
        class_path,
        IMPORT_SECONDS,
        *("database", "import", "full", DATABASE, "--overwrite-destination", "--multiline-fields=true"),
        *(f"--max-off-heap-memory={OFF_HEAP}", "--array-delimiter=;", f"--report-file={paths.logs / 'import.report'}"),
        *(f"--nodes={file}" for file in nodes),
        *(f"--relationships={name}={file}" for name, file in ties),
    )
    if said is not None:
        raise ReplicaRefreshFailed(f"Neo4j's import tool failed: {' '.join(said.splitlines()[-5:])}")


def store_folders(paths: ServerPaths) -> tuple[Path, Path]:
    """Return the two folders that make up the database: its store and its transaction log."""
    return paths.data / "databases" / DATABASE, paths.data / "transactions" / DATABASE


def move_store(source: ServerPaths, target: ServerPaths) -> None:
    """Put the database of one stopped server in the place of another's; on one disk nothing is copied."""
    for here, there in zip(store_folders(source), store_folders(target), strict=True):
        if not here.exists():
            continue
        if there.exists():
            shutil.rmtree(there)
        there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        here.rename(there)

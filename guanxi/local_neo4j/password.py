"""The generated password of the local Neo4j: made once, kept in a file that only its owner reads."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from graph.errors import LocalNeo4jError, LocalNeo4jStartFailed
from guanxi.local_neo4j.paths import ServerPaths
from guanxi.local_neo4j.process import run_admin_tool

USER = "neo4j"
PASSWORD_BYTES = 24
ADMIN_TIMEOUT_SECONDS = 120


def ensure_password(paths: ServerPaths, class_path: Sequence[Path]) -> str:
    """The password of this home; before the very first start it is made and given to Neo4j.

    Raises LocalNeo4jError when the database is there and its password file is not.
    """
    if paths.initialized:
        return read_password(paths)
    password = secrets.token_hex(PASSWORD_BYTES)
    _write_private(paths.password_file, password)
    # Handed over by the file's name (`@file` is read by the tool), so that it never stands in a process list.
    wanted = ("dbms", "set-initial-password", f"@{paths.password_file}")
    said = run_admin_tool(paths, class_path, ADMIN_TIMEOUT_SECONDS, *wanted)
    if said is not None:
        raise LocalNeo4jStartFailed(f"Neo4j did not take its first password: {said}")
    return password


def read_password(paths: ServerPaths) -> str:
    """The password of a database that exists."""
    try:
        return paths.password_file.read_text(encoding="ascii").strip()
    except OSError as error:
        message = (
            f"The database in {paths.data} is there, but its password file {paths.password_file} "
            f"cannot be read ({error.strerror}). Put the file back, or remove the folder {paths.data} "
            "to begin with an empty database."
        )
        raise LocalNeo4jError(message) from error


def _write_private(path: Path, password: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(password + "\n")

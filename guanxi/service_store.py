"""The service's own small database, beside the graph: users, sessions, audit, saved queries, sealed archives."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event

BUSY_TIMEOUT_MILLIS = 10_000


def open_service_store(url: str | None, home: Path) -> Engine:
    """Return the database at `url`, or else the SQLite file `service.db` in `home`, readable by its owner alone."""
    if url is not None:
        return create_engine(url, pool_pre_ping=True)
    home.mkdir(parents=True, exist_ok=True)
    path = home / "service.db"
    path.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # Deleted rows are overwritten: an erased person is not to be found in free pages.
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON", f"busy_timeout={BUSY_TIMEOUT_MILLIS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()

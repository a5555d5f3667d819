"""Takes refused rows out of the quarantine: those about one person, and those that nobody has mended in time."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from graph.errors import KeyUnavailable, SealBroken
from graph.vault import Vault

PATTERN = "*.sealed"


def remove_rows_about(folder: Path, vault: Vault, is_about: Callable[[str], bool]) -> int:
    """Remove every refused row whose text `is_about` recognises; return how many."""
    return sum(_without(path, vault, is_about) for path in sorted(folder.glob(PATTERN)))


def files_before(folder: Path, moment: datetime) -> list[Path]:
    """Return the files of runs before that moment."""
    return [path for path in sorted(folder.glob(PATTERN)) if path.stat().st_mtime < moment.timestamp()]


def destroy_files_before(folder: Path, moment: datetime) -> Iterator[int]:
    """Overwrite and delete the files of runs before that moment, yielding 1 for each."""
    for path in files_before(folder, moment):
        with path.open("r+b") as file:
            _overwrite(file.fileno())
        path.unlink()
        yield 1


def _without(path: Path, vault: Vault, is_about: Callable[[str], bool]) -> int:
    lines = path.read_text(encoding="ascii").splitlines(keepends=True)
    kept = [line for line in lines if not _is_about(line, vault, is_about)]
    if len(kept) == len(lines):
        return 0
    written = path.with_suffix(".new")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.writelines(kept)
        file.flush()
        os.fsync(file.fileno())
    found = path.stat()
    os.utime(written, ns=(found.st_atime_ns, found.st_mtime_ns))
    with path.open("r+b") as former:
        written.replace(path)
        _overwrite(former.fileno())
    return len(lines) - len(kept)


def _is_about(line: str, vault: Vault, is_about: Callable[[str], bool]) -> bool:
    try:
        return is_about(vault.open(line.rstrip("\n")).clear)
    except (SealBroken, KeyUnavailable):
        # Nobody can read it, so it names nobody.
        return False


def _overwrite(descriptor: int) -> None:
    os.pwrite(descriptor, b"\0" * os.fstat(descriptor).st_size, 0)
    os.fsync(descriptor)

"""Why a start failed, read from what the server left in its logs."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from guanxi.local_neo4j.paths import ServerPaths

LINES_QUOTED = 12
CAUSES_QUOTED = 3
TAIL_BYTES = 64 * 1024
# As Neo4j begins each line, in UTC, to the second.
TIMESTAMP = "%Y-%m-%d %H:%M:%S"
STACK_FRAME = re.compile(r"\sat [\w.$/]+\(|^\s*\.\.\. \d+ more$")

# What the log says → what it means and what to do. The first found wins: causes stand before consequences.
REASONS = (
    (
        ("No space left on device", "Disk quota exceeded"),
        "The disk is full. Free some space and run guanxi up again; what was committed is kept.",
    ),
    (
        (
            "java.lang.OutOfMemoryError",
            "Invalid memory configuration",
            "Could not reserve enough space",
            "insufficient memory",
            "Cannot allocate memory",
        ),
        (
            "There is too little memory. Close other programs, or lower GUANXI_LOCAL_NEO4J__HEAP_MEGABYTES "
            "and GUANXI_LOCAL_NEO4J__PAGE_CACHE_MEGABYTES (or raise the heap if that ran out)."
        ),
    ),
    (
        ("Address already in use", "is already in use"),
        "A port was taken by another program while Neo4j started. Run guanxi up again.",
    ),
    (
        ("has been locked by another process", "FileLockException", "Unable to obtain lock on"),
        (
            "Another Neo4j process has this database open. End that process first; "
            "the lock ends with it, so there is no lock file to remove."
        ),
    ),
    (
        ("store version", "StoreVersion", "newer version of Neo4j"),
        (
            "The database was written by another version of Neo4j, or its files are damaged. Use the Guanxi "
            "that wrote it, put back a copy of its data folder, or set GUANXI_HOME to a new folder."
        ),
    ),
    (
        ("Permission denied", "AccessDeniedException"),
        "Neo4j may not write to a file of its own folder. Correct the owner or the permissions.",
    ),
)


def explain_failure(paths: ServerPaths, happened: str) -> str:
    """What happened, the likely reason, and the last log lines of this start, as one message."""
    console, user_log = _lines(paths.console_log), _this_start(paths, "neo4j.log")
    # The short logs first: the long one also lists settings and classes by names that look like causes.
    debug_log = _this_start(paths, "debug.log")
    reason = _reason((*console, *user_log)) or _reason(debug_log)
    causes = [line for line in debug_log if " ERROR " in line or line.startswith("Caused by:")]
    last = [line for line in (*user_log, *console) if line.strip() and not STACK_FRAME.search(line)]
    told = (*causes[-CAUSES_QUOTED:], *last[-LINES_QUOTED:])
    quoted = "\n".join(f"  {line.strip()}" for line in told)
    return "\n".join(filter(None, (happened, reason, f"The last lines of its logs in {paths.logs}:", quoted)))


def _reason(lines: Sequence[str]) -> str:
    text = "\n".join(lines)
    return next((reason for marks, reason in REASONS if any(mark in text for mark in marks)), "")


def _this_start(paths: ServerPaths, log_name: str) -> list[str]:
    """The lines since the process was recorded: Neo4j appends, and an old failure explains nothing."""
    if not paths.process_file.exists():
        return []
    started = datetime.fromtimestamp(paths.process_file.stat().st_mtime, UTC).strftime(TIMESTAMP)
    lines = _lines(paths.logs / log_name)
    first = next((index for index, line in enumerate(lines) if line[:1].isdigit() and line >= started), len(lines))
    return lines[first:]


def _lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        return file.read().decode("utf-8", errors="replace").splitlines()

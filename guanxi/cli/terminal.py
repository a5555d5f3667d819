"""How the steps of starting Neo4j look in a terminal, and as plain lines where there is none."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from guanxi.local_neo4j import Watcher

if TYPE_CHECKING:
    from rich.status import Status


class TerminalWatcher(Watcher):
    """Shows each step with a spinner and the download with a bar, on standard error; use it in a `with`."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._status: Status | None = None
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def say(self, sentence: str) -> None:
        """Show the step that begins."""
        self._clear()
        if self._console.is_terminal:
            self._status = self._console.status(sentence)
            self._status.start()
        else:
            self._console.print(sentence)

    def download_starts(self, jar_count: int, total_bytes: int) -> None:
        """Show a bar, or on a plain output one line."""
        self._clear()
        sentence = f"Downloading {jar_count} jars of Neo4j"
        if not self._console.is_terminal:
            self._console.print(f"{sentence} ({total_bytes >> 20} MiB).")
            return
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        self._progress = Progress(*columns, TimeRemainingColumn(), console=self._console)
        self._progress.add_task(sentence, total=total_bytes)
        self._progress.start()

    def download_advances(self, received_bytes: int) -> None:
        """Move the bar."""
        if self._progress is not None:
            self._progress.advance(self._progress.task_ids[0], received_bytes)

    def _clear(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None
        if self._progress is not None:
            self._progress.stop()
            self._progress = None


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the block as Ctrl-C does, so that what it started is taken down with it."""
    numbers = (signal.SIGTERM, signal.SIGHUP)
    previous = {number: signal.signal(number, _exit) for number in numbers}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _exit(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)

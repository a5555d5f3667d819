"""Why a row was refused, and the quarantine file that keeps every refused row whole."""

import json
import os
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from graph.errors import SettingsInvalid

_SAMPLE_MAX = 20


class RowRejected(Exception):
    """A row cannot be accepted: the column, its value, a reason code and a sentence."""

    def __init__(self, code: str, reason: str, column: str = "", value: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.column = column
        self.value = value


@dataclass(frozen=True)
class Reject:
    """One refused row; `row` counts from 1 with the header, as an editor or Excel shows it."""

    file: str
    row: int
    column: str
    value: str
    code: str
    reason: str
    raw: str


class Quarantine:
    """A JSON Lines file of rejects, readable by its owner only since it holds customers' data."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: Counter[str] = Counter()
        self.sample: list[Reject] = []

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise SettingsInvalid(f"The quarantine cannot be written: {error}.") from error
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, reject: Reject) -> None:
        """Keep one reject."""
        self.counts[reject.code] += 1
        if len(self.sample) < _SAMPLE_MAX:
            self.sample.append(reject)
        self._file.write(json.dumps(asdict(reject), ensure_ascii=False) + "\n")

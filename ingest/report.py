"""What an ingest run says of itself: rows read, accepted and rejected, and what they changed in the graph."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from graph.writer import Written
from ingest.rejects import Reject


class Progress(Protocol):
    """Hears how far a run is; the terminal draws it, a test may ignore it."""

    def started(self, file: str) -> None:
        """A file is opened."""

    def advanced(self, file: str, rows: int) -> None:
        """So many more rows of it are done."""

    def finished(self, file: str) -> None:
        """The file is done."""


class NoProgress:
    """Hears and says nothing."""

    def started(self, file: str) -> None:
        """Say nothing."""

    def advanced(self, file: str, rows: int) -> None:
        """Say nothing."""

    def finished(self, file: str) -> None:
        """Say nothing."""


@dataclass
class FileReport:
    """The rows of one file: `accepted + rejected == read`, always."""

    name: str
    read: int = 0
    accepted: int = 0
    rejected: int = 0


@dataclass
class IngestReport:
    """One run. `written` counts, for each label and tie type, what was created, changed and unchanged."""

    run_id: str
    mapping: str
    quarantine: Path
    files: list[FileReport] = field(default_factory=list)
    written: dict[str, Written] = field(default_factory=dict)
    reject_counts: Counter[str] = field(default_factory=Counter)
    reject_sample: list[Reject] = field(default_factory=list)
    identity_conflicts: int = 0
    seconds: float = 0.0

    def count(self, what: str, written: Written) -> None:
        """Add what one batch wrote of one label or tie type."""
        self.written[what] = self.written.get(what, Written(0, 0, 0)) + written

    @property
    def rows_read(self) -> int:
        """Rows of all files."""
        return sum(file.read for file in self.files)

    @property
    def rows_accepted(self) -> int:
        """Accepted rows of all files."""
        return sum(file.accepted for file in self.files)

    @property
    def rows_rejected(self) -> int:
        """Rejected rows of all files."""
        return sum(file.rejected for file in self.files)

    @property
    def created(self) -> int:
        """Nodes, ties and party records that were new."""
        return sum(written.created for written in self.written.values())

    @property
    def changed(self) -> int:
        """Nodes, ties and party records that differed from the graph."""
        return sum(written.changed for written in self.written.values())

    def as_dict(self) -> dict[str, Any]:
        """Return the report for `--json`, which shows no delivered value."""
        return {
            "run_id": self.run_id,
            "mapping": self.mapping,
            "files": [vars(file) for file in self.files],
            "rows_read": self.rows_read,
            "rows_accepted": self.rows_accepted,
            "rows_rejected": self.rows_rejected,
            "created": self.created,
            "changed": self.changed,
            "written": {what: vars(written) for what, written in sorted(self.written.items())},
            "rejects_by_code": dict(sorted(self.reject_counts.items())),
            "rejects_first": [_without_values(reject) for reject in self.reject_sample],
            "identity_conflicts": self.identity_conflicts,
            "quarantine": str(self.quarantine),
            "seconds": round(self.seconds, 2),
        }


def _without_values(reject: Reject) -> dict[str, Any]:
    """Leave out what was delivered: a report is printed, logged and mailed."""
    return {name: value for name, value in vars(reject).items() if name not in ("value", "raw")}

"""The record of one job's execution in the graph: what it worked on, when, and what it has come to."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from cypher import query
from graph.session import GraphSession


@dataclass(frozen=True)
class RunCounts:
    """Rows that a run has read, taken and refused, and what it has created and changed."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    created: int = 0
    changed: int = 0


@dataclass(frozen=True)
class RunRecord:
    """One execution under its id; `version` is of what decided, `input_digest` of what it was made from."""

    session: GraphSession
    run_id: str
    kind: str
    subject: str
    version: str = "1"
    input_digest: str = ""
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def start(self) -> None:
        """Write down that it runs."""
        self.session.write(
            query("runs/start"),
            {
                "run_id": self.run_id,
                "kind": self.kind,
                "subject": self.subject,
                "version": self.version,
                "input_digest": self.input_digest,
                "started_at": self.started_at,
            },
        )

    def complete(self, counts: RunCounts) -> None:
        """Write down that it has ended well."""
        self._finish("COMPLETED", counts)

    def fail(self, counts: RunCounts = RunCounts()) -> None:
        """Write down that it has failed."""
        self._finish("FAILED", counts)

    def _finish(self, state: str, counts: RunCounts) -> None:
        self.session.write(
            query("runs/finish"),
            {
                "run_id": self.run_id,
                "state": state,
                "finished_at": datetime.now(UTC),
                "rows_read": counts.read,
                "rows_accepted": counts.accepted,
                "rows_rejected": counts.rejected,
                "created": counts.created,
                "changed": counts.changed,
            },
        )

"""What the silos report while they are written: rows a file, planted flaws, and which record is whose."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sample_bank.arrays import Ints, Texts
from sample_bank.dirt import BadRow, Doubt, Plan, plan_dirt
from sample_bank.flaws import FLAWS
from sample_bank.streams import Streams


@dataclass(frozen=True, slots=True)
class SiloRecords:
    """One row a record of a silo: the true entity, the silo's id, and how name and id number are spelt."""

    silo: str
    entities: Ints
    record_ids: Texts
    spellings: Texts
    id_qualities: Texts


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Second records of one entity inside a silo."""

    silo: str
    record_ids: Texts
    duplicate_of: Texts
    entities: Ints


@dataclass
class Journal:
    """Files are named by their path below `out`."""

    out: Path
    streams: Streams
    rows: dict[str, int] = field(default_factory=dict)
    sheets: dict[str, dict[str, int]] = field(default_factory=dict)
    bad_rows: list[BadRow] = field(default_factory=list)
    records: list[SiloRecords] = field(default_factory=list)
    duplicates: list[Duplicates] = field(default_factory=list)

    def path(self, file: str) -> Path:
        """Where the file goes; its folder exists."""
        path = self.out / file
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def plan(self, file: str, rows: int, *, doubts: Sequence[Doubt] = (), first_row: int = 2) -> Plan:
        """The file's dirt (for a sheet: file#sheet), noted in the key at once."""
        plan = plan_dirt(self.streams.numpy(f"dirt {file}"), rows, FLAWS.get(file, ()), list(doubts))
        name, _, sheet = file.partition("#")
        self.bad_rows.extend(plan.bad_rows(name, sheet, first_row))
        return plan

    def wrote(self, file: str, rows: int) -> None:
        """Notes how many rows the file got, header not counted."""
        self.rows[file] = rows

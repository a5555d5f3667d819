import json
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import IntegrityError

from audit import AnchorFile, Audit, Blinder, EntryFilter, Event
from audit.anchors import ENTRIES_APART
from audit.entry import GENESIS, entry_hash
from audit.tables import entries
from graph.errors import AuditUnavailable
from guanxi.service_store import open_service_store
from tests.support.vault import test_vault

ENTRIES = 250


def sign(value: str) -> str:
    return test_vault().digest(value)


def audit_on(engine: Engine, folder: Path) -> Audit:
    return Audit(engine, Blinder(test_vault().blind), sign, AnchorFile(folder / "anchors.jsonl", sign))


def event(number: int = 0) -> Event:
    return Event("wang.fang", ("analyst",), "customer_profile", 200, "ANALYTICS", f"core:{number}", "request-1")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose chain has ENTRIES entries; written once, since each is waited for until the disk has it."""
    folder = tmp_path_factory.mktemp("audit")
    engine = open_service_store(None, folder)
    made = audit_on(engine, folder)
    for number in range(ENTRIES):
        made.append(event(number))
    engine.dispose()
    return folder


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_service_store(None, tmp_path)


@pytest.fixture
def audit(written: Path, tmp_path: Path, engine: Engine) -> Audit:
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    return audit_on(engine, tmp_path)


def tamper(engine: Engine, change: Callable[[Connection], object]) -> None:
    """Change the table as somebody does who owns the database's file."""
    with engine.begin() as connection:
        for name in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER audit_entries_no_{name}"))
        change(connection)


def statement(sql: str) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(text(sql))


def rewritten(first: int) -> Callable[[Connection], object]:
    """Recompute every hash from `first` on, which needs no key."""

    def change(connection: Connection) -> None:
        connection.execute(entries.update().where(entries.c.sequence == first).values(subject="core:x"))
        rows = connection.execute(entries.select().order_by(entries.c.sequence)).all()
        previous = GENESIS
        for *values, _ in rows:
            previous = entry_hash(previous, tuple(values))
            connection.execute(entries.update().where(entries.c.sequence == values[0]).values(hash=previous))
        connection.execute(text("UPDATE audit_head SET hash = :hash"), {"hash": previous})

    return change


def test_a_whole_chain_holds(audit: Audit) -> None:
    found = audit.verify()
    assert (found.entries, found.fault) == (ENTRIES, None)
    assert found.anchors == 1 + ENTRIES // ENTRIES_APART


@pytest.mark.parametrize(
    ("change", "bad"),
    [
        (statement("UPDATE audit_entries SET outcome = 404 WHERE sequence = 40"), 40),
        (statement("UPDATE audit_entries SET details = '{}  ' WHERE sequence = 41"), 41),
        (statement("DELETE FROM audit_entries WHERE sequence = 42"), 42),
        (statement("DELETE FROM audit_entries WHERE sequence = 1"), 1),
        (statement("UPDATE audit_entries SET sequence = -sequence WHERE sequence = 43"), 1),
        (rewritten(150), 200),
        (statement("DELETE FROM audit_entries WHERE sequence > 240"), 241),
        (statement("DELETE FROM audit_entries WHERE sequence > 90"), 91),
        (statement("DELETE FROM audit_entries"), 1),
    ],
    ids=["edited", "respelled", "deleted", "first deleted", "moved", "rewritten", "cut", "cut at an anchor", "emptied"],
)
def test_the_first_bad_entry_is_named(
    engine: Engine, audit: Audit, change: Callable[[Connection], object], bad: int
) -> None:
    tamper(engine, change)
    fault = audit.verify().fault
    assert fault is not None
    assert fault.sequence == bad


def test_swapped_entries_are_found(engine: Engine, audit: Audit) -> None:
    def swap(connection: Connection) -> None:
        for old, new in ((60, -1), (61, 60), (-1, 61)):
            connection.execute(entries.update().where(entries.c.sequence == old).values(sequence=new))

    tamper(engine, swap)
    fault = audit.verify().fault
    assert fault is not None
    assert fault.sequence == 60


def test_an_inserted_entry_is_found(engine: Engine, audit: Audit) -> None:
    def insert(connection: Connection) -> None:
        row = connection.execute(entries.select().where(entries.c.sequence == ENTRIES)).one()
        values = (ENTRIES + 1, *row[1:-1])
        hashed = entry_hash(row.hash, values)
        connection.execute(entries.insert(), dict(zip(entries.c.keys(), (*values, hashed), strict=True)))

    tamper(engine, insert)
    fault = audit.verify().fault
    assert fault is not None
    assert fault.sequence == ENTRIES + 2 or "head" in fault.what


def test_what_was_cut_off_stays_known_when_the_service_goes_on(engine: Engine, audit: Audit) -> None:
    def cut(connection: Connection) -> None:
        connection.execute(text("DELETE FROM audit_entries WHERE sequence > 230"))
        last = connection.execute(entries.select().where(entries.c.sequence == 230)).one()
        connection.execute(text("UPDATE audit_head SET sequence = 230, hash = :hash"), {"hash": last.hash})

    tamper(engine, cut)
    audit.append(event())
    fault = audit.verify().fault
    assert fault is not None
    assert (fault.sequence, "break" in fault.what) == (231, True)


@pytest.mark.usefixtures("audit")
def test_a_head_that_was_taken_away_is_not_signed_anew(engine: Engine, tmp_path: Path) -> None:
    tamper(engine, statement("DELETE FROM audit_head"))
    assert audit_on(engine, tmp_path).verify().fault is not None


def test_a_whole_database_put_back_to_an_earlier_day_is_found(engine: Engine, tmp_path: Path) -> None:
    audit = audit_on(engine, tmp_path)
    for number in range(50):
        audit.append(event(number))
    (tmp_path / "earlier").mkdir()
    with engine.connect() as connection:
        connection.execute(text(f"VACUUM INTO '{tmp_path}/earlier/service.db'"))
    for number in range(100):
        audit.append(event(number))
    restored = audit_on(create_engine(f"sqlite:///{tmp_path}/earlier/service.db"), tmp_path)
    fault = restored.verify().fault
    assert fault is not None
    assert fault.sequence == 51


def test_a_forged_anchor_and_a_lost_anchor_file_are_found(audit: Audit, tmp_path: Path) -> None:
    path = tmp_path / "anchors.jsonl"
    lines = path.read_text().splitlines()
    forged = {**json.loads(lines[1]), "signature": "0" * 32}
    path.write_text("\n".join([lines[0], json.dumps(forged), *lines[2:]]))
    fault = audit.verify().fault
    assert fault is not None
    assert "anchor of entry 100" in fault.what
    path.unlink()
    assert audit.verify().fault is not None


@pytest.mark.parametrize("sql", ["UPDATE audit_entries SET outcome = 1", "DELETE FROM audit_entries"])
def test_the_database_refuses_changes(engine: Engine, audit: Audit, sql: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), engine.begin() as connection:
        connection.execute(text(sql))
    assert audit.verify().fault is None


def test_writers_of_two_processes_take_turns(engine: Engine, tmp_path: Path) -> None:
    writers = [audit_on(open_service_store(None, tmp_path), tmp_path) for _ in range(4)]
    threads = [
        threading.Thread(target=lambda writer=writer: [writer.append(event(n)) for n in range(25)])
        for writer in writers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = audit_on(engine, tmp_path).verify()
    assert (found.entries, found.fault) == (100, None)


def test_what_cannot_be_recorded_is_an_error(engine: Engine, audit: Audit) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_entries RENAME TO gone"))
        connection.execute(text("ALTER TABLE audit_head RENAME TO gone_too"))
    for act in (lambda: audit.append(event()), audit.probe, lambda: audit.find(EntryFilter()), audit.verify):
        with pytest.raises(AuditUnavailable):
            act()


def test_an_anchor_is_due_after_an_hour(tmp_path: Path) -> None:
    now = [0.0]
    anchors = AnchorFile(tmp_path / "anchors.jsonl", sign, lambda: now[0])
    for sequence, seconds in ((1, 0), (2, 10), (3, 3_599), (4, 3_600), (5, 3_601)):
        now[0] = seconds
        anchors.note(sequence, "h")
    assert sorted(anchors.read()) == [1, 4]
    assert (tmp_path / "anchors.jsonl").stat().st_mode & 0o777 == 0o600


def test_entries_are_found_by_who_what_whom_and_when(engine: Engine) -> None:
    moments = iter(datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 10))
    blinder = Blinder(test_vault().blind)
    audit = Audit(engine, blinder, sign, now=lambda: next(moments))
    audit.append(Event("a", (), "search_customers", 200, details={"asked": blinder.query([("q", "张 伟")], {"q"})}))
    audit.append(Event("b", (), "customer_profile", 403, subject="core:1"))
    audit.append(Event("b", (), "customer_profile", 404, subject=blinder.subject("zhang wei", is_known=False)))

    def sequences(**wanted: object) -> list[int]:
        return [entry.sequence for entry in audit.find(EntryFilter(**wanted))]  # type: ignore[arg-type] # by name

    assert sequences(user="b") == [3, 2]
    assert sequences(operation="search_customers") == [1]
    assert sequences(subject="core:1") == [2]
    assert sequences(subject="Zhang Wei") == [3]
    assert sequences(outcome=403) == [2]
    assert sequences(text="张　伟") == [1]
    assert sequences(text="张") == []
    second = datetime(2026, 1, 2, tzinfo=UTC)
    assert sequences(since=second) == [3, 2]
    assert sequences(until=second) == [1]
    assert sequences(since=second, until=second + timedelta(hours=1)) == [2]
    assert [entry.sequence for entry in audit.find(EntryFilter(), before=3, limit=1)] == [2]

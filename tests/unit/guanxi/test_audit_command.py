import getpass
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from graph.errors import AuditUnavailable, UserNotFound
from guanxi.cli import app
from guanxi.cli.recorded import operating_system_user

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("GUANXI_HOME", str(tmp_path))

    def call(*arguments: str, exit_code: int = 0) -> str:
        result = CliRunner().invoke(app, list(arguments))
        if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == exit_code, result.output
        return result.output

    return call


def tamper(folder: Path, sql: str) -> None:
    engine = create_engine(f"sqlite:///{folder}/service.db")
    with engine.begin() as connection:
        connection.execute(text(sql))
    engine.dispose()


def test_what_is_done_to_users_on_the_machine_is_recorded(run: Run) -> None:
    run("users", "add", "wang.fang", "--role", "analyst", "--generate")
    run("users", "roles", "wang.fang", "--role", "steward")
    run("users", "disable", "wang.fang")
    with pytest.raises(UserNotFound):
        run("users", "enable", "nobody")
    lines = run("audit", "list", "--who", f"os:{operating_system_user()}").splitlines()
    assert [line.split()[2] for line in lines] == ["404", "200", "200", "200"]
    assert [line.split()[4] for line in lines] == ["change_user", "change_user", "change_user", "add_user"]
    assert all("wang.fang" in line for line in lines[1:])
    assert "wang.fang" in run("audit", "list", "--subject", "wang.fang", "--limit", "1")


def test_who_types_cannot_name_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "somebody-else")
    assert getpass.getuser() == "somebody-else"
    assert operating_system_user() != "somebody-else"


def test_verify_names_the_first_bad_entry_and_exits_with_1(run: Run, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        run("users", "add", name, "--role", "analyst", "--service")
    assert "3 entries are as they were written" in run("audit", "verify")
    tamper(tmp_path, "DROP TRIGGER audit_entries_no_update")
    tamper(tmp_path, "UPDATE audit_entries SET outcome = 404 WHERE sequence = 2")
    assert "Entry 2 was edited" in run("audit", "verify", exit_code=1)


def test_a_command_that_cannot_be_recorded_does_nothing(run: Run, tmp_path: Path) -> None:
    run("users", "add", "a", "--role", "analyst", "--service")
    tamper(tmp_path, "CREATE TRIGGER full BEFORE UPDATE ON audit_head BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(AuditUnavailable):
        run("users", "disable", "a")
    tamper(tmp_path, "DROP TRIGGER full")
    assert "active" in run("users", "list")

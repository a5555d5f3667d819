"""A replica that is wanted and does not answer: statements fail, and none goes to the primary instead."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from access.door import Door
from graph.errors import GraphUnavailable
from graph.session import GraphSession
from graph.store import Store
from guanxi import wiring
from guanxi.local_neo4j.paths import ServerPaths
from guanxi.settings import AnalystSettings, Settings
from tests.support.app import app_on, memory_engine, signed_in_client
from tests.support.vault import test_vault

NOBODY_LISTENS = 1
STATEMENTS = ("RETURN 1 AS one", "MATCH (p:Party) RETURN p", "MATCH (n) RETURN n.name_terms")


class _Untouched:
    """A primary that no statement may reach."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the primary was asked for {name}")


PRIMARY: Any = _Untouched()


@pytest.fixture
def wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home whose replica was brought up, and is dead."""
    monkeypatch.setattr(wiring, "supervised", lambda _: nullcontext())
    paths = ServerPaths(tmp_path / "analyst-replica")
    (paths.data / "databases" / "system").mkdir(parents=True)
    paths.ports_file.write_text(f'{{"bolt": {NOBODY_LISTENS}, "http": {NOBODY_LISTENS}}}')
    paths.password_file.write_text("secret")
    (paths.home / "wanted").touch()
    return Settings(home=tmp_path)


@pytest.fixture
def external(tmp_path: Path) -> Settings:
    """Settings that name a replica of the bank's own, where nobody listens."""
    password = tmp_path / "password"
    password.write_text("secret")
    uri = f"bolt://localhost:{NOBODY_LISTENS}"
    return Settings(home=tmp_path, analyst=AnalystSettings(replica_uri=uri, replica_password_file=password))


@contextmanager
def analyst_of(settings: Settings) -> Iterator[TestClient]:
    with (
        wiring.open_console(settings, PRIMARY, memory_engine()) as console,
        GraphSession.connect(f"bolt://localhost:{NOBODY_LISTENS}", "", "") as session,
    ):
        assert console.place == "replica"
        door = Door(memory_engine())
        yield signed_in_client(app_on(Store(session, test_vault()), door, console=console), door, "analyst")


@pytest.mark.parametrize("which", ["wanted", "external"])
@pytest.mark.parametrize("path", ["/cypher", "/cypher/explain"])
def test_statements_wait_for_a_dead_replica_and_never_go_to_the_primary(
    which: str, path: str, request: pytest.FixtureRequest
) -> None:
    with analyst_of(request.getfixturevalue(which)) as analyst:
        for text in STATEMENTS:
            answer = analyst.post(path, json={"query": text})
            assert answer.status_code == 503, answer.text
            assert answer.headers["retry-after"]
        assert analyst.delete("/cypher/query-0001").status_code == 503


def test_a_wanted_replica_whose_files_are_gone_is_said_at_the_start(wanted: Settings) -> None:
    ServerPaths(wanted.home / "analyst-replica").ports_file.unlink()
    with pytest.raises(GraphUnavailable, match="replica"), wiring.open_console(wanted, PRIMARY, memory_engine()):
        pass


def test_only_without_a_wanted_replica_the_primary_is_used(tmp_path: Path) -> None:
    with wiring.open_console(Settings(home=tmp_path), PRIMARY, memory_engine()) as console:
        assert console.place == "primary"

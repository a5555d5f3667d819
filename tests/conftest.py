"""One real Neo4j a test run, started when the first test asks for it; a clean database for each test that writes.

`GUANXI_TEST_NEO4J_URI` (with `GUANXI_TEST_NEO4J_PASSWORD`) points at a server to use instead; its data is deleted.
Data that lies beside the project in `shared/` is read where it is there; `GUANXI_TEST_REQUIRE_SHARED=1` makes its
absence a failure instead of a skip.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from graph.migrations import migrate
from graph.session import GraphSession
from guanxi.local_neo4j import LocalNeo4jSettings, Watcher, running
from tests.support.server import TestServer, delete_everything

PROJECT = Path(__file__).parent.parent

# A busy machine is no failure of the code: no example is timed.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies below integration/, so that `-m "not integration"` runs without a server."""
    for item in items:
        if "integration" in item.path.relative_to(PROJECT).parts:
            item.add_marker(pytest.mark.integration)


class _Narrator(Watcher):
    def __init__(self, config: pytest.Config) -> None:
        self._capture = config.pluginmanager.getplugin("capturemanager")
        self._writer = config.get_terminal_writer()

    def say(self, sentence: str) -> None:
        """Print a step although pytest captures the output."""
        with self._capture.global_and_fixture_disabled():
            self._writer.line(f"\n  {sentence}")

    def download_starts(self, jar_count: int, total_bytes: int) -> None:
        """Print what is downloaded."""
        self.say(f"Downloading {jar_count} jars of Neo4j ({total_bytes >> 20} MiB), once for this user.")


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest) -> Iterator[TestServer]:
    """The server of this test run: where it is and how to sign in."""
    uri = os.environ.get("GUANXI_TEST_NEO4J_URI")
    if uri:
        password = os.environ.get("GUANXI_TEST_NEO4J_PASSWORD", "")
        with TestServer.opened(uri, "neo4j", password) as server:
            yield server
        return
    narrator = _Narrator(request.config)
    narrator.say("Integration tests run on a Neo4j of their own in build/test-neo4j.")
    settings = LocalNeo4jSettings(heap_megabytes=1024, page_cache_megabytes=256)
    with (
        running(PROJECT / "build" / "test-neo4j", settings, narrator) as started,
        TestServer.opened(started.bolt_uri, started.user, started.password.get_secret_value()) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def _pool(neo4j_server: TestServer) -> Iterator[GraphSession]:
    with neo4j_server.connect() as session:
        delete_everything(neo4j_server)
        migrate(session)
        yield session


@pytest.fixture
def session(neo4j_server: TestServer, _pool: GraphSession) -> GraphSession:
    """A connection to an empty graph with the schema of this version."""
    delete_everything(neo4j_server)
    return _pool


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; a test that asks for it is skipped by name without it."""
    folder = PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        if os.environ.get("GUANXI_TEST_REQUIRE_SHARED") == "1":
            pytest.fail(f"{folder} is required here and is not there")
        pytest.skip("needs the real data of shared/data, which is not part of the project")
    return folder

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from graph.errors import JarMismatch, JarUnavailable
from guanxi.local_neo4j import jars
from guanxi.local_neo4j.jars import JarSource, fetch_jars
from guanxi.local_neo4j.lock import Jar
from guanxi.local_neo4j.watcher import Watcher

CONTENT = bytes(range(256)) * 1024


@dataclass
class Repository:
    """A Maven repository of one jar on loopback, with the faults that real ones have."""

    content: bytes = CONTENT
    answers_ranges: bool = True
    statuses: list[int] = field(default_factory=list)
    cut_after_bytes: list[int] = field(default_factory=list)
    ranges: list[str | None] = field(default_factory=list)
    url: str = ""


@contextmanager
def serving(repository: Repository) -> Iterator[Repository]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers["Range"]
            repository.ranges.append(wanted)
            status = repository.statuses.pop(0) if repository.statuses else 200
            if status != 200:
                self.send_error(status)
                return
            body = repository.content
            if wanted and repository.answers_ranges:
                body = body[int(wanted.removeprefix("bytes=").removesuffix("-")) :]
                status = 206
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: repository.cut_after_bytes.pop(0)] if repository.cut_after_bytes else body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        repository.url = f"http://127.0.0.1:{server.server_port}/maven2"
        yield repository
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class CountingWatcher(Watcher):
    def __init__(self) -> None:
        self.total_bytes = 0
        self.received_bytes = 0

    def download_starts(self, jar_count: int, total_bytes: int) -> None:
        assert jar_count == 1
        self.total_bytes = total_bytes

    def download_advances(self, received_bytes: int) -> None:
        self.received_bytes += received_bytes


def jar_of(content: bytes) -> Jar:
    return Jar("lib", "org.example:thing:1.0", len(content), hashlib.sha256(content).hexdigest())


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "FIRST_PAUSE_SECONDS", 0.001)


def fetch(repository: Repository, cache_dir: Path, jar: Jar | None = None) -> CountingWatcher:
    watcher = CountingWatcher()
    fetch_jars([jar or jar_of(CONTENT)], JarSource(cache_dir, repository.url), watcher)
    return watcher


def cached(cache_dir: Path) -> Path:
    return cache_dir / "org/example/thing/1.0/thing-1.0.jar"


def part(cache_dir: Path, content: bytes) -> Path:
    path = cached(cache_dir).with_name("thing-1.0.jar.part")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def test_a_jar_is_downloaded_once_and_then_needs_no_network(tmp_path: Path) -> None:
    with serving(Repository()) as repository:
        watcher = fetch(repository, tmp_path)
    assert cached(tmp_path).read_bytes() == CONTENT
    assert (watcher.total_bytes, watcher.received_bytes) == (len(CONTENT), len(CONTENT))
    assert fetch(repository, tmp_path).total_bytes == 0


def test_a_download_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    part(tmp_path, CONTENT[:1000])
    with serving(Repository()) as repository:
        watcher = fetch(repository, tmp_path)
    assert repository.ranges == ["bytes=1000-"]
    assert cached(tmp_path).read_bytes() == CONTENT
    assert watcher.received_bytes == len(CONTENT)


def test_a_connection_cut_in_the_middle_is_taken_up_again(tmp_path: Path) -> None:
    with serving(Repository(cut_after_bytes=[70_000])) as repository:
        fetch(repository, tmp_path)
    assert repository.ranges[0] is None
    assert len(repository.ranges) == 2
    assert repository.ranges[1] is not None
    assert cached(tmp_path).read_bytes() == CONTENT


def test_a_repository_that_ignores_ranges_sends_the_whole_jar(tmp_path: Path) -> None:
    part(tmp_path, CONTENT[:1000])
    with serving(Repository(answers_ranges=False)) as repository:
        watcher = fetch(repository, tmp_path)
    assert cached(tmp_path).read_bytes() == CONTENT
    assert watcher.received_bytes == len(CONTENT)


@pytest.mark.parametrize("kept", [b"x" * 1000, b"x" * len(CONTENT), b"x" * (len(CONTENT) + 1)])
def test_kept_bytes_of_something_else_are_thrown_away(tmp_path: Path, kept: bytes) -> None:
    part(tmp_path, kept)
    with serving(Repository()) as repository:
        watcher = fetch(repository, tmp_path)
    assert cached(tmp_path).read_bytes() == CONTENT
    assert watcher.received_bytes == len(CONTENT)


def test_a_busy_repository_is_asked_again(tmp_path: Path) -> None:
    with serving(Repository(statuses=[503, 500])) as repository:
        fetch(repository, tmp_path)
    assert len(repository.ranges) == 3
    assert cached(tmp_path).read_bytes() == CONTENT


def test_a_downloaded_jar_that_differs_is_refused(tmp_path: Path) -> None:
    other = b"y" + CONTENT[1:]
    with (
        serving(Repository(content=other)) as repository,
        pytest.raises(JarMismatch, match=r"thing-1\.0\.jar is not the jar") as refusal,
    ):
        fetch(repository, tmp_path)
    for named in (
        "org.example:thing:1.0",
        hashlib.sha256(CONTENT).hexdigest(),
        hashlib.sha256(other).hexdigest(),
    ):
        assert named in str(refusal.value)
    assert list(cached(tmp_path).parent.iterdir()) == []


def test_a_cached_jar_that_was_changed_is_refused_and_left_for_inspection(tmp_path: Path) -> None:
    with serving(Repository()) as repository:
        fetch(repository, tmp_path)
        cached(tmp_path).write_bytes(b"z" + CONTENT[1:])
        with pytest.raises(JarMismatch, match=re.escape(str(cached(tmp_path)))):
            fetch(repository, tmp_path)
    assert len(repository.ranges) == 1
    assert cached(tmp_path).exists()


def test_a_jar_that_the_repository_lacks_is_not_asked_for_again(tmp_path: Path) -> None:
    with (
        serving(Repository(statuses=[404])) as repository,
        pytest.raises(JarUnavailable, match="answers 404"),
    ):
        fetch(repository, tmp_path)
    assert len(repository.ranges) == 1


def test_without_a_network_the_message_names_the_mirror_setting(tmp_path: Path) -> None:
    with serving(Repository()) as repository:
        pass
    with pytest.raises(JarUnavailable, match="GUANXI_LOCAL_NEO4J__MAVEN_REPOSITORY"):
        fetch(repository, tmp_path)

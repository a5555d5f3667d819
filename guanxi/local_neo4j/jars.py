"""How a locked jar reaches this machine: from the cache, else from Maven, never with other bytes.

The bytes of an interrupted download stay in a `.part` file and the next attempt asks for the rest.
"""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import requests
from jgo.util import http

from graph.errors import JarMismatch, JarUnavailable, LocalNeo4jError
from guanxi.local_neo4j.exclusive import hold_lock
from guanxi.local_neo4j.lock import Jar
from guanxi.local_neo4j.watcher import Watcher

DOWNLOADS_AT_ONCE = 8
ATTEMPTS_MAX = 5
FIRST_PAUSE_SECONDS = 0.5
# Connecting, and between two pieces of an answer: a mirror that stalls longer is asked anew.
TIMEOUT_SECONDS = (10, 30)
CHUNK_BYTES = 1 << 16
# The repository will answer the same next time; all others (429, 5xx) are worth a second try.
FINAL_STATUSES = frozenset({400, 401, 403, 404, 407, 410})


@dataclass(frozen=True)
class JarSource:
    """One repository to download from, one folder to keep jars in."""

    cache_dir: Path
    repository: str

    def path(self, jar: Jar) -> Path:
        """Where the cache keeps `jar`, in Maven's own layout."""
        return self.cache_dir / jar.path

    def url(self, jar: Jar) -> str:
        """Where the repository keeps `jar`."""
        return f"{self.repository.rstrip('/')}/{jar.path}"


def fetch_jars(jars: Sequence[Jar], source: JarSource, watcher: Watcher) -> None:
    """Have every jar in the cache, each with its locked SHA-256.

    Raises JarMismatch for a jar that differs and JarUnavailable for one that cannot be had; what was
    downloaded until then is kept.
    """
    _create_cache(source.cache_dir)
    # Two homes share the cache, and two processes must not append to one part file.
    with hold_lock(source.cache_dir / ".lock", watcher.say):
        missing = [jar for jar in jars if not _is_cached(jar, source)]
        if missing:
            _download_all(missing, source, watcher)


def _create_cache(cache_dir: Path) -> None:
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = (
            f"Cannot create {cache_dir} for Neo4j's jars ({error.strerror}). "
            "Set GUANXI_LOCAL_NEO4J__CACHE_DIR to a folder that you own."
        )
        raise LocalNeo4jError(message) from error


def _is_cached(jar: Jar, source: JarSource) -> bool:
    path = source.path(jar)
    if not path.is_file():
        return False
    found = _sha256(path)
    if found != jar.sha256:
        message = (
            f"{path} is not the jar that Guanxi was locked to ({jar.coordinate}): "
            f"expected SHA-256 {jar.sha256}, found {found}. It was not used. "
            "Find out who changed it; remove the file to have it downloaded again."
        )
        raise JarMismatch(message)
    return True


def _download_all(jars: Sequence[Jar], source: JarSource, watcher: Watcher) -> None:
    total_bytes = sum(jar.size_bytes for jar in jars)
    _require_room(source.cache_dir, total_bytes)
    watcher.download_starts(len(jars), total_bytes)
    stopping = Event()
    pool = ThreadPoolExecutor(DOWNLOADS_AT_ONCE, thread_name_prefix="jar")
    try:
        # The largest first, so that no single jar is left running at the end.
        largest_first = sorted(jars, key=lambda jar: -jar.size_bytes)
        for _ in pool.map(lambda jar: _Download(jar, source, watcher.download_advances, stopping).run(), largest_first):
            pass
    finally:
        stopping.set()
        pool.shutdown(cancel_futures=True)


def _require_room(cache_dir: Path, total_bytes: int) -> None:
    free_bytes = shutil.disk_usage(cache_dir).free
    if free_bytes < total_bytes:
        message = (
            f"Neo4j's jars need {total_bytes >> 20} MiB in {cache_dir}, "
            f"where {free_bytes >> 20} MiB are free. "
            "Free some space, or set GUANXI_LOCAL_NEO4J__CACHE_DIR to a folder on another disk."
        )
        raise LocalNeo4jError(message)


class _Interrupted(Exception):
    """Another download failed, so this one ends where it is."""


@dataclass(frozen=True)
class _Download:
    jar: Jar
    source: JarSource
    advance: Callable[[int], None]
    stopping: Event

    @property
    def part(self) -> Path:
        path = self.source.path(self.jar)
        return path.with_name(path.name + ".part")

    def run(self) -> None:
        self.part.parent.mkdir(parents=True, exist_ok=True)
        resumed = self._kept_bytes() > 0
        self.advance(self._kept_bytes())
        self._receive_all()
        if resumed and _sha256(self.part) != self.jar.sha256:
            # What was kept may stem from another mirror or a broken disk: one whole download decides.
            self._drop_part()
            self._receive_all()
        found = _sha256(self.part)
        if found != self.jar.sha256:
            self._drop_part()
            message = (
                f"{self.source.url(self.jar)} is not the jar that Guanxi was locked to "
                f"({self.jar.coordinate}): expected SHA-256 {self.jar.sha256}, got {found}. "
                "It was thrown away and Neo4j was not started."
            )
            raise JarMismatch(message)
        self.part.replace(self.source.path(self.jar))

    def _receive_all(self) -> None:
        problem = ""
        for attempt in range(ATTEMPTS_MAX):
            if attempt:
                self.stopping.wait(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            try:
                self._receive_rest()
            except (requests.exceptions.SSLError, requests.exceptions.ProxyError) as error:
                problem = str(error)
            except requests.ConnectionError:
                problem = f"{self.source.repository} cannot be reached"
            except requests.RequestException as error:
                problem = str(error)
            if self._kept_bytes() == self.jar.size_bytes:
                return
        message = (
            f"{self.jar.coordinate} could not be downloaded after {ATTEMPTS_MAX} attempts"
            f"{f' ({problem})' if problem else ''}. What has arrived is kept: run the command again, or set "
            "GUANXI_LOCAL_NEO4J__MAVEN_REPOSITORY to a mirror that this machine reaches."
        )
        raise JarUnavailable(message)

    def _receive_rest(self) -> None:
        if self._kept_bytes() > self.jar.size_bytes:
            self._drop_part()
        kept = self._kept_bytes()
        if kept == self.jar.size_bytes:
            return
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={kept}-"} if kept else {})
        with http.get(self.source.url(self.jar), headers=headers, stream=True, timeout=TIMEOUT_SECONDS) as response:
            if response.status_code in FINAL_STATUSES:
                message = (
                    f"{self.source.url(self.jar)} answers {response.status_code}. "
                    "Set GUANXI_LOCAL_NEO4J__MAVEN_REPOSITORY to a repository that has it."
                )
                raise JarUnavailable(message)
            response.raise_for_status()
            resuming = response.status_code == requests.codes.partial_content
            if kept and not resuming:
                self._drop_part()
            self._append(response)

    def _append(self, response: requests.Response) -> None:
        with self.part.open("ab") as part:
            for chunk in response.iter_content(CHUNK_BYTES):
                if self.stopping.is_set():
                    raise _Interrupted
                part.write(chunk)
                self.advance(len(chunk))

    def _kept_bytes(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _drop_part(self) -> None:
        self.advance(-self._kept_bytes())
        self.part.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()

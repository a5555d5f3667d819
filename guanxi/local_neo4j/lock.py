"""The lock file: which jar, byte for byte, makes up the local Neo4j.

One jar a line, `place coordinate size_bytes sha256`, sorted within its group. Text, so that a review
shows what an update changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal, cast, get_args

from graph.errors import LocalNeo4jError

Place = Literal["lib", "plugins"]

NEO4J_VERSION = "5.26.30"
GDS_VERSION = "2.13.9"

HEADER = """\
# The jars of the local Neo4j, pinned. Written by `guanxi lock-neo4j`; do not edit.
# place group:artifact:version[:classifier] size_bytes sha256
"""


@dataclass(frozen=True, order=True)
class Jar:
    """One pinned jar: where it goes, what it is, how many bytes, and their SHA-256 in hex."""

    place: Place
    coordinate: str
    size_bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """The coordinate without its version: two jars of one name never belong on one class path."""
        group, artifact, _, *classifier = self.coordinate.split(":")
        return ":".join((group, artifact, *classifier))

    @property
    def path(self) -> str:
        """Where a Maven repository keeps it, relative to the repository's root."""
        group, artifact, version, *classifier = self.coordinate.split(":")
        file_name = "-".join((artifact, version, *classifier)) + ".jar"
        return "/".join((*group.split("."), artifact, version, file_name))


@dataclass(frozen=True)
class JarLock:
    """The jars of the server, and those that `--with-gds` adds."""

    server: tuple[Jar, ...]
    gds: tuple[Jar, ...]

    def jars(self, *, with_gds: bool) -> tuple[Jar, ...]:
        """The jars of one start."""
        return self.server + self.gds if with_gds else self.server


def render_lock(lock: JarLock) -> str:
    """The lock as text; `parse_lock` reads it back."""
    groups = (("server", lock.server), ("gds", lock.gds))
    return HEADER + "".join(f"\n[{name}]\n{_render_jars(jars)}" for name, jars in groups)


def _render_jars(jars: Iterable[Jar]) -> str:
    return "".join(f"{jar.place} {jar.coordinate} {jar.size_bytes} {jar.sha256}\n" for jar in sorted(jars))


def parse_lock(text: str) -> JarLock:
    """Read the text of a lock. Raises LocalNeo4jError naming the line that is not one."""
    groups: dict[str, list[Jar]] = {"server": [], "gds": []}
    group: list[Jar] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        if content.startswith("["):
            group = groups.get(content.strip("[]"))
            continue
        jar = _parse_jar(content)
        if jar is None or group is None:
            message = f"Line {number} of the Neo4j lock is not a jar: {content!r}. Run guanxi lock-neo4j."
            raise LocalNeo4jError(message)
        group.append(jar)
    return JarLock(tuple(sorted(groups["server"])), tuple(sorted(groups["gds"])))


def _parse_jar(content: str) -> Jar | None:
    match content.split():
        case [place, coordinate, size_bytes, sha256] if (
            place in get_args(Place)
            and coordinate.count(":") in {2, 3}
            and size_bytes.isascii()
            and size_bytes.isdigit()
            and len(sha256) == 64  # noqa: PLR2004 - hex digits of a SHA-256
        ):
            return Jar(cast("Place", place), coordinate, int(size_bytes), sha256)
        case _:
            return None


def lock_path() -> Path:
    """The lock file that is part of this package."""
    return Path(str(files(__package__).joinpath("neo4j.lock")))


def load_lock() -> JarLock:
    """The lock that this version of Guanxi carries."""
    return parse_lock(lock_path().read_text(encoding="utf-8"))

"""Which jars Neo4j and GDS need, asked of Maven's metadata by jgo; only `guanxi lock-neo4j` does this."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import requests
from jgo.maven import Artifact, MavenContext, ProfileConstraints, PythonResolver
from jgo.parse import Coordinate

from graph.errors import JarUnavailable
from guanxi.local_neo4j.lock import GDS_VERSION, NEO4J_VERSION, Jar, JarLock, Place

SERVER_COORDINATES = (
    f"org.neo4j:neo4j:{NEO4J_VERSION}",
    f"org.neo4j.app:neo4j-server:{NEO4J_VERSION}",
    f"org.neo4j:neo4j-import-tool:{NEO4J_VERSION}",
    f"org.neo4j:neo4j-consistency-check:{NEO4J_VERSION}",
    "org.neo4j.client:neo4j-browser:5.24.0",
)
GDS_COORDINATES = (
    f"org.neo4j.gds:proc:{GDS_VERSION}",
    f"org.neo4j.gds:opengds-extension:{GDS_VERSION}",
)
GDS_GROUP = "org.neo4j.gds"

DOWNLOADS_AT_ONCE = 8
# Neo4j's jars carry the native parts of every system, so one lock made for one system serves all.
LOCKED_FOR = ProfileConstraints(jdk="21", os_name="Linux", os_family="unix", os_arch="amd64")


def resolve_lock(repository: str, announce: Callable[[str], None]) -> JarLock:
    """Ask `repository` for every jar, download each afresh and pin it by SHA-256.

    A jar that Neo4j itself already has is left out of the GDS group: two versions on one class path
    break class loading. Raises JarUnavailable when the repository does not give all of it.
    """
    try:
        return _resolve_lock(repository, announce)
    except (requests.RequestException, RuntimeError) as error:
        # RuntimeError is what jgo raises for a file that no repository has.
        raise JarUnavailable(f"{repository} does not give what Neo4j needs: {error}") from error


def _resolve_lock(repository: str, announce: Callable[[str], None]) -> JarLock:
    with TemporaryDirectory(prefix="guanxi-lock-") as folder:
        context = MavenContext(
            resolver=PythonResolver(profile_constraints=LOCKED_FOR),
            repo_cache=Path(folder),
            remote_repos={"repository": repository.rstrip("/")},
            timeout=60,
        )
        announce(f"Resolving Neo4j {NEO4J_VERSION}.")
        server = _resolve(context, SERVER_COORDINATES)
        announce(f"Resolving Graph Data Science {GDS_VERSION}.")
        gds = _resolve(context, GDS_COORDINATES)
        announce(f"Downloading {len(server)} jars of Neo4j and those that GDS adds.")
        server_jars = _pin(server)
        server_names = {jar.name for jar in server_jars}
        gds_jars = _pin([artifact for artifact in gds if _name(artifact) not in server_names])
    return JarLock(server_jars, gds_jars)


def _resolve(context: MavenContext, coordinates: Sequence[str]) -> list[Artifact]:
    roots = [
        context.create_dependency(replace(Coordinate.parse(coordinate), scope="compile")) for coordinate in coordinates
    ]
    inputs, transitive = context.resolver.resolve(roots)
    needed = [dependency for dependency in transitive if dependency.scope in {"compile", "runtime"}]
    return [dependency.artifact for dependency in (*inputs, *needed)]


def _pin(artifacts: Sequence[Artifact]) -> tuple[Jar, ...]:
    with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        return tuple(sorted(pool.map(_pin_one, artifacts)))


def _pin_one(artifact: Artifact) -> Jar:
    content = artifact.resolve().read_bytes()
    place: Place = "plugins" if artifact.groupId == GDS_GROUP else "lib"
    coordinate = ":".join(filter(None, (artifact.groupId, artifact.artifactId, artifact.version, artifact.classifier)))
    return Jar(place, coordinate, len(content), hashlib.sha256(content).hexdigest())


def _name(artifact: Artifact) -> str:
    return ":".join(filter(None, (artifact.groupId, artifact.artifactId, artifact.classifier)))

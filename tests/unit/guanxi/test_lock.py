import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import LocalNeo4jError
from guanxi.local_neo4j.lock import (
    GDS_VERSION,
    NEO4J_VERSION,
    Jar,
    JarLock,
    load_lock,
    parse_lock,
    render_lock,
)

WORD = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
COORDINATES = st.lists(WORD, min_size=3, max_size=4).map(":".join)
JARS = st.builds(
    Jar,
    place=st.sampled_from(["lib", "plugins"]),
    coordinate=COORDINATES,
    size_bytes=st.integers(min_value=0, max_value=1 << 40),
    sha256=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
)
GROUPS = st.lists(JARS, max_size=5).map(lambda jars: tuple(sorted(jars)))


@given(st.builds(JarLock, server=GROUPS, gds=GROUPS))
def test_a_lock_survives_being_written_and_read(lock: JarLock) -> None:
    assert parse_lock(render_lock(lock)) == lock


def test_a_lock_is_written_sorted() -> None:
    first, second = Jar("lib", "a:a:1", 1, "0" * 64), Jar("lib", "b:b:1", 1, "0" * 64)
    assert render_lock(JarLock((second, first), ())) == render_lock(JarLock((first, second), ()))


def test_a_jar_lies_where_maven_puts_it() -> None:
    plain = Jar("lib", "org.neo4j:neo4j-io:5.26.30", 1, "0" * 64)
    native = Jar("lib", "io.netty:netty-transport-native-epoll:4.1:linux-x86_64", 1, "0" * 64)
    assert plain.path == "org/neo4j/neo4j-io/5.26.30/neo4j-io-5.26.30.jar"
    assert native.path.endswith("/4.1/netty-transport-native-epoll-4.1-linux-x86_64.jar")


@pytest.mark.parametrize(
    "line",
    [
        "lib org.neo4j:neo4j:5.26.30 12",
        "elsewhere a:b:1 12 " + "0" * 64,
        "lib a:b:1 twelve " + "0" * 64,
        "lib a:b 12 " + "0" * 64,
        "lib a:b:1 12 " + "0" * 63,
    ],
)
def test_a_line_that_is_not_a_jar_is_named(line: str) -> None:
    with pytest.raises(LocalNeo4jError, match=re.escape(f"Line 2 of the Neo4j lock is not a jar: '{line}'")):
        parse_lock(f"[server]\n{line}\n")


def test_a_jar_outside_a_group_is_refused() -> None:
    with pytest.raises(LocalNeo4jError, match="Line 1"):
        parse_lock("lib a:b:1 12 " + "0" * 64)


def test_the_lock_we_carry_holds_what_the_server_needs() -> None:
    lock = load_lock()
    coordinates = {jar.coordinate for jar in lock.server}
    assert f"org.neo4j:neo4j:{NEO4J_VERSION}" in coordinates
    assert f"org.neo4j:neo4j-import-tool:{NEO4J_VERSION}" in coordinates
    assert f"org.neo4j:neo4j-consistency-check:{NEO4J_VERSION}" in coordinates
    assert any(coordinate.startswith("org.neo4j.client:neo4j-browser:") for coordinate in coordinates)
    assert all(jar.place == "lib" for jar in lock.server)
    assert f"org.neo4j.gds:proc:{GDS_VERSION}" in {jar.coordinate for jar in lock.gds if jar.place == "plugins"}


def test_no_jar_is_on_the_class_path_in_two_versions() -> None:
    names = [jar.name for jar in load_lock().jars(with_gds=True)]
    assert len(names) == len(set(names))


def test_without_gds_none_of_its_jars_is_asked_for() -> None:
    lock = load_lock()
    assert lock.jars(with_gds=False) == lock.server
    assert set(lock.jars(with_gds=True)) == {*lock.server, *lock.gds}

"""After a rotation every value is under the new key, reads as before, and the former key is needed no more."""

from pathlib import Path

import pytest

from graph.entitlement import SEES_EVERYTHING
from graph.errors import GraphUnavailable
from graph.resealing import reseal, values_by_key
from graph.session import GraphSession
from graph.sight import Sight
from graph.vault import KeyFile, SealedKind, Vault, is_sealed
from tests.support.server import TestServer


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(KeyFile(tmp_path / "keys.json"))


@pytest.fixture
def keys(vault: Vault) -> KeyFile:
    assert isinstance(vault.keys, KeyFile)
    return vault.keys


@pytest.fixture
def filled(session: GraphSession, neo4j_server: TestServer, vault: Vault) -> GraphSession:
    """A graph of 30 phones, a tie and a list, each with a sealed value among clear ones."""
    phones = [vault.seal(SealedKind.PHONE, f"138000000{number:02}") for number in range(30)]
    neo4j_server.run(
        "UNWIND range(0, 29) AS i CREATE (:Phone {phone_id: 'p' + i, number: $phones[i], count: i, flags: ['A', 'B']})",
        phones=phones,
    )
    neo4j_server.run(
        "MATCH (a:Phone {phone_id: 'p0'}), (b:Phone {phone_id: 'p1'}) "
        "CREATE (a)-[:EMPLOYED_BY {tie_id: 't', title: $title, confidence: 0.5}]->(b) SET a.former = $former",
        title=vault.seal(SealedKind.PERSONAL_TEXT, "manager"),
        former=["clear", vault.seal(SealedKind.PHONE, "1"), vault.seal(SealedKind.PHONE, "2")],
    )
    return session


def _values(server: TestServer, vault: Vault) -> list[object]:
    rows = server.run(
        "MATCH (p:Phone) OPTIONAL MATCH (p)-[t]->() "
        "RETURN p.phone_id AS id, p.number AS number, p.former AS former, p.flags AS flags, t.title AS title "
        "ORDER BY id"
    )
    shown: list[object] = Sight(vault, SEES_EVERYTHING).shown(rows)
    return shown


def test_every_value_moves_to_the_new_key_and_reads_as_before(
    filled: GraphSession, neo4j_server: TestServer, vault: Vault, keys: KeyFile
) -> None:
    before = _values(neo4j_server, vault)
    advanced: list[int] = []
    assert values_by_key(filled) == {"k1": 33}
    keys.rotate()
    result = reseal(filled, vault, advanced.append)
    assert (result.values, result.unreadable, sum(advanced)) == (33, 0, 33)
    assert values_by_key(filled) == {"k2": 33}
    keys.destroy("k1")
    assert _values(neo4j_server, vault) == before
    assert reseal(filled, vault).values == 0


def test_a_rotation_that_broke_off_goes_on_where_it_was(
    filled: GraphSession, vault: Vault, keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_off(_: int) -> None:
        raise GraphUnavailable("the server has gone away")

    monkeypatch.setattr("graph.resealing.BATCH_ROWS", 10)
    keys.rotate()
    with pytest.raises(GraphUnavailable):
        reseal(filled, vault, breaks_off)
    assert set(values_by_key(filled)) == {"k1", "k2"}
    left = values_by_key(filled)["k1"]
    assert reseal(filled, vault).values == left
    assert values_by_key(filled) == {"k2": 33}


def test_what_cannot_be_opened_is_counted_and_left(
    filled: GraphSession, neo4j_server: TestServer, vault: Vault, keys: KeyFile
) -> None:
    neo4j_server.run("MATCH (p:Phone {phone_id: 'p5'}) SET p.number = left(p.number, size(p.number) - 8) + 'AAAAAAA='")
    neo4j_server.run("MATCH (p:Phone {phone_id: 'p6'}) SET p.number = replace(p.number, '.k1.', '.k77.')")
    keys.rotate()
    result = reseal(filled, vault)
    assert (result.values, result.unreadable) == (31, 2)
    assert values_by_key(filled) == {"k1": 1, "k2": 31, "k77": 1}


def test_a_value_that_is_written_meanwhile_stays(
    filled: GraphSession, neo4j_server: TestServer, vault: Vault, keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = vault.seal(SealedKind.PHONE, "newer")
    keys.rotate()
    write = filled.write

    def somebody_else_first(*given: object) -> object:
        neo4j_server.run("MATCH (p:Phone {phone_id: 'p3'}) SET p.number = $newer", newer=newer)
        return write(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(filled, "write", somebody_else_first)
    reseal(filled, vault)
    assert neo4j_server.run("MATCH (p:Phone {phone_id: 'p3'}) RETURN p.number AS number") == [{"number": newer}]
    assert is_sealed(newer)

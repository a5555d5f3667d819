"""A rotation reaches what the service keeps sealed in its own database."""

from collections import Counter
from pathlib import Path

from sqlalchemy import create_engine, text

from graph.vault import KeyFile, SealedKind, Vault
from guanxi.service_seals import reseal_service, sealed_in_service


def test_values_move_to_the_new_key_whatever_table_they_stand_in(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    vault = Vault(keys)
    locked = vault.seal(SealedKind.RAW, "kept by law", keys.add("locked"))
    sealed = [vault.seal(SealedKind.PERSONAL_TEXT, f"evidence {number}") for number in range(3)]
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE corrections (id INTEGER PRIMARY KEY, party TEXT, evidence TEXT)"))
        connection.execute(text("CREATE TABLE other (name VARCHAR(9), part INTEGER, PRIMARY KEY (name, part))"))
        for number, value in enumerate([*sealed, locked, "gx1.raw.k1.AAAA", None]):
            row = {"id": number, "evidence": value}
            connection.execute(text("INSERT INTO corrections VALUES (:id, 'gx', :evidence)"), row)
    assert sealed_in_service(engine) == Counter({"k1": 4, "locked2": 1})
    keys.rotate()
    assert reseal_service(engine, vault) == 3
    assert sealed_in_service(engine) == Counter({"k3": 3, "k1": 1, "locked2": 1})
    with engine.connect() as connection:
        found = connection.execute(text("SELECT evidence FROM corrections ORDER BY id")).scalars().all()
    assert [vault.open(value).clear for value in found[:4]] == ["evidence 0", "evidence 1", "evidence 2", "kept by law"]
    assert reseal_service(engine, vault) == 0
    engine.dispose()

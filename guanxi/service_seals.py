"""Sealed values in the service's own database, which a rotation has to reach too: in whatever table they stand."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, and_, select, update

from graph.errors import KeyUnavailable, SealBroken
from graph.vault import Vault, takes_turns
from graph.vault.sealing import MARK, key_id_of

Place = tuple[Table, Column[str], dict[str, object], str]


def sealed_in_service(engine: Engine) -> Counter[str]:
    """Return key id → how many values of the database are sealed with it."""
    with engine.connect() as connection:
        return Counter(key_id_of(sealed) for *_, sealed in _sealed(connection))


def reseal_service(engine: Engine, vault: Vault) -> int:
    """Seal every value that is under a former key with the primary one; return how many."""
    primary, resealed = vault.keys.primary().key_id, 0
    with engine.begin() as connection:
        for table, column, key, sealed in list(_sealed(connection)):
            key_id = key_id_of(sealed)
            if key_id == primary or not takes_turns(key_id):
                continue
            try:
                anew = vault.sealed_anew(sealed)
            except (KeyUnavailable, SealBroken):
                continue
            is_that_row = and_(*(table.c[name] == value for name, value in key.items()), column == sealed)
            resealed += connection.execute(update(table).where(is_that_row).values({column.name: anew})).rowcount
    return resealed


def _sealed(connection: Connection) -> Iterator[Place]:
    known = MetaData()
    known.reflect(connection)
    for table in known.sorted_tables:
        names = [column.name for column in table.primary_key]
        for column in table.columns:
            if names and isinstance(column.type, String):
                wanted = select(*(table.c[name] for name in names), column).where(column.startswith(MARK))
                for *key, sealed in connection.execute(wanted):
                    yield table, column, dict(zip(names, key, strict=True)), sealed

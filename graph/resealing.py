"""Seals the values of the graph anew after the keys were rotated, so that the former key can be destroyed.

It can be broken off and begun again at any time: what is under the primary key already is passed over, and a value
that somebody else writes meanwhile is left to the next round.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cypher import query
from graph.batches import batches
from graph.errors import KeyUnavailable, SealBroken
from graph.session import GraphSession, Row
from graph.vault import Vault, is_sealed, takes_turns
from graph.vault.sealing import key_id_of

BATCH_ROWS = 2_000

_PLACES = (("keys/sealed_nodes", "keys/reseal_nodes"), ("keys/sealed_ties", "keys/reseal_ties"))


@dataclass
class Resealed:
    """How many values were sealed anew, and how many cannot be opened: changed, or under a key that is gone."""

    values: int = 0
    unreadable: int = 0


def values_by_key(session: GraphSession) -> dict[str, int]:
    """Return key id → how many values of the graph are sealed with it; looks at every property."""
    return {row["key_id"]: row["values"] for row in session.stream(query("keys/values_by_key"))}


def reseal(session: GraphSession, vault: Vault, advanced: Callable[[int], None] = lambda _: None) -> Resealed:
    """Seal every value that is under a former key with the primary one; `advanced` hears the values of each batch.

    What is under a key of its own stays so: it is to become unreadable with that key.
    """
    result = Resealed()
    for sealed, put_back in _PLACES:
        found = session.stream(query(sealed), {"key_id": vault.keys.primary().key_id})
        for batch in batches(found, BATCH_ROWS):
            rows, values = _sealed_anew(vault, batch, result)
            if rows:
                session.write(query(put_back), {"rows": rows})
            result.values += values
            advanced(values)
    return result


def _sealed_anew(vault: Vault, batch: list[Row], result: Resealed) -> tuple[list[dict[str, Any]], int]:
    rows, values = [], 0
    primary = vault.keys.primary().key_id
    for found in batch:
        properties, former = {}, []
        for one in found["properties"]:
            texts = one["value"] if isinstance(one["value"], list) else [one["value"]]
            old = [text for text in texts if is_sealed(text) and key_id_of(text) != primary]
            old = [text for text in old if takes_turns(key_id_of(text))]
            try:
                anew = {text: vault.sealed_anew(text) for text in old}
            except (KeyUnavailable, SealBroken):
                result.unreadable += len(old)
                continue
            if not old:
                continue
            values += len(old)
            former.append(one)
            changed = [anew.get(text, text) for text in texts]
            properties[one["name"]] = changed if isinstance(one["value"], list) else changed[0]
        if former:
            rows.append({"element_id": found["element_id"], "former": former, "properties": properties})
    return rows, values

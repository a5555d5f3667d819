"""What is known of all parties that communities can be told by: kind, tier, products, age, place, employer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from algorithms.community_cards import Population
from cypher import query
from graph.as_of import AsOf
from graph.session import GraphSession
from graph.tiers import KINDS_NOT_COUNTED, owned_minor, tier_of
from graph.vault import Vault, is_sealed

YEARS_OF_BAND = 10

_COLUMNS = {"kind": "labels", "region": "regions", "industry": "industries", "segment": "segments"}
_LISTS = {"employer": "employers", "branch": "branches", "product": "products"}


def read_population(session: GraphSession, vault: Vault, as_of: AsOf, keys: Sequence[str]) -> Population:
    """Return what is known of these parties, in their order."""
    known: dict[str, dict[str, tuple[str, ...]]] = {}
    opened = vault.opener()
    for row in session.stream(query("communities/attributes"), as_of.parameters()):
        for place, party_id in enumerate(row["party_ids"]):
            known[party_id] = {
                **{name: _one(row[column][place]) for name, column in _COLUMNS.items()},
                **{name: tuple(value for value in row[column][place] if value) for name, column in _LISTS.items()},
                "age": _age_band(row["birth_dates"][place], opened, as_of.valid_at),
                "tier": _tier(row["balances"][place]),
            }
    attributes = (*_COLUMNS, *_LISTS, "age", "tier")
    nothing: Mapping[str, tuple[str, ...]] = {}
    return Population({name: [known.get(key, nothing).get(name, ()) for key in keys] for name in attributes})


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _age_band(stored: Any, opened: Any, day: date) -> tuple[str, ...]:
    """Return the ten years of age that a person is in; the day itself goes no further."""
    if not stored:
        return ()
    born = date.fromisoformat(opened(stored).clear) if is_sealed(stored) else stored
    if not isinstance(born, date):
        return ()
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    low = years // YEARS_OF_BAND * YEARS_OF_BAND
    return (f"{low}–{low + YEARS_OF_BAND - 1}",) if years >= 0 else ()


def _tier(balances: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    parts: dict[str, int] = defaultdict(int)
    for account in balances:
        if account["kind"] not in KINDS_NOT_COUNTED and account["balance_minor"] is not None and account["currency"]:
            parts[account["currency"]] += owned_minor(account["balance_minor"], account["owners"])
    name = tier_of(dict(parts)).name
    return _one(name or "")

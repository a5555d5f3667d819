"""How a typed text becomes what the server is asked: blind for persons, in clear for organisations.

Organisations' names are public; their index keeps Chinese as overlapping pairs of characters, so that one character
alone is found as a prefix.
"""

import re
from typing import Any

from graph.name_terms import beginning, blinded, piece, whole_name, word
from graph.names import is_han, name_parts, normalized, number_form
from graph.vault import Vault

TERMS_MAX = 12
"""More words than a name has; each one costs the server a scan of its dictionary."""

IDENTIFIER_KIND = "identifier"
"""The blind indexes of numbers, whatever their scheme."""

_MATCHES_NOTHING = '"\\~"'


def search_parameters(vault: Vault, text: str) -> dict[str, Any]:
    """Return the parameters of customers/search that say what is looked for."""
    parts = name_parts(text)[:TERMS_MAX]
    orders = _orders(parts)
    return {
        "party_ids": party_ids(text),
        "number_blind": number_blind(vault, text),
        "person_query": person_query(vault, parts),
        "whole_terms": [blinded(vault, whole_name(joined)) for joined in orders],
        "word_terms": [blinded(vault, piece(part) if is_han(part) else word(part)) for part in parts],
        "entity_query": entity_query(parts),
        "entity_words_query": entity_words_query(parts),
        "entity_name": normalized(text).lower(),
    }


def party_ids(text: str) -> list[str]:
    """Return the spellings under which an id may be kept: as typed, without separators, in capitals."""
    typed = normalized(text)
    joined = re.sub(r"[\s\-.·]", "", typed)
    return list(dict.fromkeys((typed, typed.upper(), joined, joined.upper())))


def number_blind(vault: Vault, text: str) -> str:
    """Return the blind index of a number, whoever wrote it with or without separators."""
    return vault.blind(IDENTIFIER_KIND, number_form(text))


def person_query(vault: Vault, parts: list[str]) -> str:
    """Return a Lucene query over blind terms that requires every part of a name, words by their beginnings."""
    if not parts:
        return _MATCHES_NOTHING
    every_part = " AND ".join(blinded(vault, piece(part) if is_han(part) else beginning(part)) for part in parts)
    return " OR ".join((f"({every_part})", *(blinded(vault, beginning(joined)) for joined in _run_together(parts))))


def entity_query(parts: list[str]) -> str:
    """Return a Lucene query that requires every part of an organisation's name, words by their beginnings."""
    if not parts:
        return _MATCHES_NOTHING
    every_part = " AND ".join(_clause(part) if is_han(part) else f"{part}*" for part in parts)
    return " OR ".join((f"({every_part})", *(f"{joined}*" for joined in _run_together(parts))))


def entity_words_query(parts: list[str]) -> str:
    """Return a Lucene query that requires every part as a whole word."""
    return " AND ".join(_clause(part) for part in parts) or _MATCHES_NOTHING


def _orders(parts: list[str]) -> list[str]:
    """Return the parts joined as typed, and with the last of them first: wei zhang is zhangwei."""
    return list(dict.fromkeys(("".join(parts), "".join([*parts[-1:], *parts[:-1]]))))


def _run_together(parts: list[str]) -> list[str]:
    """Return what finds 张小雨 by 'zhang xiaoyu' or 'xiaoyu zhang', of which the index has zhangxiaoyu."""
    return [] if len(parts) == 1 or any(map(is_han, parts)) else _orders(parts)


def _clause(part: str) -> str:
    # In quotes a word such as OR is none of Lucene's own; a part has letters and digits only.
    return f"{part}*" if is_han(part) and len(part) == 1 else f'"{part}"'

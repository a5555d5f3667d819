"""What a sealed name is found by: blind terms of it, its pinyin and the beginnings of its words.

The server's index holds HMACs only. Each term tells its sort apart, so that a whole word never meets a beginning:
a whole name, a word, the beginning of a word, a piece of Chinese.
"""

from collections.abc import Iterator
from functools import lru_cache

from graph.names import is_han, name_parts
from graph.vault import Vault

TERM_LENGTH = 12
"""48 bits: in a bank of ten million names a wrong person turns up once in a million searches."""

HAN_LENGTH_MAX = 12
"""Longer runs of Chinese are found by pieces of this length."""

Term = tuple[str, str]


def whole_name(joined: str) -> Term:
    """Return the term of a whole name, its parts joined."""
    return ("whole", joined)


def word(part: str) -> Term:
    """Return the term of a whole word."""
    return ("word", part)


def beginning(part: str) -> Term:
    """Return the term of a word that begins so."""
    return ("beginning", part)


def piece(han: str) -> Term:
    """Return the term of a piece of Chinese; of a long one its beginning."""
    return ("piece", han[:HAN_LENGTH_MAX])


def blinded(vault: Vault, term: Term) -> str:
    """Return a term as it stands in the index."""
    sort, text = term
    return vault.blind(f"name {sort}", text)[:TERM_LENGTH]


def name_terms(vault: Vault, name: str, pinyin: str | None) -> str:
    """Return all terms of a name, joined by blanks; `pinyin` is as `PartyRecord.name_search` has it."""
    return " ".join(blinded(vault, term) for term in _terms(name, pinyin))


@lru_cache(maxsize=10_000)
def _terms(name: str, pinyin: str | None) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(_all_terms(name_parts(name), (pinyin or "").split())))


def _all_terms(parts: list[str], pinyin: list[str]) -> Iterator[Term]:
    words = [part for part in parts if not is_han(part)]
    if len(words) == len(parts) > 1:
        words.append("".join(parts))
    yield whole_name("".join(parts))
    for place, form in enumerate(pinyin):
        if form == "".join(pinyin[:place]):
            yield whole_name(form)
    for found in (*words, *pinyin):
        yield word(found)
        for end in range(1, len(found) + 1):
            yield beginning(found[:end])
    for part in filter(is_han, parts):
        for start in range(len(part)):
            for end in range(start + 1, min(start + HAN_LENGTH_MAX, len(part)) + 1):
                yield piece(part[start:end])

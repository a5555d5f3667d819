"""How a typed name becomes a full-text query: Chinese by phrase, Latin letters by the start of a word.

The index keeps Chinese as overlapping pairs of characters: one character alone is found as a prefix.
"""

import re
import unicodedata

TERMS_MAX = 12
"""More words than a name has; each one costs the server a scan of its dictionary."""

_SPECIAL = re.compile(r'([+\-!(){}\[\]^"~*?:\\/]|&&|\|\||[&|<>=])')
_ESCAPED = r"\\\1"
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003134f]+")
_NO_LETTER = re.compile(r"^[\W_]*$")
_MATCHES_NOTHING = '"\\~"'


def normalized(text: str) -> str:
    """Return `text` with full-width letters folded and spaces joined, as the index folds them."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def exact_values(text: str) -> list[str]:
    """Return the spellings under which a number may be kept: as typed, without separators, in capitals."""
    typed = normalized(text)
    joined = re.sub(r"[\s\-.·]", "", typed)
    return list(dict.fromkeys((typed, typed.upper(), joined, joined.upper())))


def name_query(text: str) -> str:
    """Return a Lucene query that requires every word of `text`; one without letters matches nothing."""
    parts = [part for word in normalized(text).lower().split() for part in _parts(word)]
    parts = [part for part in parts if not _NO_LETTER.match(part)][:TERMS_MAX]
    if not parts:
        return _MATCHES_NOTHING
    every_word = " AND ".join(_clause(part) for part in parts)
    return " OR ".join((f"({every_word})", *_run_together(parts)))


def _parts(word: str) -> list[str]:
    """Split 李娜li into 李娜 and li."""
    parts, position = [], 0
    for found in _HAN.finditer(word):
        parts += [word[position : found.start()], found.group()]
        position = found.end()
    return [part for part in (*parts, word[position:]) if part]


def _run_together(parts: list[str]) -> list[str]:
    """Return what finds 张小雨 by 'zhang xiaoyu' or 'xiaoyu zhang', of which the index has zhangxiaoyu."""
    if len(parts) == 1 or any(_HAN.match(part) for part in parts):
        return []
    orders = (parts, [parts[-1], *parts[:-1]])
    return [f"{_SPECIAL.sub(_ESCAPED, ''.join(order))}*" for order in orders]


def _clause(part: str) -> str:
    escaped = _SPECIAL.sub(_ESCAPED, part)
    if _HAN.match(part):
        return f"{escaped}*" if len(part) == 1 else f'"{escaped}"'
    # Whole words rank above beginnings; the phrase finds Smith-Jones, which the index keeps as two.
    return f'("{escaped}"^4 OR {escaped}*)'

"""How a name falls apart into what can be searched for, the same when it is written and when it is asked for."""

import re
import unicodedata

_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003134f]+")
_APART = re.compile(r"[\W_]+")


def normalized(text: str) -> str:
    """Return `text` with full-width letters folded and spaces joined."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def name_parts(text: str) -> list[str]:
    """Split 李娜li into 李娜 and li, Smith-Jones into smith and jones; what is no letter or digit parts words."""
    parts = []
    for word in _APART.split(normalized(text).lower()):
        position = 0
        for found in _HAN.finditer(word):
            parts += [word[position : found.start()], found.group()]
            position = found.end()
        parts.append(word[position:])
    return [part for part in parts if part]


def is_han(part: str) -> bool:
    """Whether a part of a name is Chinese."""
    return _HAN.match(part) is not None


def number_form(text: str) -> str:
    """Return a number without separators and in capitals, as its blind index is made."""
    return re.sub(r"[\s\-.·]", "", normalized(text)).upper()

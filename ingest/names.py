"""How a name can be searched for: its pinyin in full, joined, the given name joined, and as initials."""

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_HAN = re.compile(r"[㐀-鿿𠀀-𲎯]")


@lru_cache(maxsize=50_000)
def search_forms(name: str) -> str | None:
    """Return 'zhang wei zhangwei zw' for 张伟, and None for a name without Han characters."""
    if not _HAN.search(name):
        return None
    syllables = lazy_pinyin(name, errors="ignore")
    initials = lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")
    if not syllables:
        return None
    given_name = ["".join(syllables[1:])] if len(syllables) > 2 else []  # noqa: PLR2004 - more than surname and one
    return " ".join([*syllables, "".join(syllables), *given_name, "".join(initials)])

"""By which texts a person is recognised in a refused row, however its columns are called and its numbers are spaced."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_SPACING = re.compile(r"[\s\-()（）]+")
_LATIN = re.compile(r"^[\x00-\u024f]+$")
_NAMING = {
    "Party": ("name", "id_number"),
    "SourceRecord": ("name", "id_number"),
    "Identifier": ("value",),
    "Phone": ("number",),
    "Email": ("address",),
    "Address": ("text",),
    "Account": ("number",),
}
NUMBER_LENGTH_MIN = 6
"""A shorter number, as a silo's own 17, is in too many rows that are not about the person."""
LATIN_LENGTH_MIN = 5


@dataclass(frozen=True)
class Marks:
    """Texts without spacing, in lower case."""

    texts: frozenset[str]

    @classmethod
    def of(cls, nodes: Iterable[Mapping[str, Any]]) -> "Marks":
        """Return the marks of a person whose own nodes, with opened values, these are."""
        found = {
            _squeezed(value)
            for node in nodes
            for name in _NAMING.get(node["label"], ())
            if isinstance(value := node["properties"].get(name), str)
        }
        return cls(frozenset(mark for mark in found if _tells(mark)))

    def are_in(self, text: str) -> bool:
        """Whether one of them stands in the text."""
        squeezed = _squeezed(text)
        return any(mark in squeezed for mark in self.texts)


def _squeezed(text: str) -> str:
    return _SPACING.sub("", text).casefold().removeprefix("+86")


def _tells(mark: str) -> bool:
    if any(character.isdigit() for character in mark):
        return len(mark) >= NUMBER_LENGTH_MIN
    return len(mark) >= (LATIN_LENGTH_MIN if _LATIN.match(mark) else 2)

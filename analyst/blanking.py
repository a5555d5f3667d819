"""What an answer may show: no sealed value in any guise, and of nodes and relationships only what analysts see.

A sealed value is known by its mark; each sealing differs, so that sorting, counting or comparing them says nothing. A
part of one without the mark is a part of a random text.
"""

from collections.abc import Mapping
from typing import Any

from graph.analyst_view import shown_properties, shown_tie_properties
from graph.free_statements import NodeValue, PathValue, RelationshipValue
from graph.vault.sealing import MARK

_MARK = MARK.casefold()


class Blanking:
    """Cuts values down, and counts the texts that it blanked."""

    def __init__(self) -> None:
        self.blanked = 0

    def shown(self, value: Any) -> Any:  # noqa: PLR0911 - one line a type
        """Return a value of an answer as analysts may see it."""
        match value:
            case str():
                return self._text(value)
            case NodeValue():
                kept = self._kept(value.properties, shown_properties(value.labels))
                return NodeValue(value.node_id, value.labels, kept)
            case RelationshipValue():
                kept = self._kept(value.properties, shown_tie_properties(value.type_name))
                return RelationshipValue(value.relationship_id, value.type_name, value.start_id, value.end_id, kept)
            case PathValue():
                return PathValue(tuple(map(self.shown, value.nodes)), tuple(map(self.shown, value.relationships)))
            case dict():
                return {self._key(name): self.shown(item) for name, item in value.items()}
            case list():
                return [self.shown(item) for item in value]
        return value

    def _kept(self, properties: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
        return {name: self.shown(item) for name, item in properties.items() if name in names}

    def _key(self, name: str) -> str:
        return self._text(name) or ""

    def _text(self, text: str) -> str | None:
        # Anywhere and in any case: 'x' + n.name and toUpper(n.name) are recognised too.
        if _MARK in text.casefold() or _MARK[::-1] in text.casefold():
            self.blanked += 1
            return None
        return text

"""How large a value of a statement can become, as far as its text alone tells."""

from dataclasses import dataclass
from typing import Any

NUMBER_SIZE = 20
"""Characters of the longest number."""

DATA_TEXT_SIZE = 200
"""Characters of a text from the graph: names, notes."""

DATA_LIST_COUNT = 20
"""Items of a list that one node, relationship or path gives."""

COLLECTED_COUNT = 5_000
"""Items of a list that was collected from the graph; more are ended by the server's memory limit."""


@dataclass(frozen=True)
class Size:
    """So many items, each at most so large; a text or number is one item.

    `is_made` says that it does not come from the graph; `is_number` that it is one number, or a list of several.
    """

    count: int = 1
    item: int = NUMBER_SIZE
    is_made: bool = False
    is_number: bool = False

    @property
    def total(self) -> int:
        """Characters of the whole."""
        return self.count * self.item

    def plus(self, other: "Size") -> "Size":
        """Return the size of both one after the other."""
        if self.is_number and other.is_number and self.count == other.count == 1:
            return NUMBER
        return Size(self.count + other.count, max(self.item, other.item), self.is_made or other.is_made)

    def either(self, other: "Size") -> "Size":
        """Return a size that both fit in."""
        larger = self if self.total >= other.total else other
        count = max(self.count, other.count)
        is_number = self.is_number and other.is_number
        return Size(count, max(1, -(-larger.total // count)), self.is_made or other.is_made, is_number)

    def element(self) -> "Size":
        """Return the size of one item, which may be a list again."""
        return NUMBER if self.is_number else Size(max(1, self.item), 1, self.is_made)


NUMBER = Size(is_number=True)
DATA = Size(1, DATA_TEXT_SIZE)
DATA_LIST = Size(DATA_LIST_COUNT, DATA_TEXT_SIZE)


def size_of_parameter(value: Any) -> Size:
    """Return the size of a parameter's value, which is known."""
    if isinstance(value, list):
        return Size(max(1, len(value)), max((size_of_parameter(item).item for item in value), default=1), is_made=True)
    return Size(1, max(1, len(value)) if isinstance(value, str) else NUMBER_SIZE, is_made=True)

"""How large a value of a statement can become, as far as its text alone tells."""

from dataclasses import dataclass
from typing import Any

NUMBER_SIZE = 20
"""Characters of the longest number."""

DATA_TEXT_SIZE = 200
"""Characters of a text from the graph, as a rule: names, notes."""

STORED_TEXT_MAX = 2_000
"""Characters of the longest text that is loaded."""

DATA_LIST_COUNT = 20
"""Items of a list that one node, relationship or path gives."""

COLLECTED_COUNT = 5_000
"""Items of a list that was collected from the graph, as a rule."""

COLLECTED_MOST = 2_000_000
"""What one expression is reckoned with: four million numbers were collected within the memory of one statement."""


@dataclass(frozen=True)
class Size:
    """So many items, each at most so large; a text or number is one item.

    `is_made` says that it does not come from the graph; `is_number` that it is one number, or a list of several;
    `depth` how many levels of lists in lists were collected, so that the text does not tell how long they are.
    """

    count: int = 1
    item: int = NUMBER_SIZE
    is_made: bool = False
    is_number: bool = False
    depth: int = 0

    @property
    def total(self) -> int:
        """Characters of the whole."""
        return self.count * self.item

    @property
    def most(self) -> int:
        """Items that a loop over it can have at worst."""
        return COLLECTED_MOST if self.depth else self.count

    def plus(self, other: "Size") -> "Size":
        """Return the size of both one after the other."""
        if self.is_number and other.is_number and self.count == other.count == 1:
            return NUMBER
        count, item = self.count + other.count, max(self.item, other.item)
        return Size(count, item, self.is_made or other.is_made, depth=max(self.depth, other.depth))

    def either(self, other: "Size") -> "Size":
        """Return a size that both fit in."""
        larger = self if self.total >= other.total else other
        count = max(self.count, other.count)
        item = max(1, -(-larger.total // count))
        is_number = self.is_number and other.is_number
        return Size(count, item, self.is_made or other.is_made, is_number, max(self.depth, other.depth))

    def element(self) -> "Size":
        """Return the size of one item, which may be a list again."""
        return NUMBER if self.is_number else Size(max(1, self.item), 1, self.is_made, depth=max(0, self.depth - 1))

    def first(self, count: int) -> "Size":
        """Return the size of at most so many of its items."""
        depth = self.depth if self.depth > 1 else 0
        return Size(min(self.count, max(1, count)), self.item, self.is_made, self.is_number, depth)


NUMBER = Size(is_number=True)
DATA = Size(1, DATA_TEXT_SIZE)
DATA_LIST = Size(DATA_LIST_COUNT, DATA_TEXT_SIZE)


def size_of_parameter(value: Any) -> Size:
    """Return the size of a parameter's value, which is known."""
    if isinstance(value, list):
        return Size(max(1, len(value)), max((size_of_parameter(item).item for item in value), default=1), is_made=True)
    return Size(1, max(1, len(value)) if isinstance(value, str) else NUMBER_SIZE, is_made=True)


def depth_of_list(*parts: Size) -> int:
    """Return the depth of a list that holds these."""
    deepest = max((part.depth for part in parts), default=0)
    return deepest + 1 if deepest else 0

"""How often what stands at a place of a statement is done, and how often that may be."""

from dataclasses import dataclass, replace
from typing import Any

from analyst.sizes import Size
from analyst.tree import excerpt

STEPS_MAX = 10_000_000
"""Steps of loops within each other: about a quarter of a second of the server's time."""

COPIED_MAX = 200_000_000
"""Characters made in all by one expression: what a loop makes anew at every step."""

COPIED_AT_ONCE_MAX = 1_000_000_000
"""The same at worst, over collected lists."""


class TooLarge(Exception):
    """A written limit would be passed."""


@dataclass(frozen=True)
class Steps:
    """How often a place is passed.

    Between two rows the server looks at its clock; inside one expression it does not. So the loops of an expression are
    reckoned twice: with lists of the usual length, times the rows that the statement makes itself; and `at_once`,
    without those rows, with the longest lists that can be collected.
    """

    usual: int = 1
    at_once: int = 1
    collected_rows: int = 1

    def in_loop(self, over: Size, node: Any) -> "Steps":
        """Return how often the inside of a loop is passed; raises TooLarge."""
        found = replace(self, usual=self.usual * max(1, over.count), at_once=self.at_once * max(1, over.most))
        most = max(found.usual, found.at_once)
        if most > STEPS_MAX:
            remedy = "; shorten a collected list first, as in xs[..1000]" if over.depth or self.at_once > 1 else ""
            raise TooLarge(f"“{excerpt(node)}” takes {most:,} steps, the most is {STEPS_MAX:,}{remedy}")
        return found

    def unwound(self, over: Size, node: Any) -> "Steps":
        """Return how often what follows an UNWIND is passed; raises TooLarge."""
        found = self
        if self.at_once > 1:
            # A subquery inside a loop: its rows are part of one expression.
            found = replace(found, at_once=self.at_once * max(1, over.most))
        if over.depth:
            found = replace(found, collected_rows=self.collected_rows * max(1, over.count))
        elif over.is_made:
            found = replace(found, usual=self.usual * over.count)
        rows = found.usual * found.collected_rows
        if max(rows, found.at_once) > STEPS_MAX:
            raise TooLarge(f"“{excerpt(node)}” makes {max(rows, found.at_once):,} rows, the most is {STEPS_MAX:,}")
        return found

    def either(self, other: "Steps") -> "Steps":
        """Return how often a place is passed that follows two others."""
        return Steps(
            max(self.usual, other.usual),
            max(self.at_once, other.at_once),
            max(self.collected_rows, other.collected_rows),
        )

    def require_copies(self, made: Size, node: Any) -> None:
        """Raise TooLarge when a value of this size would be made too often."""
        if not made.is_made:
            return
        if self.usual * made.total > COPIED_MAX or self.at_once * made.total > COPIED_AT_ONCE_MAX:
            raise TooLarge(f"“{excerpt(node)}” is made {max(self.usual, self.at_once):,} times")

    def require_growth(self, items: int, size: int, node: Any) -> None:
        """Raise TooLarge when a value that grows to this size at so many steps is copied too often."""
        if self.at_once * items * size > COPIED_MAX:
            raise TooLarge(
                f"“{excerpt(node)}” can grow at each of {items:,} steps and is copied each time; shorten the list,"
                " as in xs[..1000], or write toInteger(…) around numbers"
            )

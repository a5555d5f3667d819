"""One page of a listing, and the marker of the next."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some items of a listing; `next_cursor` is None on the last page."""

    items: tuple[Item, ...]
    next_cursor: str | None

"""How a caller sees an answer: sealed values opened, masked or withheld, amounts exact or as bands.

Whatever path a value came by – a property, a list, a field of a record – a sealed one is recognised by its mark, an
amount by its name in `_minor`. What is computed from amounts is computed before it is shown.
"""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from graph.bands import band_of
from graph.entitlement import Entitlement, Visibility
from graph.errors import KeyUnavailable
from graph.vault import Vault, is_sealed
from graph.vault.kinds import CLASS_OF
from graph.vault.masks import masked
from graph.vault.sealing import kind_of

_PLAIN = frozenset({type(None), bool, int, float})
"""Types that cannot be sealed; of them an integer can be an amount."""


class Sight:
    """The eyes of one caller for one answer; a value that stands in it often is opened once."""

    def __init__(self, vault: Vault, entitlement: Entitlement) -> None:
        self._open = vault.opener()
        self._visibility = {kind: entitlement.fields[field] for kind, field in CLASS_OF.items()}
        self._shows_more = entitlement.shows_more_of_numbers
        self._bands = entitlement.bands_amounts
        self._as_it_stands = _PLAIN - {int} if self._bands else _PLAIN
        self._seen: dict[str, str | None] = {}

    def shown(self, value: Any) -> Any:
        """Return the value as this caller sees it; None is what is withheld."""
        kind = type(value)
        if kind is str:
            return self._text(value) if is_sealed(value) else value
        if kind is dict:
            # An answer has thousands of texts, numbers and nulls that are shown as they stand.
            return {
                name: item
                if type(item) in self._as_it_stands or (type(item) is str and not is_sealed(item))
                else self._named(name, item)
                for name, item in value.items()
            }
        if kind is list or kind is tuple:
            return kind(self.shown(item) for item in value)
        return self._record(value) if is_dataclass(kind) else value

    def withheld(self, value: Any) -> int:
        """Return how many sealed values in this one the caller sees nothing of."""
        if isinstance(value, str):
            return int(is_sealed(value) and self._visibility[kind_of(value)] is Visibility.WITHHELD)
        if isinstance(value, dict):
            return sum(map(self.withheld, value.values()))
        return sum(map(self.withheld, value)) if isinstance(value, (list, tuple)) else 0

    def _record(self, record: Any) -> Any:
        shown = {item.name: self._named(item.name, getattr(record, item.name)) for item in fields(record)}
        return replace(record, **shown)

    def _named(self, name: str, value: Any) -> Any:
        if self._bands and type(value) is int and name.endswith("_minor"):
            return band_of(value)
        return self.shown(value)

    def _text(self, sealed: str) -> str | None:
        if sealed not in self._seen:
            self._seen[sealed] = self._opened(sealed)
        return self._seen[sealed]

    def _opened(self, sealed: str) -> str | None:
        visibility = self._visibility[kind_of(sealed)]
        if visibility is Visibility.WITHHELD:
            return None
        try:
            opened = self._open(sealed)
        except KeyUnavailable:
            # Its key was destroyed on purpose: the value is gone, and nothing is wrong.
            return None
        if visibility is Visibility.CLEAR:
            return opened.clear
        return masked(opened.kind, opened.clear, shows_more_of_numbers=self._shows_more)

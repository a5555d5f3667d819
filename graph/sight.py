"""How a caller sees an answer: sealed values opened, masked or withheld as the policies say for that caller.

Whatever path a sealed value came by – a property, a list, a map of properties – it is recognised by its mark.
"""

from typing import Any

from graph.entitlement import Entitlement, Visibility
from graph.errors import KeyUnavailable
from graph.vault import Vault, is_sealed
from graph.vault.kinds import CLASS_OF
from graph.vault.masks import masked
from graph.vault.sealing import kind_of


class Sight:
    """The eyes of one caller; with no vault at hand nothing sealed is shown."""

    def __init__(self, vault: Vault, entitlement: Entitlement) -> None:
        self._vault = vault
        self._visibility = {kind: entitlement.fields[field] for kind, field in CLASS_OF.items()}
        self._shows_more = entitlement.shows_more_of_numbers

    def shown(self, value: Any) -> Any:
        """Return the value with every sealed text in it as this caller sees it; None is what is withheld."""
        kind = type(value)
        if kind is str:
            return self._text(value) if is_sealed(value) else value
        if kind is dict:
            return {name: self.shown(item) for name, item in value.items()}
        if kind is list:
            return [self.shown(item) for item in value]
        return value

    def _text(self, sealed: str) -> str | None:
        visibility = self._visibility[kind_of(sealed)]
        if visibility is Visibility.WITHHELD:
            return None
        try:
            opened = self._vault.open(sealed)
        except KeyUnavailable:
            # Its key was destroyed on purpose: the value is gone, and nothing is wrong.
            return None
        if visibility is Visibility.CLEAR:
            return opened.clear
        return masked(opened.kind, opened.clear, shows_more_of_numbers=self._shows_more)

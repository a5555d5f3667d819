"""Properties as a person reads them: amounts and shares exact, the loader's bookkeeping left out."""

from collections.abc import Mapping
from typing import Any

from graph.amounts import amount_text, percent_text

BOOKKEEPING = frozenset({"digest", "run_id", "recorded_at", "superseded_at"})
"""Properties that the loader keeps for itself."""


def readable(properties: Mapping[str, Any], hidden: frozenset[str] = BOOKKEEPING) -> dict[str, Any]:
    """Return properties with `x_minor` as an amount `x`, `x_ppb` as per cent `x_percent`, without nulls."""
    shown: dict[str, Any] = {}
    currency = properties.get("currency")
    for name, value in properties.items():
        if value is None or name in hidden:
            continue
        if name.endswith("_minor"):
            shown[name.removesuffix("_minor")] = {"amount": amount_text(value, currency), "currency": currency}
        elif name.endswith("_ppb"):
            shown[f"{name.removesuffix('_ppb')}_percent"] = percent_text(value)
        else:
            shown[name] = value
    return shown

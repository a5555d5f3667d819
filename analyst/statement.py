"""A statement as an analyst sends it: its text and its parameters, both of bounded size and of plain JSON."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analyst.refusals import Reason, Refusal

TEXT_BYTES_MAX = 8 * 1024
"""The longest statement a person has written for us is 2 KiB; a parser's time grows with the text."""

PARAMETERS_MAX = 50
LIST_ITEMS_MAX = 10_000
PARAMETER_BYTES_MAX = 256 * 1024
INTEGER_BOUND = 2**63


@dataclass(frozen=True)
class Statement:
    """What is to be run; `parameters` are numbers, texts, truth values, nulls, or lists of them."""

    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


def size_refusal(statement: Statement) -> Refusal | None:
    """Return why the statement is too large or its parameters of the wrong kind; None when they are right."""
    size_bytes = len(statement.text.encode("utf-8", "surrogatepass"))
    if size_bytes > TEXT_BYTES_MAX:
        return Refusal(Reason.SIZE, f"{size_bytes} bytes, the most is {TEXT_BYTES_MAX}")
    if len(statement.parameters) > PARAMETERS_MAX:
        return Refusal(Reason.PARAMETERS, f"{len(statement.parameters)}, the most is {PARAMETERS_MAX}")
    total = 0
    for name, value in statement.parameters.items():
        items = value if isinstance(value, list) else [value]
        if len(items) > LIST_ITEMS_MAX:
            return Refusal(Reason.PARAMETERS, f"${name} has {len(items)} items, the most is {LIST_ITEMS_MAX}")
        if not all(map(_is_plain, items)):
            return Refusal(Reason.PARAMETERS, f"${name} is no number, text, truth value or list of them")
        total += sum(len(item) if isinstance(item, str) else 8 for item in items)
    if total > PARAMETER_BYTES_MAX:
        return Refusal(Reason.PARAMETERS, f"{total} bytes, the most is {PARAMETER_BYTES_MAX}")
    return None


def _is_plain(value: object) -> bool:
    if isinstance(value, bool) or value is None:
        return True
    if isinstance(value, int):
        return -INTEGER_BOUND <= value < INTEGER_BOUND
    if isinstance(value, float):
        return math.isfinite(value)
    # A lone surrogate cannot be sent to the server.
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)

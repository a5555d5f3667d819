"""How large the result of each function can be."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from analyst.sizes import COLLECTED_COUNT, DATA_LIST, NUMBER, Size
from analyst.steps import Steps, TooLarge
from analyst.tree import excerpt, innermost, integer_in, kind_of, plain_name

RANGE_MAX = 100_000

_NUMERIC = frozenset(
    (
        "abs", "acos", "asin", "atan", "atan2", "ceil", "cos", "cot", "count", "degrees", "e", "exp", "floor",
        "haversin", "isnan", "log", "log10", "pi", "radians", "rand", "round", "sign", "sin", "sqrt", "tan", "sum",
        "avg", "stdev", "stdevp", "percentilecont", "percentiledisc", "size", "length", "char_length",
        "character_length", "isempty", "exists", "tointeger", "tofloat", "toboolean", "tointegerornull",
        "tofloatornull", "tobooleanornull", "timestamp", "id", "elementid", "date", "datetime", "time", "localtime",
        "localdatetime", "duration", "point",
    )
)  # fmt: skip
_OF_THE_GRAPH = frozenset(("labels", "keys", "nodes", "relationships", "properties"))
_OF_A_PATH = ("length(", "size(nodes(", "size(relationships(", "size(labels(", "size(keys(")


def size_of_call(name: str, sizes: Sequence[Size], steps: Steps) -> Size:  # noqa: PLR0911 - one line a family
    """Return the size of what a function gives for arguments of these sizes; its name is in small letters."""
    whole = sum_of(sizes)
    if name in _NUMERIC or name.partition(".")[0] in _NUMERIC:
        return NUMBER
    if name in _OF_THE_GRAPH:
        return DATA_LIST.either(whole)
    if name == "collect":
        return collected(whole, steps)
    if name == "replace" and len(sizes) > 1:
        return Size(1, sizes[0].total * (1 + sizes[-1].total), is_made=True)
    if name == "split":
        return Size(max(1, whole.total), max(1, whole.total), whole.is_made)
    if name in ("head", "last") and sizes:
        return sizes[0].element()
    return whole


def collected(item: Size, steps: Steps) -> Size:
    """Return the size of a list that is collected from rows with such an item each."""
    return Size(max(COLLECTED_COUNT, steps.usual), max(1, item.total), depth=item.depth + 1)


def size_of_range(node: Any, arguments: Sequence[Any], parameters: Mapping[str, Any]) -> Size:
    """Return the size of a range(); raises TooLarge, also when the text does not tell how long it is."""
    bounds = [_bound(argument, parameters) for argument in arguments]
    numbers = [bound for bound in bounds if bound is not None]
    if len(numbers) < len(bounds):
        raise TooLarge(f"“{excerpt(node)}” needs numbers written out or given as parameters")
    step = numbers[2] if len(numbers) > 2 and numbers[2] else 1  # noqa: PLR2004 - start, end, step
    count = max(0, (numbers[1] - numbers[0]) // step + 1) if len(numbers) > 1 else 0
    if count > RANGE_MAX:
        raise TooLarge(f"“{excerpt(node)}” has {count:,} numbers, the most is {RANGE_MAX:,}")
    return Size(max(1, count), NUMBER.item, is_made=True, is_number=count > 1)


def sum_of(sizes: Sequence[Size]) -> Size:
    """Return the size of all of them one after the other."""
    return reduce(Size.plus, sizes) if sizes else NUMBER


def _bound(node: Any, parameters: Mapping[str, Any]) -> int | None:
    """Return a number that is written out, a parameter, or at most the steps of a path: size(nodes(p)) - 1."""
    inner = innermost(node)
    if kind_of(inner) == "Parameter":
        value = parameters.get(plain_name(inner.getChild(1)))
        return value if isinstance(value, int) else None
    text = inner.getText().replace("_", "").lower()
    number = integer_in(text)
    if number is not None:
        return number
    return DATA_LIST.count if text.startswith(_OF_A_PATH) and "[" not in text else None

"""Which expressions can only be whole numbers, so that `[…]` after a value takes an item and no field."""

from collections.abc import Mapping
from typing import Any

from neo4j_guard._checker import _qualified_name

from analyst.tree import children_of, innermost, kind_of, plain_name, tokens_of, walk

_FUNCTIONS = frozenset({"size", "length", "tointeger", "count"})
_PLACE_OF_LIST = {"UnwindClause": 0, "ListComprehension": 1, "ListItemsPredicate": 1, "ReduceExpression": 3}
"""Where that which binds a name has the list that the name goes through."""


class Integers:
    """The whole numbers of one statement."""

    def __init__(self, tree: Any, parameters: Mapping[str, Any]) -> None:
        self._parameters = parameters
        numbers: set[str] = set()
        others: set[str] = set()
        for node in walk(tree):
            if kind_of(node) == "Variable" and kind_of(node.parentCtx) != "Expression1":
                (numbers if _goes_through_range(node) else others).add(plain_name(node))
        self._names = numbers - others

    def includes(self, node: Any) -> bool:
        """Whether an expression is a whole number whatever the data."""
        inner = innermost(node)
        parts, kind = children_of(inner), kind_of(inner)
        if kind == "ParenthesizedExpression":
            return self.includes(parts[0])
        if kind in ("NumberLiteral", "Expression5"):
            # Products and quotients are of numbers.
            return True
        if kind == "Parameter":
            return isinstance(self._parameters.get(plain_name(inner.getChild(1))), int)
        if kind == "FunctionInvocation":
            return _qualified_name(parts[0]).lower() in _FUNCTIONS
        if kind in ("Expression4", "Expression6"):
            # A number added to a text is a text.
            return "||" not in tokens_of(inner) and all(map(self.includes, parts))
        return kind in ("UnescapedSymbolicNameString_", "EscapedSymbolicNameString") and (
            plain_name(inner) in self._names
        )


def _goes_through_range(variable: Any) -> bool:
    """Whether a name is bound here to one number after another of a range()."""
    parts, kind = children_of(variable.parentCtx), kind_of(variable.parentCtx)
    is_accumulator = kind == "ReduceExpression" and variable is parts[0]
    if kind not in _PLACE_OF_LIST or is_accumulator:
        return False
    over = innermost(parts[_PLACE_OF_LIST[kind]])
    return kind_of(over) == "FunctionInvocation" and _qualified_name(children_of(over)[0]).lower() == "range"

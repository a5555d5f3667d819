"""What a statement may name where it runs on the primary: no property and no index that the replica would not have.

Blind terms, digests and the product's records stand there beside what analysts see, and a blind term that stands on
many persons tells a family name by how often it does. So names are checked, and whatever could reach a property
without naming it in the text is refused.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from neo4j_guard._checker import _qualified_name

from analyst.grammar import excerpt, innermost, kind_of, parts, plain_name, tokens, walk
from analyst.refusals import Reason, Refusal
from graph.analyst_view import NAMES_IN_USE, NAMES_SHOWN, shown_labels
from graph.model import LABELS

ORGANISATION_INDEX = "entity_name_search"
_FULL_TEXT = re.compile(r"db\.index\.fulltext\..*", re.IGNORECASE)
_OF_MOMENTS = frozenset(
    (
        "year", "quarter", "month", "week", "weekyear", "dayofquarter", "quarterday", "day", "ordinalday", "weekday",
        "dayofweek", "hour", "minute", "second", "millisecond", "microsecond", "nanosecond", "timezone", "offset",
        "offsetminutes", "offsetseconds", "epochmillis", "epochseconds", "years", "quarters", "months", "weeks", "days",
        "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds",
    )
)  # fmt: skip
"""Parts of dates and times, which are written like properties, in any case."""
_COUNTS = frozenset(("size", "length", "tointeger", "abs", "sign"))
_NUMERIC_SIGNS = frozenset("-*/%")
_BINDING = frozenset(("ListComprehension", "ListItemsPredicate", "ReduceExpression"))
_SUBQUERIES = frozenset(("CollectExpression", "CountExpression", "ExistsExpression", "PatternComprehension"))


def naming_refusals(tree: Any, parameters: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield what a statement names, or could reach without a name, that analysts do not see."""
    own = _own_names(tree) - NAMES_IN_USE
    for node in walk(tree):
        kind = kind_of(node)
        if kind in ("Property", "Map") and (kind == "Property" or _is_in_pattern(node)):
            yield from _unseen(node, own)
        elif kind == "MapProjectionElement" and node.getText().endswith(".*"):
            yield Refusal(Reason.PROPERTY, f"“{excerpt(node)}” takes all properties")
        elif kind == "IndexPostfix" and not _is_number(parts(node)[0], parameters):
            yield Refusal(Reason.PROPERTY, f"“{excerpt(node)}” can be a property that is found while it runs")
        elif kind == "FunctionName" and _qualified_name(node).lower() == "properties":
            yield Refusal(Reason.PROPERTY, "properties() takes all properties")
        elif kind in ("LabelExpression", "LabelComparison"):
            yield from _hidden_labels(node)
        elif kind == "CallClause":
            yield from _other_indexes(node, parameters)


def _unseen(node: Any, own: frozenset[str]) -> Iterator[Refusal]:
    for name in _keys(node):
        if name not in NAMES_SHOWN and name not in own and name.lower() not in _OF_MOMENTS:
            yield Refusal(Reason.PROPERTY, f"“{name}” is no property that analysts see")


def _keys(node: Any) -> list[str]:
    """The names of a map's entries, or the one name of a property access."""
    found = [child for child in parts(node) if kind_of(child) == "PropertyKeyName"]
    return [plain_name(child) for child in found]


def _own_names(tree: Any) -> frozenset[str]:
    """The keys of maps that the statement makes itself."""
    found: set[str] = set()
    for node in walk(tree):
        if kind_of(node) == "Map" and not _is_in_pattern(node):
            found.update(_keys(node))
        elif kind_of(node) == "MapProjectionElement" and ":" in tokens(node):
            found.add(plain_name(parts(node)[0]))
    return frozenset(found)


def _is_in_pattern(node: Any) -> bool:
    return kind_of(node.parentCtx) == "Properties"


def _hidden_labels(node: Any) -> Iterator[Refusal]:
    names = {plain_name(part) for part in walk(node) if kind_of(part) == "SymbolicNameString"}
    hidden = (names & LABELS) - set(shown_labels(names))
    for name in sorted(hidden):
        yield Refusal(Reason.PROPERTY, f"“{name}” is no label that analysts see")


def _other_indexes(node: Any, parameters: Mapping[str, Any]) -> Iterator[Refusal]:
    names = [part for part in walk(node) if kind_of(part) == "ProcedureName"]
    if not names or not _FULL_TEXT.fullmatch(_qualified_name(names[0])):
        return
    arguments = [part for part in parts(node) if kind_of(part) == "ProcedureArgument"]
    first = innermost(arguments[0]) if arguments else None
    value: Any = None
    if first is not None and kind_of(first) == "Parameter":
        value = parameters.get(plain_name(first.getChild(1)))
    elif first is not None and kind_of(first) == "StringLiteral":
        value = first.getText()[1:-1]
    if value != ORGANISATION_INDEX:
        yield Refusal(Reason.PROPERTY, f"on the primary only the index {ORGANISATION_INDEX} is searched by analysts")


def _is_number(node: Any, parameters: Mapping[str, Any]) -> bool:
    """Whether what stands in the brackets can only be a number, and so only take an item of a list."""
    inner = innermost(node)
    match kind_of(inner):
        case "NumberLiteral":
            return True
        case "Parameter":
            return isinstance(parameters.get(plain_name(inner.getChild(1))), int)
        case "FunctionInvocation":
            return _qualified_name(parts(inner)[0]).lower() in _COUNTS
        case "Expression6" | "Expression5":
            # Only numbers, and moments, are taken from each other; a plus also joins texts.
            return bool(tokens(inner)) and _NUMERIC_SIGNS.issuperset(tokens(inner))
        case "UnescapedSymbolicNameString_" | "EscapedSymbolicNameString":
            return _counts_up(inner)
    return False


def _counts_up(name: Any) -> bool:
    """Whether a name runs over range(…) in the loop that it is used in."""
    node = name.parentCtx
    while node is not None and kind_of(node) not in _SUBQUERIES:
        if kind_of(node) in _BINDING:
            *names, over = [innermost(part) for part in parts(node)[: 4 if kind_of(node) == "ReduceExpression" else 2]]
            if plain_name(name) in {plain_name(part) for part in names}:
                is_loop = kind_of(node) != "ReduceExpression"
                return is_loop and kind_of(over) == "FunctionInvocation" and over.getText().lower().startswith("range(")
        node = node.parentCtx
    return False

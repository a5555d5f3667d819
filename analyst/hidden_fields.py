"""What a statement may not name on the primary: fields that stand in the graph and that analysts are not shown.

A name that no node and no relationship has is a statement's own, as a key of its maps. So the list of what is shown
decides, and the server says which other names there are.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from neo4j_guard._checker import _qualified_name

from analyst.integers import Integers
from analyst.refusals import Reason, Refusal
from analyst.tree import children_of, excerpt, innermost, kind_of, plain_name, text_of, tokens_of, walk
from graph.analyst_view import VIEW_LABELS, VIEW_TIES, shown_properties, shown_tie_properties

SHOWN = frozenset[str]().union(
    # By the label alone a party may be a person.
    *(shown_properties((label,)) for label in VIEW_LABELS),
    *map(shown_tie_properties, VIEW_TIES),
)
ORGANISATION_INDEXES = frozenset({"entity_name_search", "organization_names"})
"""Full-text indexes over public names: on the primary, and on the replica."""
_TEMPORAL = frozenset({"date", "datetime", "localdatetime", "localtime", "time", "duration"})
"""Functions, and their families as `duration.inDays`, whose results have parts and are never a node or relationship."""


def hidden_fields(tree: Any, parameters: Mapping[str, Any], stored: frozenset[str]) -> Iterator[Refusal]:
    """Yield every way in which a statement reaches for a field that analysts are not shown.

    `stored` are the names of all properties in the graph.
    """
    hidden = stored - SHOWN
    integers = Integers(tree, parameters)
    for node in walk(tree):
        kind = kind_of(node)
        if kind == "PropertyKeyName" and (name := plain_name(node)) in hidden and not _is_part_of_time(node):
            yield _refusal(f"“{name}”")
        elif kind == "MapProjectionElement" and "*" in tokens_of(node):
            yield _refusal("all fields at once by “.*”")
        elif kind == "FunctionName" and _qualified_name(node).lower() == "properties":
            yield _refusal("all fields at once by properties()")
        elif kind == "IndexPostfix" and not integers.includes(index := children_of(node)[0]):
            key = text_of(index, parameters)
            if key is None or key in hidden:
                yield _refusal(f"a field by “{excerpt(node)}” (for an item of a list write [toInteger(…)])")
        elif kind == "CallClause" and _is_hidden_search(node, parameters):
            yield _refusal("a full-text index other than entity_name_search")


def _is_part_of_time(name: Any) -> bool:
    """Whether a name comes right after a call that gives a time or a duration."""
    postfix = name.parentCtx.parentCtx
    if kind_of(postfix) != "PropertyPostfix":
        return False
    value, first, *_ = children_of(postfix.parentCtx)
    called = innermost(value)
    return (
        first is postfix
        and kind_of(called) == "FunctionInvocation"
        and _qualified_name(children_of(called)[0]).lower().partition(".")[0] in _TEMPORAL
    )


def _is_hidden_search(call: Any, parameters: Mapping[str, Any]) -> bool:
    parts = children_of(call)
    if not _qualified_name(parts[0]).lower().startswith("db.index."):
        return False
    # Without brackets the server takes the arguments from the parameters.
    arguments = [part for part in parts if kind_of(part) == "ProcedureArgument"]
    return not arguments or text_of(arguments[0], parameters) not in ORGANISATION_INDEXES


def _refusal(what: str) -> Refusal:
    return Refusal(Reason.FIELD, what)

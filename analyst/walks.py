"""How far the patterns of a statement go, since the number of paths grows with every step."""

import re
from typing import Any

from analyst.steps import TooLarge
from analyst.tree import children_of, excerpt, kind_of, walk

HOPS_MAX = 6
SHORTEST_HOPS_MAX = 15
RELATIONSHIPS_MAX = 40
"""Relationships in the patterns of a statement: planning takes time that grows faster than their number."""

_HOPS = re.compile(r"[0-9]{1,9}")


def check_walks(tree: Any) -> None:
    """Raise TooLarge for a pattern without a limit, or with one that is too high."""
    relationships = 0
    for node in walk(tree):
        kind = kind_of(node)
        relationships += kind == "RelationshipPattern"
        if kind == "PathLength":
            _check_hops(node, node.getText().removeprefix("*"), "..")
        elif kind == "Quantifier":
            text = node.getText()
            _check_hops(node, text.strip("{}") if text.startswith("{") else "", ",")
    if relationships > RELATIONSHIPS_MAX:
        raise TooLarge(f"{relationships} relationships in its patterns, the most is {RELATIONSHIPS_MAX}")


def _check_hops(node: Any, text: str, separator: str) -> None:
    limit = SHORTEST_HOPS_MAX if _is_in_shortest(node) else HOPS_MAX
    upper = text.rpartition(separator)[2] if separator in text else text
    if not _HOPS.fullmatch(upper):
        raise TooLarge(f"“{excerpt(node)}” has no upper limit that can be read; write one of at most {limit}")
    if int(upper) > limit:
        raise TooLarge(f"“{excerpt(node)}” goes {upper} steps, the most is {limit}")


def _is_in_shortest(node: Any) -> bool:
    parent = node.parentCtx
    while parent is not None and kind_of(parent) not in ("MatchClause", "SingleQuery"):
        if kind_of(parent).startswith("ShortestPath"):
            return True
        if kind_of(parent) == "Pattern" and any("Shortest" in kind_of(child) for child in children_of(parent)):
            return True
        parent = parent.parentCtx
    return False

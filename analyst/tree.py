"""How a parsed statement is gone through: its nodes, and names and literals without their quotes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_EXCERPT = 60
_INTEGER = re.compile(r"-?[0-9]{1,19}")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"\\": "\\", "'": "'", '"': '"', "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def walk(tree: Any) -> Iterator[Any]:
    """Yield every node of a tree in the order of the text."""
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(getattr(node, "children", None) or ()))


def kind_of(node: Any) -> str:
    """Return the grammar's name of a node."""
    return type(node).__name__.removesuffix("Context")


def children_of(node: Any) -> list[Any]:
    """Return the parts of a node that are no keywords or brackets."""
    return [child for child in getattr(node, "children", None) or () if getattr(child, "children", None)]


def tokens_of(node: Any) -> list[str]:
    """Return the keywords and brackets of a node itself."""
    return [child.getText() for child in node.children if not getattr(child, "children", None)]


def innermost(node: Any) -> Any:
    """Go through the levels of the grammar that add nothing."""
    while True:
        children: list[Any] = getattr(node, "children", None) or []
        if len(children) != 1 or not getattr(children[0], "children", None):
            return node
        [node] = children


def plain_name(node: Any) -> str:
    """Return a name without its backticks."""
    text = str(node.getText())
    return text[1:-1].replace("``", "`") if text.startswith("`") else text


def integer_in(text: str) -> int | None:
    """Return a whole number that the server can hold, None for anything else: int() takes more, and fails on some."""
    return int(text) if _INTEGER.fullmatch(text) else None


def text_in(literal: Any) -> str:
    """Return what a string literal stands for; the server keeps the backslash of an escape that it does not know."""
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[0]), str(literal.getText())[1:-1])


def text_of(node: Any, parameters: Mapping[str, Any]) -> str | None:
    """Return a text that is written out or a parameter's, None for any other expression."""
    inner = innermost(node)
    if kind_of(inner) == "StringLiteral":
        return text_in(inner)
    value = parameters.get(plain_name(inner.getChild(1))) if kind_of(inner) == "Parameter" else None
    return value if isinstance(value, str) else None


def excerpt(node: Any) -> str:
    """Return the text of a node as it was written, shortened."""
    return shortened(str(node.start.getInputStream().getText(node.start.start, node.stop.stop)))


def shortened(text: str) -> str:
    """Return a text on one line and of the length of a remark."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _EXCERPT else f"{flat[:_EXCERPT]}…"

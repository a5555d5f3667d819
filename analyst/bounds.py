"""How far a statement can grow inside one expression, where Neo4j looks neither at its clock nor at its memory limit.

Measured on 5.26: `reduce` over 4·10^8 numbers ran 10 s under a limit of 1 s, and a list comprehension over 2·10^8 ended
the server. So the text is gone through once with the largest size that each value can have.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from neo4j_guard._checker import _qualified_name

from analyst.grammar import excerpt, innermost, kind_of, parts, plain_name, tokens, walk
from analyst.refusals import Reason, Refusal
from analyst.regular_expressions import choices, open_ends, problem_with
from analyst.sizes import COLLECTED_COUNT, DATA, DATA_LIST, NUMBER, Size, size_of_parameter

RANGE_MAX = 100_000
STEPS_MAX = 10_000_000
"""Steps of loops within each other: about a quarter of a second of the server's time."""
CHARACTERS_MAX = 10_000_000
"""Characters of one value: an answer may have as many bytes."""
COPIED_MAX = 200_000_000
"""Characters made in all by one expression: what a loop makes anew at every step."""
REGEX_STEPS_MAX = 20_000_000
HOPS_MAX = 6
SHORTEST_HOPS_MAX = 15
RELATIONSHIPS_MAX = 40
"""Relationships in the patterns of a statement: planning takes time that grows faster than their number."""
ROUNDS = 48
_WRITTEN_NUMBER = re.compile(r"-?[0-9]{1,19}")

_NUMERIC = frozenset(
    (
        "abs",
        "acos",
        "asin",
        "atan",
        "atan2",
        "ceil",
        "cos",
        "cot",
        "count",
        "degrees",
        "e",
        "exp",
        "floor",
        "haversin",
        "isnan",
        "log",
        "log10",
        "pi",
        "radians",
        "rand",
        "round",
        "sign",
        "sin",
        "sqrt",
        "tan",
        "sum",
        "avg",
        "stdev",
        "stdevp",
        "percentilecont",
        "percentiledisc",
        "size",
        "length",
        "char_length",
        "character_length",
        "isempty",
        "exists",
        "tointeger",
        "tofloat",
        "toboolean",
        "tointegerornull",
        "tofloatornull",
        "tobooleanornull",
        "timestamp",
        "id",
        "elementid",
        "date",
        "datetime",
        "time",
        "localtime",
        "localdatetime",
        "duration",
        "point",
    )
)
_OF_THE_GRAPH = frozenset(("labels", "keys", "nodes", "relationships", "properties"))
_BOOLEAN = frozenset(f"Expression{level}" for level in (8, 9, 10, 11)) | {"Expression", "ExistsExpression"}


class _TooLarge(Exception):
    """A written limit would be passed."""


def growth_refusal(tree: Any, parameters: Mapping[str, Any]) -> Refusal | None:
    """Return what in the statement can grow without end, None when nothing can."""
    try:
        _check_patterns(tree)
        _Sizes(parameters).of(tree)
    except _TooLarge as error:
        return Refusal(Reason.BOUNDS, str(error))
    except RecursionError:
        return Refusal(Reason.SYNTAX, "it is nested too deeply")
    return None


def parameter_names(tree: Any) -> frozenset[str]:
    """Return the names of the parameters that a statement uses."""
    return frozenset(plain_name(node.getChild(1)) for node in walk(tree) if kind_of(node) == "Parameter")


def _check_patterns(tree: Any) -> None:
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
        raise _TooLarge(f"{relationships} relationships in its patterns, the most is {RELATIONSHIPS_MAX}")


def _check_hops(node: Any, text: str, separator: str) -> None:
    limit = SHORTEST_HOPS_MAX if _is_in_shortest(node) else HOPS_MAX
    upper = text.rpartition(separator)[2] if separator in text else text
    if not _WRITTEN_NUMBER.fullmatch(upper):
        raise _TooLarge(f"“{excerpt(node)}” has no upper limit; write one of at most {limit}")
    if int(upper) > limit:
        raise _TooLarge(f"“{excerpt(node)}” goes {upper} steps, the most is {limit}")


def _is_in_shortest(node: Any) -> bool:
    parent = node.parentCtx
    while parent is not None and kind_of(parent) not in ("MatchClause", "SingleQuery"):
        if kind_of(parent).startswith("ShortestPath"):
            return True
        if kind_of(parent) == "Pattern" and any("Shortest" in kind_of(child) for child in parts(parent)):
            return True
        parent = parent.parentCtx
    return False


class _Sizes:
    """The largest size of every name in a statement, and how often what stands here is done."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._parameters = parameters
        self._names: dict[str, Size] = {}
        self._steps = 1
        self._rules: dict[str, Callable[[Any], Size]] = {
            "NumberLiteral": lambda _: NUMBER,
            "StringLiteral": lambda node: Size(1, max(1, len(node.getText())), is_made=True),
            "Parameter": self._parameter,
            "ListLiteral": self._list,
            "ListComprehension": self._list_comprehension,
            "ReduceExpression": self._reduce,
            "ListItemsPredicate": self._loop_to_number,
            "PatternComprehension": self._pattern_comprehension,
            "FunctionInvocation": self._function,
            "CountStar": lambda _: NUMBER,
            "CaseExpression": self._choice,
            "ExtendedCaseExpression": self._choice,
            "Expression6": self._sum,
            "Expression7": self._comparison,
            "Expression2": self._postfix,
            "CollectExpression": self._collected,
            "CountExpression": self._counted,
            "ExistsExpression": self._counted,
            "ReturnItem": self._named,
            "UnwindClause": self._unwound,
            "Union": self._union,
            "RegularQuery": self._union,
        }

    def of(self, node: Any) -> Size:
        """Return the largest size of what a node of the tree stands for."""
        node = innermost(node)
        kind = kind_of(node)
        if kind in ("UnescapedSymbolicNameString_", "EscapedSymbolicNameString"):
            return self._names.get(plain_name(node), DATA)
        rule = self._rules.get(kind)
        found = rule(node) if rule is not None else self._all(node)
        if kind in _BOOLEAN:
            found = NUMBER
        self._require(found, node)
        return found

    def _require(self, found: Size, node: Any) -> None:
        if found.total > CHARACTERS_MAX:
            raise _TooLarge(f"“{excerpt(node)}” can be {found.total:,} characters, the most is {CHARACTERS_MAX:,}")
        if found.is_made and self._steps * found.total > COPIED_MAX:
            raise _TooLarge(f"“{excerpt(node)}” is made {self._steps:,} times")

    def _all(self, node: Any) -> Size:
        found = [self.of(child) for child in parts(node)]
        return _sum_of(found) if found else NUMBER

    def _parameter(self, node: Any) -> Size:
        return size_of_parameter(self._parameters.get(plain_name(node.getChild(1))))

    def _list(self, node: Any) -> Size:
        items = [self.of(child) for child in parts(node)]
        return Size(max(1, len(items)), max((item.total for item in items), default=1), is_made=True)

    def _loop(self, node: Any, name: Any, over: Any, inside: Iterable[Any]) -> tuple[Size, Size]:
        source = self.of(over)
        self._learn(name, source.element())
        before, self._steps = self._steps, self._steps * max(1, source.count)
        if self._steps > STEPS_MAX:
            raise _TooLarge(f"“{excerpt(node)}” takes {self._steps:,} steps, the most is {STEPS_MAX:,}")
        results = [self.of(part) for part in inside]
        self._steps = before
        return source, results[-1] if results else source.element()

    def _list_comprehension(self, node: Any) -> Size:
        name, over, *inside = parts(node)
        source, result = self._loop(node, name, over, inside)
        is_mapped = "|" in tokens(node)
        return Size(source.count, max(1, result.total), is_made=True) if is_mapped else source

    def _loop_to_number(self, node: Any) -> Size:
        name, over, *inside = parts(node)
        self._loop(node, name, over, inside)
        return NUMBER

    def _reduce(self, node: Any) -> Size:
        accumulator, start, name, over, body = parts(node)
        size = self.of(start)
        source = self.of(over)
        grown = 0
        for _ in range(min(ROUNDS, source.count)):
            self._learn(accumulator, size)
            _, result = self._loop(node, name, over, [body])
            grown, size = result.total - size.total, size.either(result)
        if size.is_number:
            return NUMBER
        left = max(0, source.count - ROUNDS) * max(0, grown)
        return Size(size.count, size.item + -(-left // size.count), is_made=True)

    def _pattern_comprehension(self, node: Any) -> Size:
        results = [self.of(child) for child in parts(node)]
        return Size(DATA_LIST.count, max(1, results[-1].total))

    def _function(self, node: Any) -> Size:  # noqa: PLR0911 - one line a family of functions
        name = _qualified_name(parts(node)[0]).lower()
        arguments = parts(node)[1:]
        if name == "range":
            return self._range(node, arguments)
        sizes = [self.of(argument) for argument in arguments]
        whole = _sum_of(sizes) if sizes else NUMBER
        if name in _NUMERIC or name.partition(".")[0] in _NUMERIC:
            return NUMBER
        if name in _OF_THE_GRAPH:
            return DATA_LIST.either(whole)
        if name == "collect":
            return Size(max(COLLECTED_COUNT, self._steps), max(1, whole.total))
        if name == "replace" and len(sizes) > 1:
            return Size(1, sizes[0].total * (1 + sizes[-1].total), is_made=True)
        if name == "split":
            return Size(max(1, whole.total), max(1, whole.total), whole.is_made)
        if name in ("head", "last") and sizes:
            return sizes[0].element()
        return whole

    def _range(self, node: Any, arguments: list[Any]) -> Size:
        bounds = [self._integer(argument) for argument in arguments]
        if any(bound is None for bound in bounds):
            raise _TooLarge(f"“{excerpt(node)}” needs numbers written out or given as parameters")
        numbers = [bound for bound in bounds if bound is not None]
        step = numbers[2] if len(numbers) > 2 and numbers[2] else 1  # noqa: PLR2004 - start, end, step
        count = max(0, (numbers[1] - numbers[0]) // step + 1) if len(numbers) > 1 else 0
        if count > RANGE_MAX:
            raise _TooLarge(f"“{excerpt(node)}” has {count:,} numbers, the most is {RANGE_MAX:,}")
        return Size(max(1, count), NUMBER.item, is_made=True, is_number=count > 1)

    def _integer(self, node: Any) -> int | None:
        """Return a number that is written out, a parameter, or at most the steps of a path: size(nodes(p)) - 1."""
        inner = innermost(node)
        if kind_of(inner) == "Parameter":
            value = self._parameters.get(plain_name(inner.getChild(1)))
            return value if isinstance(value, int) else None
        text = inner.getText().replace("_", "").lower()
        if _WRITTEN_NUMBER.fullmatch(text):
            return int(text)
        of_a_path = ("length(", "size(nodes(", "size(relationships(", "size(labels(", "size(keys(")
        return DATA_LIST.count if text.startswith(of_a_path) and "[" not in text else None

    def _choice(self, node: Any) -> Size:
        found = NUMBER
        for child in parts(node):
            found = found.either(self.of(child))
        return found

    def _sum(self, node: Any) -> Size:
        found = [self.of(child) for child in parts(node)]
        return _sum_of(found) if {"+", "||"} & set(tokens(node)) else NUMBER

    def _comparison(self, node: Any) -> Size:
        left, *right = parts(node)
        subject = self.of(left)
        for comparison in right:
            if "=~" in tokens(comparison):
                self._check_regex(node, subject, parts(comparison)[0])
            for child in parts(comparison) or [comparison]:
                self.of(child)
        return NUMBER

    def _check_regex(self, node: Any, subject: Size, pattern: Any) -> None:
        inner = innermost(pattern)
        if kind_of(inner) == "Parameter":
            text = self._parameters.get(plain_name(inner.getChild(1)))
        else:
            text = inner.getText()[1:-1].replace("\\\\", "\\") if kind_of(inner) == "StringLiteral" else None
        if not isinstance(text, str):
            raise _TooLarge(f"the pattern of “{excerpt(node)}” has to be written out or a parameter")
        problem = problem_with(text)
        if problem is not None:
            raise _TooLarge(problem)
        if self._steps * choices(text) * subject.total ** max(1, open_ends(text)) > REGEX_STEPS_MAX:
            raise _TooLarge(f"“{excerpt(node)}” has too many repetitions and choices for so long a text")

    def _postfix(self, node: Any) -> Size:
        first, *rest = parts(node)
        found = self.of(first)
        for postfix in rest:
            kind = kind_of(postfix)
            for child in parts(postfix) if kind != "Property" else ():
                self.of(child)
            if kind == "IndexPostfix":
                found = found.element()
            elif kind == "Property":
                found = found if found.is_made else DATA
        return found

    def _collected(self, node: Any) -> Size:
        inside = self._apart(node)
        return Size(max(COLLECTED_COUNT, self._steps), max(1, inside.total))

    def _counted(self, node: Any) -> Size:
        self._apart(node)
        return NUMBER

    def _apart(self, node: Any) -> Size:
        """Go through a subquery, whose rows end with it."""
        before = self._steps
        found = self._all(node)
        self._steps = before
        return found

    def _union(self, node: Any) -> Size:
        before, most, found = self._steps, self._steps, NUMBER
        for child in parts(node):
            self._steps = before
            found = found.either(self.of(child))
            most = max(most, self._steps)
        self._steps = most
        return found

    def _named(self, node: Any) -> Size:
        value, *name = parts(node)
        found = self.of(value)
        if name:
            self._learn(name[0], found)
        return found

    def _unwound(self, node: Any) -> Size:
        over, name = parts(node)
        source = self.of(over)
        self._learn(name, source.element())
        if source.is_made:
            self._steps *= source.count
        if self._steps > STEPS_MAX:
            raise _TooLarge(f"“{excerpt(node)}” makes {self._steps:,} rows, the most is {STEPS_MAX:,}")
        return NUMBER

    def _learn(self, name: Any, size: Size) -> None:
        # Names are not told apart by scope: the larger of two of the same name counts for both.
        text = plain_name(innermost(name))
        known = self._names.get(text)
        self._names[text] = size if known is None else known.either(size)


def _sum_of(sizes: Iterable[Size]) -> Size:
    return functools.reduce(Size.plus, sizes)

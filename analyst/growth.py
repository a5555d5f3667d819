"""Goes through a statement once with the largest size that each value can have, by the rules of each expression."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from neo4j_guard._checker import _qualified_name

from analyst.function_sizes import collected, size_of_call, size_of_range, sum_of
from analyst.regular_expressions import problem_with
from analyst.sizes import DATA, DATA_LIST, NUMBER, STORED_TEXT_MAX, Size, depth_of_list, size_of_parameter
from analyst.steps import Steps, TooLarge
from analyst.tree import children_of, excerpt, innermost, kind_of, plain_name, text_of, tokens_of

CHARACTERS_MAX = 10_000_000
"""Characters of one value: an answer may have as many bytes."""
ROUNDS = 48
"""So often the body of a `reduce` is gone through; doubling passes every limit by then."""
VISITS_MAX = 100_000
"""Nodes that are gone through in all: a `reduce` in a `reduce` in a `reduce` would keep ourselves busy."""

_BOOLEAN = frozenset(f"Expression{level}" for level in (8, 9, 10, 11)) | {"Expression", "ExistsExpression"}
_SLICE = re.compile(r"\[([0-9]{0,9})\.\.([0-9]{1,9})\]")


class Growth:
    """The largest size of every name in a statement, and how often what stands here is done."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._parameters = parameters
        self._names: dict[str, Size] = {}
        self._steps = Steps()
        self._visits = 0
        self._rules: dict[str, Callable[[Any], Size]] = {
            "NumberLiteral": lambda _: NUMBER,
            "StringLiteral": lambda node: Size(1, max(1, len(node.getText())), is_made=True),
            "Parameter": lambda node: size_of_parameter(self._parameters.get(plain_name(node.getChild(1)))),
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
            **dict.fromkeys(("SingleQuery", "WithClause", "ReturnClause", "ReturnItems"), self._beside),
        }

    def of(self, node: Any) -> Size:
        """Return the largest size of what a node of the tree stands for; raises TooLarge."""
        self._visits += 1
        if self._visits > VISITS_MAX:
            raise TooLarge(f"“{excerpt(node)}” stands within too many loops")
        node = innermost(node)
        kind = kind_of(node)
        if kind in ("UnescapedSymbolicNameString_", "EscapedSymbolicNameString"):
            return self._names.get(plain_name(node), DATA)
        rule = self._rules.get(kind)
        found = rule(node) if rule is not None else self._all(node)
        if kind in _BOOLEAN:
            found = NUMBER
        if found.total > CHARACTERS_MAX:
            raise TooLarge(f"“{excerpt(node)}” can be {found.total:,} characters, the most is {CHARACTERS_MAX:,}")
        self._steps.require_copies(found, node)
        return found

    def _all(self, node: Any) -> Size:
        return sum_of([self.of(child) for child in children_of(node)])

    def _beside(self, node: Any) -> Size:
        """Go through what stands in one row: one value after the other, and no list of them."""
        found = [self.of(child) for child in children_of(node)]
        if len(found) == 1:
            return found[0]
        total = sum(size.total for size in found)
        return Size(1, total, any(size.is_made for size in found), depth=max((size.depth for size in found), default=0))

    def _list(self, node: Any) -> Size:
        items = [self.of(child) for child in children_of(node)]
        largest = max((item.total for item in items), default=1)
        return Size(max(1, len(items)), largest, is_made=True, depth=depth_of_list(*items))

    def _loop(self, node: Any, name: Any, over: Any, inside: Iterable[Any]) -> tuple[Size, Size]:
        source = self.of(over)
        self._learn(name, source.element())
        before = self._steps
        self._steps = before.in_loop(source, node)
        results = [self.of(part) for part in inside]
        self._steps = before
        return source, results[-1] if results else source.element()

    def _list_comprehension(self, node: Any) -> Size:
        name, over, *inside = children_of(node)
        source, result = self._loop(node, name, over, inside)
        if "|" not in tokens_of(node):
            return source
        depth = result.depth + 1 if source.depth or result.depth else 0
        return Size(source.count, max(1, result.total), is_made=True, depth=depth)

    def _loop_to_number(self, node: Any) -> Size:
        name, over, *inside = children_of(node)
        self._loop(node, name, over, inside)
        return NUMBER

    def _reduce(self, node: Any) -> Size:
        accumulator, start, name, over, body = children_of(node)
        size = self.of(start)
        source = self.of(over)
        grown = 0
        for _ in range(min(ROUNDS, source.count)):
            self._learn(accumulator, size)
            _, result = self._loop(node, name, over, [body])
            grown, size = result.total - size.total, size.either(result)
        if size.is_number:
            return NUMBER
        if grown > 0:
            at_the_end = size.total + max(0, source.most - ROUNDS) * grown
            self._steps.require_growth(source.most, at_the_end, node)
        left = max(0, source.count - ROUNDS) * max(0, grown)
        return Size(size.count, size.item + -(-left // size.count), is_made=True, depth=size.depth)

    def _pattern_comprehension(self, node: Any) -> Size:
        results = [self.of(child) for child in children_of(node)]
        return Size(DATA_LIST.count, max(1, results[-1].total), depth=results[-1].depth + 1)

    def _function(self, node: Any) -> Size:
        name, *arguments = children_of(node)
        called = _qualified_name(name).lower()
        if called == "range":
            return size_of_range(node, arguments, self._parameters)
        return size_of_call(called, [self.of(argument) for argument in arguments], self._steps)

    def _choice(self, node: Any) -> Size:
        found = NUMBER
        for child in children_of(node):
            found = found.either(self.of(child))
        return found

    def _sum(self, node: Any) -> Size:
        found = [self.of(child) for child in children_of(node)]
        return sum_of(found) if {"+", "||"} & set(tokens_of(node)) else NUMBER

    def _comparison(self, node: Any) -> Size:
        left, *right = children_of(node)
        subject = self.of(left)
        for comparison in right:
            if "=~" in tokens_of(comparison):
                self._check_regex(node, subject, children_of(comparison)[0])
            for child in children_of(comparison) or [comparison]:
                self.of(child)
        return NUMBER

    def _check_regex(self, node: Any, subject: Size, pattern: Any) -> None:
        text = text_of(pattern, self._parameters)
        if text is None:
            raise TooLarge(f"the pattern of “{excerpt(node)}” has to be written out or a parameter")
        length = subject.total if subject.is_made else max(subject.total, STORED_TEXT_MAX)
        problem = problem_with(text, length, max(self._steps.usual, self._steps.at_once))
        if problem is not None:
            raise TooLarge(problem)

    def _postfix(self, node: Any) -> Size:
        first, *rest = children_of(node)
        found = self.of(first)
        for postfix in rest:
            kind = kind_of(postfix)
            if "Property" in kind:
                # A part of a map can be as large as the map.
                continue
            for child in children_of(postfix):
                self.of(child)
            if kind == "IndexPostfix":
                found = found.element()
            elif kind == "RangePostfix" and (bounds := _SLICE.fullmatch(postfix.getText())):
                found = found.first(int(bounds[2]) - int(bounds[1] or 0))
        return found

    def _collected(self, node: Any) -> Size:
        return collected(self._apart(node), self._steps)

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
        for child in children_of(node):
            self._steps = before
            found = found.either(self.of(child))
            most = most.either(self._steps)
        self._steps = most
        return found

    def _named(self, node: Any) -> Size:
        value, *name = children_of(node)
        found = self.of(value)
        if name:
            self._learn(name[0], found)
        return found

    def _unwound(self, node: Any) -> Size:
        over, name = children_of(node)
        source = self.of(over)
        self._learn(name, source.element())
        self._steps = self._steps.unwound(source, node)
        return NUMBER

    def _learn(self, name: Any, size: Size) -> None:
        # Names are not told apart by scope: the larger of two of the same name counts for both.
        text = plain_name(innermost(name))
        known = self._names.get(text)
        self._names[text] = size if known is None else known.either(size)

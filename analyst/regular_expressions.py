"""Which patterns of `=~` can be trusted: Java tries every way to match, and no time limit stops it within one value.

A pattern without repetitions inside repetitions is tried in at most `choices` times the text's length to the power of
`open_ends` ways.
"""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

LENGTH_MAX = 200
_FLAGS = re.compile(r"\(\?[a-wyzA-Z-]+\)")
_TOKEN = re.compile(
    r"""
    \\. | \[\^?(?:\\.|[^\]\[\\])+\]               # one character, or one of a class
  | \(\?[a-wyzA-Z-]+\)                            # flags, which are no group
  | \((?:\?(?:[a-wyzA-Z-]*:|<[A-Za-z]\w*>|<?[=!]|>))?  # how a group begins
  | \) | [*+?] | \{\d+(?:,\d*)?\} | \| | .
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN_ENDED = re.compile(r"[*+]|\{\d+,\}")
_BOUNDED = re.compile(r"\{(\d+),(\d+)\}")


def problem_with(pattern: str) -> str | None:
    """Return what makes a pattern dangerous, None when nothing does."""
    if len(pattern) > LENGTH_MAX:
        return f"a pattern of {len(pattern)} characters, the most is {LENGTH_MAX}"
    if re.search(r"\\[1-9kQE]", pattern):
        return "a pattern that refers back to what it matched, or quotes"
    tokens = list(_tokens(pattern))
    if "[" in tokens or ("(", "?") in pairwise(tokens):
        return "a pattern with a class, a group or a flag that is not plainly written"
    if tokens.count(")") != sum(_begins_group(token) for token in tokens):
        return "a pattern with a bracket too many"
    return "a pattern with a repetition or a choice inside a repetition" if _repeats_inside(tokens) else None


def open_ends(pattern: str) -> int:
    """Return how many repetitions without a limit there are: matching takes time to this power of the length."""
    return sum(1 for token in _tokens(pattern) if _OPEN_ENDED.fullmatch(token))


def choices(pattern: str) -> int:
    """Return in how many ways the choices and bounded repetitions of a pattern can be taken together."""
    return math.prod(map(_ways, _tokens(pattern)))


def _ways(token: str) -> int:
    bounded = _BOUNDED.fullmatch(token)
    if bounded:
        return max(1, int(bounded.group(2)) - int(bounded.group(1)) + 1)
    return 2 if token in ("?", "|") else 1


def _tokens(pattern: str) -> Iterator[str]:
    return (found.group() for found in _TOKEN.finditer(pattern))


def _begins_group(token: str) -> bool:
    return token.startswith("(") and not _FLAGS.fullmatch(token)


def _repeats_inside(tokens: list[str]) -> bool:
    """Whether a group that is repeated holds a repetition or a choice."""
    groups: list[bool] = [False]
    closed = False
    for token in tokens:
        is_repetition = token in ("*", "+") or (token.startswith("{") and len(token) > 1)
        if is_repetition and closed:
            return True
        closed = token == ")" and groups.pop()  # noqa: S105 - a bracket
        if _begins_group(token):
            groups.append(False)
        elif closed or is_repetition or token in ("?", "|"):
            groups[-1] = True
    return False

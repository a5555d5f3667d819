"""Which patterns of `=~` can be trusted: Java tries every way to match, and no time limit stops it within one value."""

import re

LENGTH_MAX = 200
_OPEN_ENDED = re.compile(r"[*+]|\{\d+,\}")
_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(|\)|[*+?]|\{\d+(?:,\d*)?\}|\||.", re.DOTALL)


def problem_with(pattern: str) -> str | None:
    """Return what makes a pattern dangerous, None when nothing does."""
    if len(pattern) > LENGTH_MAX:
        return f"a pattern of {len(pattern)} characters, the most is {LENGTH_MAX}"
    if re.search(r"\\[1-9k]", pattern):
        return "a pattern that refers back to what it matched"
    return "a pattern with a repetition or a choice inside a repetition" if _repeats_inside(pattern) else None


def open_ends(pattern: str) -> int:
    """Return how many repetitions without a limit there are: matching takes time to this power of the length."""
    return sum(1 for token in _TOKEN.findall(pattern) if _OPEN_ENDED.fullmatch(token))


def _repeats_inside(pattern: str) -> bool:
    """Whether a group that is repeated holds a repetition or a choice."""
    groups: list[bool] = [False]
    closed: bool | None = None
    for token in _TOKEN.findall(pattern):
        is_repetition = token in ("*", "+") or (token.startswith("{") and len(token) > 1)
        if is_repetition and closed:
            return True
        if token == "(":  # noqa: S105 - a bracket
            groups.append(False)
        elif token == ")" and len(groups) > 1:  # noqa: S105
            closed = groups.pop()
            groups[-1] = groups[-1] or closed
            continue
        elif is_repetition or token == "|":  # noqa: S105
            groups[-1] = True
        closed = None
    return False

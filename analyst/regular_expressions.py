r"""Which patterns of `=~` can be trusted: Java tries every way to match, and no time limit stops it within one value.

A pattern is taken when the number of ways can be counted: repetitions and choices beside each other multiply it, and
none may stand inside something that is repeated. What cannot be read for certain, as `\Q`, `(?x)` or a bracket inside
brackets, is refused: a bracket that Java does not take for one would hide a repetition inside a repetition.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analyst.tree import shortened

LENGTH_MAX = 200
REPEATED_MAX = 1_000
STEPS_MAX = 200_000_000
"""Characters looked at for all values of one expression: about a second of the server's time."""

_TOKEN = re.compile(
    r"(?P<escape>\\(?:[dDwWsSbBhHvVntrf]|[pP](?:[A-Za-z]|\{[A-Za-z_=]+\})|[^A-Za-z0-9]))"
    r"|(?P<class>\[(?:\^|(?!\^))(?:\\(?:[dDwWsShHvVntrf]|[pP]\{[A-Za-z_=]+\}|[^A-Za-z0-9])|[^\[\]\\&])+\])"
    r"|(?P<flags>\(\?[is]+\))"
    r"|(?P<open>\((?:\?:)?(?!\?))"
    r"|(?P<close>\))"
    r"|(?P<repeat>(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??)"
    r"|(?P<choice>\|)"
    r"|(?P<plain>[^\\\[\]{}()])",
    re.DOTALL,
)


class _Untrusted(Exception):
    """The pattern has what cannot be counted."""


@dataclass
class _Group:
    """Ways to match what was read of a group so far: those of the alternatives before this one, and of this one."""

    before: int = 0
    here: int = 1
    is_simple: bool = True

    def all(self) -> int:
        """Return the ways of the whole group."""
        return self.before + self.here


def problem_with(pattern: str, length: int, times: int = 1) -> str | None:
    """Return what speaks against matching a pattern so many times with texts of this length, None when nothing does."""
    if len(pattern) > LENGTH_MAX:
        return f"a pattern of {len(pattern)} characters, the most is {LENGTH_MAX}"
    try:
        ways, each = _ways(pattern, length)
    except _Untrusted as found:
        return str(found)
    if times * max(length, ways * each) > STEPS_MAX:
        return f"the pattern “{shortened(pattern)}” would be tried too often or in too many ways"
    return None


def _ways(pattern: str, length: int) -> tuple[int, int]:
    """Return in how many ways a pattern can match, and how many characters one of them looks at."""
    groups, last, is_repeated = [_Group()], None, False
    each = len(pattern) + 1
    for sort, text in _tokens(pattern):
        if sort == "close":
            if len(groups) == 1:
                raise _Untrusted("a pattern with a bracket that was never opened")
            last, is_repeated = groups.pop(), False
            groups[-1].here *= last.all()
            groups[-1].is_simple = groups[-1].is_simple and last.is_simple
            continue
        if sort == "open":
            groups.append(_Group())
        elif sort == "choice":
            groups[-1].before, groups[-1].here, groups[-1].is_simple = groups[-1].all(), 1, False
        elif sort == "repeat":
            # What may be left out is not repeated.
            if is_repeated or (last is not None and not last.is_simple and text[0] != "?"):
                raise _Untrusted("a pattern with a repetition or a choice inside a repetition")
            ways, most = _times(text, length)
            groups[-1].here *= ways
            groups[-1].is_simple = False
            each += most * (1 if last is None else len(pattern))
        last, is_repeated = None, sort == "repeat"
    if len(groups) > 1:
        raise _Untrusted("a pattern with a bracket that is never closed")
    return groups[0].all(), each


def _tokens(pattern: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(pattern):
        found = _TOKEN.match(pattern, place)
        if found is None or found.lastgroup is None:
            raise _Untrusted(f"a pattern with “{pattern[place : place + 3]}”, which cannot be judged here")
        yield found.lastgroup, found.group()
        place = found.end()


def _times(repetition: str, length: int) -> tuple[int, int]:
    """Return in how many ways a text of this length can be repeated so, and how often without looking at the text."""
    if repetition[0] == "?":
        return 2, 0
    if repetition[0] in "*+":
        return length + 1, 0
    least, comma, most = repetition.rstrip("?")[1:-1].partition(",")
    if any(len(number) > len(str(REPEATED_MAX)) or int(number or 0) > REPEATED_MAX for number in (least, most)):
        raise _Untrusted(f"a pattern with “{shortened(repetition)}”; the most repetitions are {REPEATED_MAX:,}")
    if not comma:
        return 1, int(least)
    return max(2, min(length, int(most) - int(least) if most else length) + 1), int(least)

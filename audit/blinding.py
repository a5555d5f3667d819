"""What of a request may stand in the audit: personal texts only as blinds, which tell equal from different.

An entry is never changed, so what an erased person is called must not be in it in the first place.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from graph.entitlement import Purpose
from graph.model import TIE_KINDS

PREFIX = "blind:"
STATEMENT, PARAMETERS = "statement", "parameters"
"""The two keys of `request.state.audit` whose values come from a caller's own Cypher."""

TEXT_NAMES = frozenset({"q", "text"})
MOMENT_NAMES = frozenset({"valid_at", "known_at", "since", "until"})
DROPPED_NAMES = frozenset({"cursor", "code", "state"})
"""A page marker says nothing; what an identity provider hands out is a secret."""

_WORDS = frozenset({*TIE_KINDS, *Purpose, "true", "false", "json", "csv", "gexf"})
_SHORT_NUMBER = re.compile(r"[0-9]{1,4}|[A-Z]{3}")
"""Limits, depths and years, and currencies by their three letters."""
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([T ][0-9:.+Z-]{1,25})?")
_LONG_NUMBER = re.compile(r"\d(?:[\d \-]{4,}\d)[Xx]?")
_ID = re.compile(r"[a-z][a-z0-9_]{0,40}:[\x21-\x7e]{1,120}")
_PHONE_OR_LONGER = re.compile(r"\d{11}")
_CYPHER = re.compile(
    r"""
    (?P<comment> /\*.*?(?:\*/|$) | //[^\n\r]* )
  | (?P<string> '(?:\\.|[^'\\]++)*+\\?'? | "(?:\\.|[^"\\]++)*+\\?"? )
  | (?P<quoted> `[^`]*+`? )
  | (?P<number> \d{5,} )
  | (?P<foreign> [^\x00-\x7f]+ )
    """,
    re.VERBOSE | re.DOTALL,
)
"""Never looks back: a statement of a million quotes that nobody closes is as quick as any other."""

_PLAIN_NAME = re.compile(r"`[A-Za-z_][A-Za-z_ ]{0,39}`")


class Blinder:
    """Blinds what is personal, keeps what is not."""

    def __init__(self, blind: Callable[[str, str], str]) -> None:
        self._blind = blind

    def text(self, value: str) -> str:
        """Return the blind of a text, alike for every way of writing the same letters."""
        normalized = " ".join(unicodedata.normalize("NFKC", value).casefold().split())
        return f"{PREFIX}{self._blind('audit', normalized)}"

    def subject(self, value: str, *, is_known: bool) -> str:
        """Return the id that a path named: as it is when it was found, or else when it can only be an id."""
        is_plain = _ID.fullmatch(value) is not None and _PHONE_OR_LONGER.search(value) is None
        return value if is_known or is_plain else self.text(value)

    def query(self, given: Iterable[tuple[str, str]], known_names: Collection[str]) -> dict[str, Any]:
        """Return the parameters of an address, each name once or with a list; names that nobody declared are blinds."""
        found: dict[str, list[str]] = {}
        for name, value in given:
            if name not in DROPPED_NAMES:
                kept = name if name in known_names else self.text(name)
                found.setdefault(kept, []).append(self._parameter(name, value))
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}

    def details(self, noted: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a route noted, with its caller's Cypher and every long number blinded."""
        makers = {STATEMENT: lambda value: self.statement(str(value)), PARAMETERS: self._blinded}
        return {name: makers.get(name, self._readable)(value) for name, value in noted.items()}

    def statement(self, cypher: str) -> str:
        """Return a statement without comments, and with its strings, long numbers and foreign letters blinded."""
        return _CYPHER.sub(self._token, cypher)

    def _parameter(self, name: str, value: str) -> str:
        if name in TEXT_NAMES:
            return self.text(value)
        if value in _WORDS or _SHORT_NUMBER.fullmatch(value) or (name in MOMENT_NAMES and _MOMENT.fullmatch(value)):
            return value
        return self.subject(value, is_known=False) if name.endswith("_id") else self.text(value)

    def _token(self, found: re.Match[str]) -> str:
        token = found.group()
        match found.lastgroup:
            case "comment":
                return " "
            case "string":
                return f"'{self.text(_unescaped(token[1:].removesuffix(token[0])))}'"
            case "quoted" if _PLAIN_NAME.fullmatch(token):
                return token
            case "quoted":
                return f"`{self.text(token.strip('`'))}`"
            case _:
                return self.text(token)

    def _blinded(self, value: Any) -> Any:
        """Blind every text of a caller's parameters, and every number that could be one of an ID."""
        if isinstance(value, Mapping):
            return {self._name(str(name)): self._blinded(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self._blinded(inner) for inner in value]
        if value is None or isinstance(value, bool):
            return value
        return value if _SHORT_NUMBER.fullmatch(str(value)) and not isinstance(value, str) else self.text(str(value))

    def _name(self, name: str) -> str:
        return name if re.fullmatch(r"[A-Za-z_]{1,40}", name) else self.text(name)

    def _readable(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(name): self._readable(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._readable(inner) for inner in value]
        if isinstance(value, str):
            return _LONG_NUMBER.sub(lambda found: self.text(found.group()), value)
        return value


def _unescaped(text: str) -> str:
    """Return a Cypher string's content, so that an escaped letter blinds like the letter."""
    return re.sub(
        r"\\u([0-9A-Fa-f]{4})|\\(.)",
        lambda found: chr(int(found.group(1), 16)) if found.group(1) else found.group(2),
        text,
        flags=re.DOTALL,
    )

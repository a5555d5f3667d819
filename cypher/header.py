"""Reads the header of a Cypher file and refuses one that differs from the text below it.

// What the statement answers, in one or more lines.
// access read
// needs GUARANTEES
// param party_id: STRING
// returns party_id, distance
"""

import re
from dataclasses import dataclass
from typing import Literal, cast

Access = Literal["read", "write", "schema"]

PARAMETER_TYPES = frozenset(
    {
        "STRING",
        "INTEGER",
        "FLOAT",
        "BOOLEAN",
        "DATE",
        "ZONED DATETIME",
        "LIST<STRING>",
        "LIST<INTEGER>",
        "LIST<MAP>",
        "MAP",
    }
)
_NOISE = re.compile(r"//[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_WRITES = re.compile(r"\b(MERGE|CREATE|SET|DELETE|REMOVE|FOREACH)\b")
_SCHEMA = re.compile(r"\b(CREATE|DROP)\s+(FULLTEXT\s+|RANGE\s+|TEXT\s+|LOOKUP\s+)?(INDEX|CONSTRAINT)\b")
_OPENERS, _CLOSERS = "([{", ")]}"


class HeaderError(ValueError):
    """A Cypher file's header is missing a line or says something else than its text."""


@dataclass(frozen=True)
class Header:
    """What a Cypher file says of itself: `params` maps a name to a Cypher type name.

    `needs` names what a caller must be entitled to; the readers know what each name stands for.
    """

    answers: str
    access: Access
    params: dict[str, str]
    returns: tuple[str, ...]
    needs: tuple[str, ...] = ()


def parse_header(name: str, text: str) -> Header:
    """Return the header of `text`; raises HeaderError when it is incomplete or untrue."""
    header = _declared(name, text)
    statement = _NOISE.sub(" ", text)
    _compare(name, "access", header.access, _access_of(statement))
    _compare(name, "params", sorted(header.params), sorted(set(re.findall(r"\$([a-z_]\w*)", statement))))
    _compare(name, "returns", header.returns, _columns_of(statement))
    return header


def _declared(name: str, text: str) -> Header:
    answers: list[str] = []
    access = ""
    params: dict[str, str] = {}
    returns: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        body = line.removeprefix("//").strip()
        word, _, rest = body.partition(" ")
        if word == "access":
            access = rest
        elif word == "param":
            parameter, _, type_name = rest.partition(": ")
            params[parameter] = type_name
        elif word == "returns":
            returns += _listed(rest)
        elif word == "needs":
            needs += _listed(rest)
        else:
            answers.append(body)
    if not answers or access not in ("read", "write", "schema"):
        raise HeaderError(f"{name}: the header needs a sentence and 'access read|write|schema'")
    unknown = {kind for kind in params.values() if kind not in PARAMETER_TYPES}
    if unknown:
        raise HeaderError(f"{name}: unknown parameter types {sorted(unknown)}")
    return Header(" ".join(answers), cast("Access", access), params, returns, needs)


def _listed(rest: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in rest.split(",") if name.strip())


def _compare(name: str, what: str, declared: object, found: object) -> None:
    if declared != found:
        raise HeaderError(f"{name}: header says {what} {declared}, the text says {found}")


def _access_of(statement: str) -> Access:
    if _SCHEMA.search(statement):
        return "schema"
    return "write" if _WRITES.search(statement) else "read"


def _columns_of(statement: str) -> tuple[str, ...]:
    """Names of the columns of the last RETURN outside any bracket; empty when there is none."""
    clause = _last_return(statement)
    return tuple(re.split(r"\bAS\b", column)[-1].strip() for column in _split_outside_brackets(clause))


def _last_return(statement: str) -> str:
    depth, start = 0, None
    for match in re.finditer(r"[(\[{)\]}]|\bRETURN\b(?:\s+DISTINCT\b)?", statement):
        token = match.group()
        if token in _OPENERS:
            depth += 1
        elif token in _CLOSERS:
            depth -= 1
        elif depth == 0:
            start = match.end()
    if start is None:
        return ""
    return re.split(r"\b(?:ORDER\s+BY|SKIP|LIMIT|OFFSET)\b", statement[start:])[0].rstrip(" \n;")


def _split_outside_brackets(clause: str) -> list[str]:
    parts, depth, current = [], 0, ""
    for character in clause:
        depth += (character in _OPENERS) - (character in _CLOSERS)
        if character == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    return [part for part in [*parts, current] if part.strip()]

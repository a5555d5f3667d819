"""Finds the Cypher files and hands each out as a Query under its path."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from cypher.header import Access, HeaderError, parse_header

__all__ = ["Access", "HeaderError", "Query", "load_catalogue", "query"]


@dataclass(frozen=True)
class Query:
    """One statement: `name` is the path below cypher/ without its ending."""

    name: str
    text: str
    answers: str
    access: Access
    params: dict[str, str]
    returns: tuple[str, ...]
    needs: tuple[str, ...] = ()


@cache
def load_catalogue() -> dict[str, Query]:
    """Return every statement by name; raises HeaderError on the first untrue header."""
    return {found.name: found for found in sorted(_walk(files("cypher"), ""), key=lambda query: query.name)}


def query(name: str) -> Query:
    """Return the statement of that name; raises KeyError when there is none."""
    return load_catalogue()[name]


def _walk(folder: Traversable, prefix: str) -> list[Query]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".cypher"):
            found.append(_read(f"{prefix}{entry.name.removesuffix('.cypher')}", entry.read_text("utf-8")))
    return found


def _read(name: str, text: str) -> Query:
    header = parse_header(name, text)
    return Query(name, text, header.answers, header.access, header.params, header.returns, header.needs)

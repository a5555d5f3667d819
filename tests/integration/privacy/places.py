"""Where a text of a person could be left: answers, exports, and the bytes of every file of the service and of Neo4j."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from typer.testing import CliRunner

from access.roles import Role
from cypher import load_catalogue
from guanxi.cli import app

CHUNK = 1 << 22
READ_LIMIT = 200
FORMS = ("gexf", "graphml", "csv", "gexf", "csv")
PROJECTIONS = ("ownership", "kinship", "money_flow", "related", "social")
_VALUES = {
    "valid_at": "2026-06-30", "channel": "SMS", "purpose": "MARKETING", "limit": str(READ_LIMIT), "depth": "3",
    "from_day": "2026-01-01", "until_day": "2027-01-01", "currency": "CNY", "include_non_customers": "true",
}  # fmt: skip
_BY_TYPE = {"STRING": "x", "INTEGER": "2", "DATE": "2026-06-30", "LIST<STRING>": "x", "FLOAT": "0.5", "BOOLEAN": "true"}


def in_files(folders: Iterable[Path], texts: Iterable[str]) -> list[tuple[Path, str]]:
    """Return where any of the texts stands in the bytes of a file, in UTF-8 or UTF-16."""
    sought = [(text, text.encode(form)) for text in texts for form in ("utf-8", "utf-16-le", "utf-16-be")]
    pattern = re.compile(b"|".join(re.escape(form) for _, form in sought))
    found = []
    for path in (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()):
        tail = b""
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                if hit := pattern.search(tail + chunk):
                    found.append((path, hit.group().decode(errors="replace")))
                    break
                tail = chunk[-200:]
    return found


def in_texts(answers: Iterable[tuple[str, str]], texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return which of the texts stand in which answer."""
    wanted = list(texts)
    return [(place, text) for place, answer in answers for text in wanted if text in answer]


def read_answers(
    clients: dict[Role, httpx.Client], parties: Iterable[str], searched: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Ask every read endpoint as each role, about these parties and for these texts."""
    parties, searched = list(parties), list(searched)
    for role, client in clients.items():
        document = client.get("/openapi.json").json()
        for path, item in document["paths"].items():
            for address, params in _requests(path.removeprefix("/api/v1"), item.get("get"), parties, searched):
                answer = client.get(address, params=params)
                assert answer.status_code < 500, (role, address, answer.text)
                yield f"{role} GET {address}", answer.text


def _requests(
    path: str, operation: dict[str, Any] | None, parties: list[str], searched: list[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if operation is None or path.startswith("/sign-in"):
        return
    names = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
    params: dict[str, Any] = {name: _VALUES[name] for name in names & _VALUES.keys() - {"channel"}}
    if path == "/contactable-customers":
        params |= {"party_id": parties, "channel": "SMS"}
    if path == "/queries/{name}":
        for query in load_catalogue().values():
            if query.name.startswith("questions/"):
                asked = {name: _VALUES.get(name, _BY_TYPE.get(kind, "x")) for name, kind in query.params.items()}
                yield path.format(name=query.name.removeprefix("questions/")), asked
        return
    if "q" in names or "text" in names:
        for text in searched:
            yield path, {**params, ("q" if "q" in names else "text"): text}
        return
    if "{party_id}" in path:
        for party in parties:
            yield path.format(party_id=party), params
        return
    yield re.sub(r"\{\w+\}", "x", path), params


def exported(folder: Path) -> Path:
    """Export every projection and the answer of every query that needs nothing; return the folder."""
    folder.mkdir()
    for projection, form in zip(PROJECTIONS, FORMS, strict=True):
        _run("export", "--projection", projection, "--format", form, "--out", str(folder / f"{projection}-{form}"))
    for query in ("customers_by_tier", "holdings_by_role", "largest_exposures", "shared_contacts", "runs"):
        _run("query", query, "--out", str(folder / f"{query}.csv"), may_fail=True)
    return folder


def _run(*arguments: str, may_fail: bool = False) -> None:
    result = CliRunner().invoke(app, [*arguments])
    if result.exit_code != 0 and not may_fail:
        pytest.fail(f"guanxi {' '.join(arguments)}: {result.output} {result.exception!r}")

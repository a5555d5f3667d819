"""The named read queries: each is a file in cypher/questions/, and callers give the values that it declares.

The caller's scope, the two clocks and the cap on rows are filled in here, so nobody can ask outside of them; sealed
values in the rows are shown as the caller may see them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cypher import Query, load_catalogue
from graph.as_of import AsOf, in_utc
from graph.bands import Band
from graph.caller import Caller
from graph.errors import InvalidParameters, QueryNotFound
from graph.session import GraphSession, Row
from graph.sight import Sight
from graph.tiers import KINDS_NOT_COUNTED, TIER_CURRENCY, TIERS
from graph.vault import Vault

FOLDER = "questions/"
WHOLE_BANK = "WHOLE_BANK"
"""What a question needs whose figures are of everybody; the others need kinds of tie and sections."""
ROWS_MAX = 1_000
"""Most rows of one answer: more is for an export, not for a page."""

_SETTLED: dict[str, Any] = {
    "tier_names": [name for name, _ in TIERS],
    "tier_bounds": [lower_bound for _, lower_bound in TIERS],
    "tier_currency": TIER_CURRENCY,
    "kinds_not_counted": sorted(KINDS_NOT_COUNTED),
}
_FILLED_IN = frozenset({"sees_all", "employee_ids", "branch_ids", "valid_at", "known_at", "rows_max", *_SETTLED})
_TRUE, _FALSE = ("true", "1", "yes"), ("false", "0", "no")


@dataclass(frozen=True)
class NamedQuery:
    """A query one can ask: `parameters` maps a name to a Cypher type, `is_as_of`: the day matters."""

    name: str
    answers: str
    parameters: dict[str, str]
    columns: tuple[str, ...]
    is_as_of: bool


@dataclass(frozen=True)
class Answer:
    """The rows of one answer; `truncated` says that there are more than the cap."""

    query: NamedQuery
    rows: list[Row]
    truncated: bool


class NamedQueries:
    """The reader of named queries."""

    def __init__(self, session: GraphSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._statements = {
            name.removeprefix(FOLDER): statement
            for name, statement in load_catalogue().items()
            if name.startswith(FOLDER)
        }

    def all(self, caller: Caller) -> list[NamedQuery]:
        """Return every query that this caller may ask, by name."""
        return [
            _described(name, statement)
            for name, statement in sorted(self._statements.items())
            if _may_ask(caller, statement)
        ]

    def run(
        self,
        name: str,
        values: Mapping[str, list[str]],
        caller: Caller,
        as_of: AsOf,
        rows_max: int = ROWS_MAX,
    ) -> Answer:
        """Run the query with values as text, several for a list.

        Raises QueryNotFound, and InvalidParameters for one that is missing, unknown or of another type.
        """
        statement = self._statements.get(name)
        if statement is None or not _may_ask(caller, statement):
            raise QueryNotFound(f"No query is called {name}; GET /queries lists them.")
        described = _described(name, statement)
        limit = min(rows_max, ROWS_MAX)
        known = {**_SETTLED, **caller.scope.parameters(), **as_of.parameters(), "rows_max": limit + 1}
        filled_in = {parameter: known[parameter] for parameter in statement.params if parameter in _FILLED_IN}
        rows = self._session.read(statement, {**_parsed(described, values), **filled_in})
        shown = Sight(self._vault, caller.entitlement).shown(rows[:limit])
        return Answer(described, [_as_text(row) for row in shown], len(rows) > limit)


def _may_ask(caller: Caller, statement: Query) -> bool:
    granted = caller.entitlement.tie_kinds | {part.name for part in caller.entitlement.sections}
    if caller.sees_whole_bank:
        granted |= {WHOLE_BANK}
    return granted.issuperset(statement.needs)


def _as_text(row: Row) -> Row:
    """Return a row with its bands as text, in minor units like the amounts in whose place they stand."""
    return {column: str(value) if isinstance(value, Band) else value for column, value in row.items()}


def _described(name: str, statement: Query) -> NamedQuery:
    asked = {key: kind for key, kind in statement.params.items() if key not in _FILLED_IN}
    return NamedQuery(name, statement.answers, asked, statement.returns, "valid_at" in statement.params)


def _parsed(described: NamedQuery, values: Mapping[str, list[str]]) -> dict[str, Any]:
    missing = sorted(set(described.parameters) - set(values))
    unknown = sorted(set(values) - set(described.parameters))
    if missing or unknown:
        wanted = ", ".join(f"{name} ({kind})" for name, kind in described.parameters.items()) or "nothing"
        raise InvalidParameters(
            f"{described.name} takes {wanted}; "
            f"missing: {', '.join(missing) or '-'}, unknown: {', '.join(unknown) or '-'}."
        )
    return {name: _value(name, kind, values[name]) for name, kind in described.parameters.items()}


def _value(name: str, kind: str, texts: list[str]) -> Any:
    if kind == "LIST<STRING>":
        return texts
    if kind == "LIST<INTEGER>":
        return [_scalar(name, "INTEGER", text) for text in texts]
    if len(texts) != 1:
        raise InvalidParameters(f"{name} is given {len(texts)} times; it takes one value.")
    return _scalar(name, kind, texts[0])


def _scalar(name: str, kind: str, text: str) -> Any:
    try:
        match kind:
            case "STRING":
                return text
            case "INTEGER":
                return _integer(text)
            case "FLOAT":
                return float(text)
            case "BOOLEAN":
                return _boolean(text)
            case "DATE":
                return date.fromisoformat(text)
            case "ZONED DATETIME":
                return _moment(text)
    except ValueError as error:
        raise InvalidParameters(f"{name} takes {kind}; {text!r} is none.") from error
    raise InvalidParameters(f"{name} is a {kind}, which cannot be given in an address.")


def _integer(text: str) -> int:
    number = int(text)
    if number.bit_length() > 63:  # noqa: PLR2004 - the server's integers have 64 bits
        raise ValueError(text)
    return number


def _boolean(text: str) -> bool:
    if text.lower() not in (*_TRUE, *_FALSE):
        raise ValueError(text)
    return text.lower() in _TRUE


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return in_utc(moment)

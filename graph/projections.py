"""Reads whole projections: the ties of a named statement as columns of numbers, and who their parties are.

The server hands out columns collected in chunks, which is several times as fast as one record a tie.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cypher import query
from graph.as_of import AsOf
from graph.caller import Caller
from graph.errors import InvalidParameters
from graph.model import PARTY_TIE_TYPES
from graph.session import GraphSession, Row
from graph.sight import Sight
from graph.vault import Vault

PARTIES_OF_ONE_READ = 20_000
"""Names asked for in one statement: far below the driver's and the server's limits for one message."""

TIES_OF = {
    "social": ("SOCIAL_TIE", "SPOUSE_OF", "PARENT_OF", "REFERRED"),
    "kinship": ("SPOUSE_OF", "PARENT_OF"),
    "ownership": ("OWNS",),
    "money_flow": ("TRANSFERS_TO",),
    "related": PARTY_TIE_TYPES,
}
"""Name of each projection → the types of tie that it is made of."""

IS_DIRECTED = {"social": False, "kinship": True, "ownership": True, "money_flow": True, "related": True}
"""Name of each projection → whether a tie of it reads one way only."""


@dataclass(frozen=True)
class ProjectedTies:
    """n parties and m ties between them; `start`, `end` are positions in the parties' lists.

    `confidence` is float32[m] from 0 to 1, of parallel ties in one the surest's.
    `names` has '' where no name is known, `weight` has NaN; the statement's header says what it measures.
    `withheld` counts the ties left out because the caller may not see one of their ends.
    """

    party_ids: list[str]
    names: list[str]
    labels: list[str]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    weight: NDArray[np.float64]
    confidence: NDArray[np.float32]
    kind: NDArray[np.uint16]
    kinds: list[str]
    is_directed: bool
    withheld: int


class Projections:
    """The reader of projections; every one is of two clocks and inside the caller's scope."""

    def __init__(self, session: GraphSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    def ties(
        self, name: str, caller: Caller, as_of: AsOf, heard: Callable[[int], None] = lambda _: None
    ) -> ProjectedTies:
        """Return the projection of that name; `heard` is told how many more ties have come.

        Raises InvalidParameters when there is no projection of that name.
        """
        _require_known(name)
        columns = _Columns()
        parameters = {
            "tie_kinds": sorted(caller.entitlement.tie_kinds),
            **as_of.parameters(),
            **caller.scope.parameters(),
        }
        for row in self._session.stream(query(f"projections/{name}"), parameters):
            heard(columns.add(row))
        party_ids = columns.party_ids()
        names, labels = self._described(party_ids, caller)
        withheld = columns.withheld if caller.entitlement.names_omissions else 0
        return ProjectedTies(party_ids, names, labels, *columns.arrays(), columns.kinds(), IS_DIRECTED[name], withheld)

    def size(self, name: str) -> tuple[int, int]:
        """Return how many parties and ties of all times there are to read at most, which takes no time to say.

        Raises InvalidParameters when there is no projection of that name.
        """
        _require_known(name)
        row = self._session.read(query("projections/sizes"))[0]
        return row["parties"], sum(row["ties"][kind] for kind in TIES_OF[name])

    def _described(self, party_ids: Sequence[str], caller: Caller) -> tuple[list[str], list[str]]:
        found: dict[str, tuple[str, str]] = {}
        sight = Sight(self._vault, caller.entitlement)
        for first in range(0, len(party_ids), PARTIES_OF_ONE_READ):
            some = party_ids[first : first + PARTIES_OF_ONE_READ]
            parameters = {"party_ids": list(some), **caller.scope.parameters()}
            row = self._session.read(query("projections/parties"), parameters)[0]
            names = (name or "" for name in sight.shown(row["names"]))
            pairs = zip(names, row["labels"], strict=True)
            found |= zip(row["party_ids"], pairs, strict=True)
        described = [found.get(party_id, ("", "Party")) for party_id in party_ids]
        return [name for name, _ in described], [label for _, label in described]


def _require_known(name: str) -> None:
    if name not in IS_DIRECTED:
        raise InvalidParameters(f"There is no projection {name!r}; there are {', '.join(IS_DIRECTED)}.")


class _Columns:
    """Chunks of columns on their way to arrays; each id is kept once, as the key of its position."""

    def __init__(self) -> None:
        self.withheld = 0
        self._positions = _numbering()
        self._kinds = _numbering()
        self._start: list[NDArray[np.int32]] = []
        self._end: list[NDArray[np.int32]] = []
        self._weight: list[NDArray[np.float64]] = []
        self._confidence: list[NDArray[np.float32]] = []
        self._kind: list[NDArray[np.uint16]] = []

    def add(self, row: Row) -> int:
        count = len(row["weights"])
        self.withheld += row["withheld"]
        if count:
            self._start.append(self._numbered(row["start_ids"]))
            self._end.append(self._numbered(row["end_ids"]))
            self._weight.append(np.array(row["weights"], dtype=np.float64))
            self._confidence.append(np.array(row["confidences"], dtype=np.float32))
            self._kind.append(np.full(count, self._kinds[row["kind"]], dtype=np.uint16))
        return count

    def arrays(self) -> tuple[Any, Any, Any, Any, Any]:
        return (
            np.concatenate([np.empty(0, np.int32), *self._start]),
            np.concatenate([np.empty(0, np.int32), *self._end]),
            np.concatenate([np.empty(0, np.float64), *self._weight]),
            np.concatenate([np.empty(0, np.float32), *self._confidence]),
            np.concatenate([np.empty(0, np.uint16), *self._kind]),
        )

    def party_ids(self) -> list[str]:
        return list(self._positions)

    def kinds(self) -> list[str]:
        return list(self._kinds)

    def _numbered(self, ids: list[str]) -> NDArray[np.int32]:
        return np.fromiter(map(self._positions.__getitem__, ids), dtype=np.int32, count=len(ids))


def _numbering() -> defaultdict[str, int]:
    """Return a map that gives each new key the next number, without running Python code for each lookup."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers

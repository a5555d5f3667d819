"""Groups of connected clients: how far trouble spreads from one party, along control and economic dependency.

Trouble runs from a controller to what it controls, and from a supporter to whoever depends on it; never upwards to a
parent that does not depend itself. A group is therefore a closure along directed ties, and groups overlap: connected
components of the same ties would merge parties that cannot bring each other down.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from algorithms.holdings import reachable


@dataclass(frozen=True, slots=True, order=True)
class Spread:
    """Trouble at `origin` is trouble at `reached`; `reason` says by which tie."""

    origin: str
    reached: str
    reason: str


@dataclass(frozen=True)
class ConnectedGroup:
    """All that trouble at `head` reaches. `heads` has more than one when they bring each other down."""

    head: str
    heads: tuple[str, ...]
    members: frozenset[str]


class Contagion:
    """Which party brings down which.

    - `excluded` (the reporting bank, licensed guarantors) neither spread nor belong.
    - `stopping` (a state) belong to a group but spread nothing by control.
    - `virtual` (a common source of funds) spread, but are no clients and are not shown.
    """

    def __init__(
        self,
        spreads: Iterable[Spread],
        excluded: Collection[str] = (),
        stopping: Collection[str] = (),
        virtual: Collection[str] = (),
    ) -> None:
        self._virtual = frozenset(virtual)
        self._known_ways: dict[str, Mapping[str, Spread]] = {}
        left_out = frozenset(excluded)
        self._spreads: dict[str, dict[str, list[Spread]]] = defaultdict(lambda: defaultdict(list))
        for spread in sorted(set(spreads)):
            if not left_out & {spread.origin, spread.reached} and spread.origin not in stopping:
                self._spreads[spread.origin][spread.reached].append(spread)

    def closure(self, party: str) -> frozenset[str]:
        """Return the party and all that its trouble reaches."""
        return frozenset(reachable(self._spreads, (party,)) - self._virtual)

    def reasons(self, origin: str, member: str) -> tuple[Spread, ...]:
        """Return a shortest chain of ties by which trouble at `origin` reaches `member`; empty for itself.

        Raises ValueError when it does not.
        """
        came_from = self._ways_from(origin)
        if member != origin and member not in came_from:
            raise ValueError(f"trouble at {origin} does not reach {member}")
        chain: list[Spread] = []
        while member != origin:
            chain.append(came_from[member])
            member = came_from[member].origin
        return tuple(reversed(chain))

    def _ways_from(self, origin: str) -> Mapping[str, Spread]:
        """Return of each party that trouble reaches the last tie of a shortest chain."""
        if origin not in self._known_ways:
            came_from: dict[str, Spread] = {}
            frontier = [origin]
            while frontier:
                following = []
                for party in sorted(frontier):
                    for reached in sorted(self._spreads.get(party, ())):
                        if reached not in came_from and reached != origin:
                            came_from[reached] = self._spreads[party][reached][0]
                            following.append(reached)
                frontier = following
            self._known_ways[origin] = came_from
        return self._known_ways[origin]

    @cached_property
    def groups(self) -> tuple[ConnectedGroup, ...]:
        """All groups of two or more that lie in no larger one, by their first head.

        They start at parties (or sets of parties that bring each other down) that nobody else brings down.
        """
        network = nx.DiGraph({origin: list(reached) for origin, reached in self._spreads.items()})
        condensed = nx.condensation(network)
        found: dict[frozenset[str], tuple[str, ...]] = {}
        for component, attributes in condensed.nodes(data=True):
            if condensed.in_degree(component) == 0:
                heads = tuple(sorted(attributes["members"]))
                members = self.closure(heads[0])
                if len(members) > 1:
                    found[members] = heads
        largest = {members: heads for members, heads in found.items() if not any(members < other for other in found)}
        groups = (ConnectedGroup(heads[0], heads, members) for members, heads in largest.items())
        return tuple(sorted(groups, key=lambda group: (group.head, sorted(group.members))))

    def groups_of(self, party: str) -> tuple[ConnectedGroup, ...]:
        """Return the groups to which the party belongs; none for one that stands alone."""
        return self._by_member.get(party, ())

    @cached_property
    def _by_member(self) -> Mapping[str, tuple[ConnectedGroup, ...]]:
        found: dict[str, list[ConnectedGroup]] = defaultdict(list)
        for group in self.groups:
            for member in group.members:
                found[member].append(group)
        return {member: tuple(groups) for member, groups in found.items()}

    def share_a_group(self, one: str, other: str) -> bool:
        """Return whether both belong to one group."""
        return any(other in group.members for group in self.groups_of(one))

"""Which ties on record stand behind a share, and by which ways somebody is above a company."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import islice, pairwise
from typing import TypeAlias

import networkx as nx

from algorithms.control import Control
from algorithms.holdings import Right, reachable
from rules.books import CONTROL_TIES, Books
from rules.facts import BEHIND, Tie

PATHS_MAX = 20
"""So many ways are named; in a dense ring there are more than anybody reads."""

Path: TypeAlias = tuple[str, ...]
"""Ids of ties on record, from the owner down to the company."""

_Pair: TypeAlias = tuple[str, str]


class Evidence:
    """The ties on record behind what is derived from the books of one day."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def ways_of_shares(self, right: Right, holder: str, company: str, above: Collection[str]) -> tuple[Path, ...]:
        """Return by which ties the holder has its part of the company; `above` are all who have one."""
        held = self._books.holdings.by_holder(right)
        inside = {*above, company}
        onward = {party: [one for one in held.get(party, ()) if one in inside] for party in inside}
        between = reachable(onward, (holder,))
        pairs = [(party, one) for party in between for one in onward.get(party, ()) if party != one]
        return self._ways(pairs, (holder,), company, self._behind_shares[right])

    def ways_of_control(self, roots: Collection[str], company: str, steps: Iterable[Control]) -> tuple[Path, ...]:
        """Return by which ties the roots control the company, given the steps that lead to it."""
        pairs: set[_Pair] = set()
        for step in steps:
            through = [step.asserted_by] if step.asserted_by is not None else step.parts
            pairs |= {(holder, step.company) for holder in through}
        behind = {
            pair: (*self._behind_shares[Right.VOTES].get(pair, ()), *self._stated.get(pair, ())) for pair in pairs
        }
        return self._ways(pairs, roots, company, behind)

    def between(self, start: str, end: str, kind: str) -> tuple[Path, ...]:
        """Return each tie of that kind from one party to the other as a way of its own."""
        return tuple((tie.key,) for tie in self._by_pair.get((kind, start, end), ()))

    @cached_property
    def _by_pair(self) -> Mapping[tuple[str, str, str], list[Tie]]:
        found: dict[tuple[str, str, str], list[Tie]] = defaultdict(list)
        for tie in self._books.facts.ties:
            found[tie.kind, tie.start, tie.end].append(tie)
        return found

    @cached_property
    def _stated(self) -> Mapping[_Pair, Path]:
        found: dict[_Pair, list[str]] = defaultdict(list)
        for tie in self._books.facts.of_kind(*CONTROL_TIES):
            found[tie.start, tie.end].append(tie.key)
        return {pair: tuple(sorted(keys)) for pair, keys in found.items()}

    @cached_property
    def _behind_shares(self) -> Mapping[Right, Mapping[_Pair, Path]]:
        """Of each holding as it counts the ties that it stands on: of nominees and proxies the mandate as well."""
        found: dict[Right, dict[_Pair, set[str]]] = {right: defaultdict(set) for right in Right}
        for tie, (owner, voter) in zip(self._books.owned, self._books.holdings.counting_for, strict=True):
            for right, holder in ((Right.EQUITY, owner), (Right.INCOME, owner), (Right.VOTES, voter)):
                found[right][holder, tie.end] |= {tie.key, *self._mandates(tie.start, holder)}
        return {right: {pair: tuple(sorted(keys)) for pair, keys in pairs.items()} for right, pairs in found.items()}

    def _mandates(self, agent: str, principal: str) -> Iterable[str]:
        if agent == principal or principal.startswith(BEHIND):
            return ()
        chain = nx.shortest_path(self._mandated, agent, principal)
        return [self._mandated.edges[step]["key"] for step in pairwise(chain)]

    @cached_property
    def _mandated(self) -> nx.DiGraph:
        network = nx.DiGraph()
        for tie in self._books.facts.of_kind("NOMINEE_FOR", "DELEGATES_VOTE_TO"):
            network.add_edge(tie.start, tie.end, key=tie.key)
        return network

    @staticmethod
    def _ways(
        pairs: Collection[_Pair], starts: Iterable[str], end: str, behind: Mapping[_Pair, Path]
    ) -> tuple[Path, ...]:
        network = nx.DiGraph(sorted(pairs))
        ways = (
            tuple(key for pair in pairwise(nodes) for key in behind.get(pair, ()))
            for start in sorted(starts)
            if start in network and end in network
            for nodes in nx.all_simple_paths(network, start, end)
        )
        return tuple(sorted(islice(ways, PATHS_MAX)))

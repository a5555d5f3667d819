"""Families from two kinds of ties, parenthood and marriage: who is whose sibling, grandparent, or in-law.

Each law has its own list of relatives; a list is a set of the degrees named here.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum


class Degree(StrEnum):
    """How somebody stands to a person."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    ADULT_CHILD = "adult_child"
    CHILD_OF_SPOUSE = "child_of_spouse"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    PARENT_OF_SPOUSE = "parent_of_spouse"
    SIBLING_OF_SPOUSE = "sibling_of_spouse"
    SPOUSE_OF_CHILD = "spouse_of_child"
    SPOUSE_OF_SIBLING = "spouse_of_sibling"
    SIBLING_OF_PARENT = "sibling_of_parent"


class Family:
    """All marriages and parenthoods on record on one day; siblings may be stated where their parents are not known."""

    def __init__(
        self,
        parents: Iterable[tuple[str, str]],
        spouses: Iterable[tuple[str, str]] = (),
        siblings: Iterable[tuple[str, str]] = (),
        minors: Collection[str] = (),
    ) -> None:
        """Take (parent, child) pairs, married pairs, pairs of siblings, and those under age; unknown age is adult."""
        self._parents, self._children = _both_ways(parents)
        self._spouses = _undirected(spouses)
        self._stated_siblings = _undirected(siblings)
        self._minors = frozenset(minors)

    @property
    def persons(self) -> frozenset[str]:
        """Everyone with a relative."""
        return (
            frozenset(self._parents)
            | frozenset(self._children)
            | frozenset(self._spouses)
            | frozenset(self._stated_siblings)
        )

    def relatives(self, person: str, degrees: Iterable[Degree]) -> frozenset[str]:
        """Return everyone who stands to the person in one of the degrees."""
        found = {relative for degree in degrees for relative in self.of_degree(person, degree)}
        return frozenset(found - {person})

    def degree(self, person: str, relative: str) -> Degree | None:
        """Return how the relative stands to the person: the closest degree, or None."""
        return next((degree for degree in Degree if relative in self.of_degree(person, degree)), None)

    def of_degree(self, person: str, degree: Degree) -> frozenset[str]:
        """Return everyone who stands to the person in that degree."""
        return frozenset(self._walks[degree](person) - {person})

    @property
    def _walks(self) -> Mapping[Degree, Callable[[str], set[str]]]:
        parents, children, spouses = self._of(self._parents), self._of(self._children), self._of(self._spouses)
        siblings = self._siblings
        return {
            Degree.SPOUSE: spouses,
            Degree.PARENT: parents,
            Degree.CHILD: children,
            Degree.ADULT_CHILD: lambda person: children(person) - self._minors,
            Degree.CHILD_OF_SPOUSE: _then(spouses, children),
            Degree.SIBLING: siblings,
            Degree.GRANDPARENT: _then(parents, parents),
            Degree.GRANDCHILD: _then(children, children),
            Degree.PARENT_OF_SPOUSE: _then(spouses, parents),
            Degree.SIBLING_OF_SPOUSE: _then(spouses, siblings),
            Degree.SPOUSE_OF_CHILD: _then(children, spouses),
            Degree.SPOUSE_OF_SIBLING: _then(siblings, spouses),
            Degree.SIBLING_OF_PARENT: _then(parents, siblings),
        }

    def _siblings(self, person: str) -> set[str]:
        by_parents = {child for parent in self._parents.get(person, ()) for child in self._children.get(parent, ())}
        return (by_parents | self._stated_siblings.get(person, set())) - {person}

    @staticmethod
    def _of(ties: Mapping[str, set[str]]) -> Callable[[str], set[str]]:
        return lambda person: ties.get(person, set())


def _then(first: Callable[[str], set[str]], second: Callable[[str], set[str]]) -> Callable[[str], set[str]]:
    return lambda person: {last for middle in first(person) for last in second(middle)} - {person}


def _both_ways(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return child → parents and parent → children."""
    up: dict[str, set[str]] = defaultdict(set)
    down: dict[str, set[str]] = defaultdict(set)
    for parent, child in pairs:
        up[child].add(parent)
        down[parent].add(child)
    return dict(up), dict(down)


def _undirected(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    ties: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        ties[one].add(other)
        ties[other].add(one)
    return dict(ties)

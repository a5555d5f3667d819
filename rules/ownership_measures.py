"""Measures of who owns what: total and integrated ownership, bounds, closed rings."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

from algorithms.beneficial_owners import bounds
from algorithms.holdings import ONE, ZERO, Right
from algorithms.ownership import Walks, integrated, owners_of, simple_path_sum, unidentified_share
from rules.asked import Asked
from rules.books import Books
from rules.facts import STATE
from rules.measure import NONE, Measure, measure


class OwnershipMeasures:
    """Total ownership of every company by every party; for pairs that are `asked` also where it is nothing."""

    def __init__(self, books: Books, asked: Asked) -> None:
        self._books = books
        self._everyone = frozenset((*asked.persons, *asked.companies))
        self._equity = books.holdings.equity
        held = {*asked.companies, *(set(books.companies) & set(self._equity))}
        self._held = tuple(sorted(company for company in held if books.kind_of(company) != STATE))

    @cached_property
    def owners(self) -> dict[str, Walks]:
        """Company → what everyone owns of it."""
        return {company: owners_of(self._equity, company) for company in self._held}

    @cached_property
    def _rings(self) -> frozenset[frozenset[str]]:
        return frozenset(ring for owners in self.owners.values() for ring in owners.rings)

    def measures(self) -> Iterator[Measure]:
        """Yield the measures of every company."""
        yield from self._closed()
        for company, owners in self.owners.items():
            if company in owners.closed:
                continue
            yield from self._of(company, owners)

    def _of(self, company: str, owners: Walks) -> Iterator[Measure]:
        total = owners.total
        unidentified = unidentified_share(owners, self._books.identified)
        asked = sorted(set(total) | self._everyone)
        for party in asked:
            yield measure("total_ownership", "OWN-LEONTIEF", party, company, total.get(party, ZERO))
        for party in asked:
            if party in self._books.persons:
                lower, upper = bounds(owners, party, unidentified)
                yield measure("ownership_lower_bound", "BO-3V", party, company, lower)
                yield measure("ownership_upper_bound", "BO-3V", party, company, upper)
            elif (share := integrated(self._equity, owners, party)) is not None:
                yield measure("integrated_ownership_corrected", "OWN-BALDONE", party, company, share)
        if company not in self._equity:
            return
        yield measure("sum_of_roots", "OWN-INVARIANT", "*", company, self._roots(total))
        if owners.rings:
            by_holder = self._books.holdings.by_holder(Right.EQUITY)
            for person in sorted(self._books.persons & set(total)):
                found = simple_path_sum(by_holder, person, company)
                yield measure("simple_path_sum", "OWN-NAIVE", person, company, found)
        yield measure("over_100", "OWN-CAP-TABLE", company, "", sum(self._equity[company].values(), ZERO) > ONE)

    def _roots(self, total: dict[str, Fraction]) -> Fraction:
        return sum((share for party, share in total.items() if not self._equity.get(party)), ZERO)

    def _closed(self) -> Iterator[Measure]:
        closed = sorted(tuple(sorted(ring)) for ring in self._rings if self.owners[min(ring)].closed >= ring)
        for ring in closed:
            yield measure("solver_status", "OWN-SINGULAR", "|".join(ring), "", "CLOSED_LOOP")
            for company in ring:
                yield measure("ultimate_owners", "OWN-SINGULAR", company, "", NONE)

"""Ownership, control, beneficial owners and groups of a whole bank at once, on arrays.

The same definitions as `ownership`, `control` and `connected_groups`, for a million ties in seconds. Votes are integers
in parts per billion, so that control is exact. Shares along chains are in double precision: whoever comes within
`NEAR` of a threshold is named, to be decided again in fractions.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from algorithms.whole_bank_kernels import closures, controlled_pairs, owning_persons, topological_ranks

WHOLE_PPB = 1_000_000_000

NEAR = 1e-9
"""Double precision is far better than this on sums of products of shares."""

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CapTables:
    """m holdings among n parties: `holder`, `held` int32[m], `ppb` int64[m] parts per billion; `is_person` bool[n].

    Several holdings of a pair add up. Whoever is neither a person nor held by anybody is not identified.
    """

    holder: Ints
    held: Ints
    ppb: Longs
    is_person: Flags

    @property
    def parties(self) -> int:
        """The number of parties."""
        return len(self.is_person)


@dataclass(frozen=True, eq=False)
class Rows:
    """Lists of different lengths: row r has `items[starts[r]:starts[r + 1]]`, and `values` beside them."""

    starts: Longs
    items: Ints
    values: NDArray[Any]

    def of(self, row: int) -> tuple[Ints, NDArray[Any]]:
        """Return the items of one row and what stands beside them."""
        part = slice(self.starts[row], self.starts[row + 1])
        return self.items[part], self.values[part]


@dataclass(frozen=True, eq=False)
class Owners:
    """Of each party the persons who own it with their shares, and the part that ends with no person.

    `closed` are the parties of rings without a figure: no outsider owns a part of them, or more than all is held.
    """

    persons: Rows
    unidentified: Floats
    closed: Flags


@dataclass(frozen=True, eq=False)
class Findings:
    """Pairs of person and company; `near` are companies with a share within NEAR of the threshold."""

    proven: NDArray[np.int32]
    open: NDArray[np.int32]
    near: Ints


def control_pairs(tables: CapTables, *, at_least_half: bool = False) -> NDArray[np.int32]:
    """Return int32[k, 2]: controller and company of every pair, by the least fixpoint; own shares do not vote."""
    by_holder = _rows(tables.holder, tables.held, tables)
    base = np.full(tables.parties, WHOLE_PPB, np.int64)
    own = tables.holder == tables.held
    np.subtract.at(base, tables.held[own], tables.ppb[own])
    found: NDArray[np.int32] = controlled_pairs(
        by_holder.starts, by_holder.items, by_holder.values, base, at_least_half
    ).reshape(-1, 2)
    return found


def owners(tables: CapTables) -> Owners:
    """Return which persons own how much of every party, over all ways."""
    up = _rows(tables.held, tables.holder, tables)
    between = ~tables.is_person[tables.holder]
    network = coo_array(
        (np.ones(between.sum()), (tables.holder[between], tables.held[between])), (tables.parties, tables.parties)
    )
    _, component = connected_components(network.tocsr(), directed=True, connection="strong")
    order, component_starts = _topological(component.astype(np.int32), tables, between)
    starts, items, values, closed = owning_persons(
        up.starts, up.items, up.values, tables.is_person, order, component_starts, component.astype(np.int32)
    )
    persons = Rows(starts, items, values)
    owned = np.add.reduceat(np.append(values, 0.0), starts[:-1]) if len(values) else np.zeros(tables.parties)
    owned = np.where(np.diff(starts) > 0, owned, 0.0)
    return Owners(persons, np.clip(1.0 - owned, 0.0, 1.0), closed)


def beneficial_owners(tables: CapTables, found: Owners, threshold: float = 0.25) -> Findings:
    """Return who owns the threshold of what: proven, open (with what nobody known owns), and what is too near."""
    lengths = np.diff(found.persons.starts)
    company = np.repeat(np.arange(tables.parties, dtype=np.int32), lengths)
    lower = np.asarray(found.persons.values, np.float64)
    upper = lower + found.unidentified[company]
    near = (np.abs(lower - threshold) < NEAR) | (np.abs(upper - threshold) < NEAR)
    pairs = np.column_stack((found.persons.items, company))
    proven = (lower >= threshold) & ~near
    is_open = (lower < threshold) & (upper >= threshold) & ~near
    return Findings(pairs[proven], pairs[is_open], np.unique(company[near]))


def groups(parties: int, spreads: NDArray[np.int32]) -> Rows:
    """Return all maximal sets that trouble at one party reaches; `spreads` is int32[k, 2], origin and reached.

    Such a set starts at parties that nobody else brings down, so that none lies in another. `values` has each
    member's group.
    """
    network = coo_array((np.ones(len(spreads)), (spreads[:, 0], spreads[:, 1])), (parties, parties)).tocsr()
    count, component = connected_components(network, directed=True, connection="strong")
    is_source = np.ones(count, np.bool_)
    crossing = component[spreads[:, 0]] != component[spreads[:, 1]]
    is_source[component[spreads[crossing, 1]]] = False
    heads = np.full(count, -1, np.int64)
    heads[component[::-1]] = np.arange(parties - 1, -1, -1)
    starts, items = closures(network.indptr.astype(np.int64), network.indices.astype(np.int32), heads[is_source])
    return Rows(starts, items, np.repeat(np.arange(len(starts) - 1), np.diff(starts)))


def _rows(key: Ints, item: Ints, tables: CapTables) -> Rows:
    order = np.argsort(key, kind="stable")
    starts = np.zeros(tables.parties + 1, np.int64)
    np.cumsum(np.bincount(key, minlength=tables.parties), out=starts[1:])
    return Rows(starts, item[order], tables.ppb[order])


def _topological(component: Ints, tables: CapTables, between: Flags) -> tuple[Ints, Longs]:
    """Return the parties ordered so that holders stand before what they hold, rings together, and each ring's start."""
    count = int(component.max()) + 1 if len(component) else 0
    start, end = component[tables.holder[between]], component[tables.held[between]]
    crossing = start != end
    arcs = coo_array((np.ones(crossing.sum(), np.int32), (start[crossing], end[crossing])), (count, count)).tocsr()
    rank = topological_ranks(arcs.indptr.astype(np.int64), arcs.indices.astype(np.int32))
    order = np.lexsort((np.arange(len(component)), rank[component])).astype(np.int32)
    changes = np.flatnonzero(np.diff(component[order])) + 1
    return order, np.concatenate(([0], changes, [len(order)])).astype(np.int64)

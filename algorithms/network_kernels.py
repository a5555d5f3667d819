"""Builds compressed sparse rows from ties in the order of their ends; compiled by numba."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


@njit(cache=True, nogil=True)
def rows_of_arcs(nodes: int, starts: Ints, ends: Ints, weights: Floats) -> tuple[Longs, Ints, Floats]:
    """Return offsets, targets and weights of arcs; a row keeps the order in which its arcs come."""
    offsets = np.zeros(nodes + 1, np.int64)
    for start in starts:
        offsets[start + 1] += 1
    for node in range(nodes):
        offsets[node + 1] += offsets[node]
    targets = np.empty(len(starts), np.int32)
    row_weights = np.empty(len(starts), np.float64)
    free = offsets[:-1].copy()
    for arc in range(len(starts)):
        place = free[starts[arc]]
        targets[place] = ends[arc]
        row_weights[place] = weights[arc]
        free[starts[arc]] += 1
    return offsets, targets, row_weights


@njit(cache=True, nogil=True)
def rows_of_edges(nodes: int, starts: Ints, ends: Ints, weights: Floats) -> tuple[Longs, Ints, Floats]:
    """Return the same with every tie in both directions; rows ascend where the ties come by start < end, ascending."""
    offsets = np.zeros(nodes + 1, np.int64)
    for edge in range(len(starts)):
        offsets[starts[edge] + 1] += 1
        offsets[ends[edge] + 1] += 1
    for node in range(nodes):
        offsets[node + 1] += offsets[node]
    targets = np.empty(2 * len(starts), np.int32)
    row_weights = np.empty(2 * len(starts), np.float64)
    free = offsets[:-1].copy()
    # A row's lesser neighbours come first, and all of them are starts of ties that end here.
    for edge in range(len(starts)):
        place = free[ends[edge]]
        targets[place] = starts[edge]
        row_weights[place] = weights[edge]
        free[ends[edge]] += 1
    for edge in range(len(starts)):
        place = free[starts[edge]]
        targets[place] = ends[edge]
        row_weights[place] = weights[edge]
        free[starts[edge]] += 1
    return offsets, targets, row_weights

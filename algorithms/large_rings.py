"""Rings of cross-holdings too large for exact fractions, as a sparse linear system in double precision."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from scipy.sparse import coo_array, eye_array
from scipy.sparse.linalg import spsolve

NOISE = 1e-12


def solve_ring(
    into: Mapping[str, Mapping[str, Fraction]], arriving: Mapping[str, Fraction]
) -> dict[str, Fraction] | None:
    """Solve x = x·A + b among the parties of one ring; None when its walks do not add up to something finite.

    `into` has party → origin → share; `arriving` is b, what comes from outside the ring.
    """
    order = sorted(arriving)
    position = {party: row for row, party in enumerate(order)}
    entries = [
        (position[party], position[origin], float(share))
        for party in order
        for origin, share in into[party].items()
        if origin in position
    ]
    rows, columns, shares = (np.array(column) for column in zip(*entries, strict=True))
    passed_on = coo_array((shares, (rows, columns)), shape=(len(order), len(order)))
    least_radius = max(float(np.asarray(passed_on.sum(axis=axis)).min()) for axis in (0, 1))
    if least_radius >= 1 - NOISE:
        return None
    found = spsolve((eye_array(len(order)) - passed_on).tocsc(), np.array([float(arriving[party]) for party in order]))
    if not np.isfinite(found).all() or found.min() < -NOISE:
        return None
    return {party: Fraction(float(found[position[party]])) for party in order}

"""Random numbers that depend on what they are drawn for alone, so that no order or thread changes them."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, inline="always")
def mixed(state: np.uint64) -> np.uint64:
    """Return the next state, which is the number drawn (SplitMix64: Steele, Lea and Flood 2014)."""
    state = np.uint64(state) + np.uint64(0x9E3779B97F4A7C15)
    number = state
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@njit(cache=True, nogil=True, inline="always")
def unit(number: np.uint64) -> float:
    """Return the number as one from 0 to 1, 1 excluded."""
    return float(number >> np.uint64(11)) * (1.0 / 9007199254740992.0)

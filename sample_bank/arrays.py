"""The array types of the sample bank, and how its days and amounts become text."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Days: TypeAlias = NDArray[np.datetime64]
Texts: TypeAlias = NDArray[np.object_]

REFERENCE_DAY = np.datetime64("2026-06-30", "D")
WINDOW_DAYS = 365
WINDOW_START = REFERENCE_DAY - np.timedelta64(WINDOW_DAYS - 1, "D")
NEVER = np.datetime64("NaT", "D")


def texts(values: object) -> Texts:
    """Any sequence of str as an object array of the same shape."""
    return np.asarray(values, dtype=object)


def day_texts(days: Days) -> Texts:
    """ISO days; NaT becomes the empty text."""
    iso = np.datetime_as_string(days, unit="D").astype(object)
    iso[np.isnat(days)] = ""
    return texts(iso)


def yuan_texts(cents: Ints) -> Texts:
    """Integer cents as yuan with two decimals."""
    return texts([f"{'-' if c < 0 else ''}{abs(c) // 100}.{abs(c) % 100:02d}" for c in cents.tolist()])


def numbered(prefix: str, count: int, digits: int, first: int = 1) -> Texts:
    """`count` consecutive ids such as CT0000001."""
    return texts([f"{prefix}{n:0{digits}d}" for n in range(first, first + count)])


def days_before(reference: np.datetime64, days: Ints | Floats) -> Days:
    """The day that lies so many whole days before the reference."""
    return reference - np.asarray(days, dtype=np.int64).astype("timedelta64[D]")


def days_after(start: Days, days: Ints | Floats) -> Days:
    """Each start day moved forward by its number of whole days."""
    moved: Days = start + np.asarray(days, dtype=np.int64).astype("timedelta64[D]")
    return moved


def integers(rng: np.random.Generator, low: int, high: int, count: int) -> Ints:
    """`count` draws from low (in) to high (out)."""
    return rng.integers(low, high, size=count, dtype=np.int64)


def ages(births: Days) -> Floats:
    """Years lived on the reference day."""
    return np.asarray((REFERENCE_DAY - births).astype(np.float64) / 365.25)

"""Amounts as bands, for callers who may know about how much, and not how much."""

from dataclasses import dataclass

SMALLEST_MINOR = 10_000
"""Amounts below this one are not told apart: a hundred yuan."""

_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Band:
    """Two amounts in minor units between which an amount lies; the one farther from zero is not reached."""

    low_minor: int
    high_minor: int

    def __str__(self) -> str:
        return f"{self.low_minor}..{self.high_minor}"


def band_of(minor: int) -> Band:
    """Return the band of an amount: its ends are 1, 2 or 5 times a power of ten."""
    size, start, end = abs(minor), 0, SMALLEST_MINOR
    place = 0
    while size >= end:
        start = end
        place += 1
        end = SMALLEST_MINOR * _STEPS[place % len(_STEPS)] * 10 ** (place // len(_STEPS))
    return Band(-end, -start) if minor < 0 else Band(start, end)

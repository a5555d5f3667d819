"""Answers that may be open: a regulator's question is not always decided by what is on record."""

from enum import StrEnum
from fractions import Fraction
from typing import Self


class Verdict(StrEnum):
    """TRUE and FALSE are proven; UNKNOWN lacks evidence; REVIEW has evidence that a person must weigh."""

    TRUE = "TRUE"
    FALSE = "FALSE"
    UNKNOWN = "UNKNOWN"
    REVIEW = "REVIEW"

    @classmethod
    def of(cls, decided: bool) -> Self:  # noqa: FBT001 - the truth is the whole argument
        """Return TRUE or FALSE."""
        return cls.TRUE if decided else cls.FALSE

    @property
    def is_open(self) -> bool:
        """Whether neither the one nor the other is proven."""
        return self in (Verdict.UNKNOWN, Verdict.REVIEW)


class Operator(StrEnum):
    """How a figure is held against a threshold; laws differ by exactly this."""

    ABOVE = ">"
    AT_LEAST = ">="

    def holds(self, figure: Fraction | int, threshold: Fraction) -> bool:
        """Return whether the figure is above (or at) the threshold."""
        return figure > threshold if self is Operator.ABOVE else figure >= threshold

    def between(self, lower: Fraction, upper: Fraction, threshold: Fraction) -> Verdict:
        """Decide a figure known only to lie in [lower, upper]."""
        if self.holds(lower, threshold):
            return Verdict.TRUE
        return Verdict.UNKNOWN if self.holds(upper, threshold) else Verdict.FALSE

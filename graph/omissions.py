"""What an answer leaves out, so that nothing is shortened in silence."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Omission:
    """How much was left out of which part of an answer, and why."""

    section: str
    reason: str
    count: int

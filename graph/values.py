"""The value types of the model: exact shares and money, names of codes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

SHARE_ONE = 1_000_000_000
"""A whole (100 %) in parts per billion: shares are integers, since a float flips the 25 % and 50 % decisions."""

MINOR_UNITS_MAX = 9_007_199_254_740_991
"""Largest amount in minor units: above 2^53 a JSON number loses its last digit in a browser."""

Share = Annotated[int, Field(ge=0, le=SHARE_ONE)]
MinorUnits = Annotated[int, Field(ge=-MINOR_UNITS_MAX, le=MINOR_UNITS_MAX)]
Count = Annotated[int, Field(ge=0, le=MINOR_UNITS_MAX)]
Confidence = Annotated[float, Field(ge=0.0, le=1.0)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Key = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]
Day = date
Instant = AwareDatetime
Timestamp = datetime


class Status(StrEnum):
    """How far a fact is to be trusted; an inferred tie never enters a regulatory group unconfirmed."""

    ASSERTED = "ASSERTED"
    INFERRED = "INFERRED"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"
    DISPUTED = "DISPUTED"


class SourceType(StrEnum):
    """Where a fact comes from, in the words of the Beneficial Ownership Data Standard."""

    SELF_DECLARATION = "SELF_DECLARATION"
    OFFICIAL_REGISTER = "OFFICIAL_REGISTER"
    THIRD_PARTY = "THIRD_PARTY"
    PRIMARY_RESEARCH = "PRIMARY_RESEARCH"
    VERIFIED = "VERIFIED"

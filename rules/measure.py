"""One figure or decision of an evaluation, as it is printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import TypeAlias

from algorithms.verdict import Verdict

_DIGITS = Context(prec=18)

Value: TypeAlias = Fraction | int | bool | str | Verdict | Iterable[str]

NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Measure:
    """A value of one measure by one rule; `object` is empty where the subject stands alone."""

    measure: str
    rule_id: str
    subject_id: str
    object_id: str
    value: str


def measure(name: str, rule_id: str, subject: str, object_id: str, value: Value) -> Measure:
    """Return the measure with its value as text: decimals, true or false, or members joined by a bar."""
    return Measure(name, rule_id, subject, object_id, text_of(value))


def text_of(value: Value) -> str:
    """Return how a value is written; verdicts that are proven read true and false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Verdict):
        return {Verdict.TRUE: "true", Verdict.FALSE: "false"}.get(value, value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, int | Fraction):
        return decimal_of(Fraction(value))
    return "|".join(sorted(value)) or NONE


def decimal_of(figure: Fraction) -> str:
    """Return the exact decimal where there is one, otherwise 18 digits."""
    rest = figure.denominator
    twos = (rest & -rest).bit_length() - 1
    rest >>= twos
    fives = 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        return format(_DIGITS.divide(Decimal(figure.numerator), Decimal(figure.denominator)), "f")
    places = max(twos, fives)
    scaled = figure.numerator * 10**places // figure.denominator
    digits = f"{abs(scaled):0{places + 1}d}"
    whole, decimals = (digits[:-places], digits[-places:]) if places else (digits, "")
    return f"{'-' if scaled < 0 else ''}{whole}{f'.{decimals}' if decimals else ''}"

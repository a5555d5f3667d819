"""Turns the text of a cell into a value of the model, or says with a reason code why it cannot be one."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from stdnum import luhn

from graph.values import MINOR_UNITS_MAX, SHARE_ONE
from graph.vault import is_sealed
from ingest.currencies import CURRENCIES
from ingest.identifiers import (
    czech_birth_date,
    czech_birth_offset,
    resident_id_18,
    resident_id_fault,
    uscc_fault,
)
from ingest.mapping import ColumnSpec
from ingest.rejects import RowRejected

Parser = Callable[[str], Any]

TEXT_LENGTH_MAX = 2_000
"""Longest value that is taken: the graph's text properties end here, and the server refuses to index far more."""

_BLANKS = " \t\r\n　 ﻿\u200b"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_UNDECODED = re.compile(r"[\ud800-\udfff]")
_CELL_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?[eE]\+\d+$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
_DIGITS_OF_PHONE = re.compile(r"^\+?\d{5,15}$")
_TRUE, _FALSE = frozenset({"1", "true", "yes", "y", "是"}), frozenset({"0", "false", "no", "n", "否"})
_INTEGER_MAX = 2**63 - 1
_DATE_MIN = date(1850, 1, 1)
_CLOCK_TOLERANCE = timedelta(days=1)
"""A source's clock and zone may be ahead of ours by this much."""


def clean(cell: str, column: str) -> str:
    """Strip blanks of every script; raises RowRejected for bytes that are no text and for hidden controls."""
    text = cell.strip(_BLANKS)
    if _UNDECODED.search(text):
        raise RowRejected("R_ENCODING", "The bytes are not text in the declared encoding.", column, text)
    if _CONTROL.search(text):
        raise RowRejected("R_CONTROL_CHAR", "The value has control characters.", column, text)
    if text in _CELL_ERRORS:
        raise RowRejected("R_CELL_ERROR", "The spreadsheet's formula has failed here.", column, text)
    if len(text) > TEXT_LENGTH_MAX:
        raise RowRejected("R_TOO_LONG", f"The value is longer than {TEXT_LENGTH_MAX}.", column, text[:100])
    return text


def parser_for(column: str, spec: ColumnSpec) -> Parser:
    """Return a function from cleaned text to a value; the function raises RowRejected naming `column`."""
    parse = _PARSERS[spec.type](spec)
    extract = re.compile(spec.extract) if spec.extract else None

    def parse_column(text: str) -> Any:
        try:
            value = parse(_extracted(extract, text) if extract else text)
        except RowRejected as rejected:
            rejected.column, rejected.value = column, text
            raise
        except (ArithmeticError, ValueError) as error:
            raise RowRejected("R_RANGE", "The value is beyond what can be kept.", column, text) from error
        if is_sealed(value):
            raise RowRejected("R_SEALED", "The value looks like one that is sealed already.", column, text)
        return value

    return parse_column


def _extracted(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise RowRejected("R_FORMAT", f"The value does not fit {pattern.pattern}.")
    return found.group(1)


def _string(_spec: ColumnSpec) -> Parser:
    def parse(text: str) -> str:
        if _SCIENTIFIC.match(text):
            raise RowRejected("R_ID_SCIENTIFIC", "A spreadsheet has cut the digits of this number.")
        return unicodedata.normalize("NFKC", text)

    return parse


def _as_written(_spec: ColumnSpec) -> Parser:
    return lambda text: unicodedata.normalize("NFC", text)


def _code(spec: ColumnSpec) -> Parser:
    def parse(text: str) -> str:
        code = spec.codes.get(text, spec.otherwise)
        if code is None:
            raise RowRejected("R_CODE", f"Unknown code; known are {', '.join(sorted(spec.codes))}.")
        return code

    return parse


def _pattern(spec: ColumnSpec) -> Parser:
    compiled = [(value, re.compile(pattern)) for value, pattern in spec.patterns.items()]

    def parse(text: str) -> str:
        for value, pattern in compiled:
            if pattern.search(text):
                return value
        if spec.otherwise is None:
            raise RowRejected("R_CODE", "The value fits none of the patterns.")
        return spec.otherwise

    return parse


def _integer(spec: ColumnSpec) -> Parser:
    def parse(text: str) -> int:
        value = _decimal(text)
        if value != value.to_integral_value():
            raise RowRejected("R_NUMBER", "The number is not whole.")
        if abs(value) > _INTEGER_MAX:
            raise RowRejected("R_RANGE", "The number has more than 64 bits.")
        return int(_at_least(spec, value))

    return parse


def _number(spec: ColumnSpec) -> Parser:
    return lambda text: float(_at_least(spec, _decimal(text)))


def _money(spec: ColumnSpec) -> Parser:
    def parse(text: str) -> int:
        minor = _at_least(spec, _decimal(text)).scaleb(spec.scale)
        if minor != minor.to_integral_value():
            raise RowRejected("R_SCALE", f"More than {spec.scale} decimals.")
        if abs(minor) > MINOR_UNITS_MAX:
            raise RowRejected("R_RANGE", "The amount is too large to be kept exactly.")
        return int(minor)

    return parse


def _percent(_spec: ColumnSpec) -> Parser:
    def parse(text: str) -> int:
        # Spreadsheets deliver 15.35 as 15.350000000000001: a part per billion is finer than any register states.
        parts = (_decimal(text.removesuffix("%").rstrip()) * (SHARE_ONE // 100)).to_integral_value()
        if not 0 <= parts <= SHARE_ONE:
            raise RowRejected("G_PCT_RANGE", "A share is between 0 and 100 percent.")
        return int(parts)

    return parse


def _boolean(_spec: ColumnSpec) -> Parser:
    def parse(text: str) -> bool:
        lowered = text.lower()
        if lowered not in _TRUE | _FALSE:
            raise RowRejected("R_CODE", "Neither yes nor no.")
        return lowered in _TRUE

    return parse


def _date(spec: ColumnSpec) -> Parser:
    def parse(text: str) -> date:
        day = _first_format(text, spec.formats).date()
        if day < _DATE_MIN:
            raise RowRejected("R_DATE_RANGE", f"The date is before {_DATE_MIN.year}.")
        if spec.past and day > datetime.now(UTC).date() + _CLOCK_TOLERANCE:
            raise RowRejected("R_DATE_FUTURE", "The date lies ahead.")
        return day

    return parse


def _datetime(spec: ColumnSpec) -> Parser:
    zone = ZoneInfo(spec.zone) if spec.zone else None

    def parse(text: str) -> datetime:
        moment = _first_format(text, spec.formats, code="R_TS" if _starts_with_a_day(text) else "R_DATE")
        if moment.tzinfo is None:
            if zone is None:
                raise RowRejected("R_TS", "The time has no zone and the mapping gives none.")
            moment = moment.replace(tzinfo=zone)
        if moment.date() < _DATE_MIN:
            raise RowRejected("R_DATE_RANGE", f"The time is before {_DATE_MIN.year}.")
        if spec.past and moment > datetime.now(UTC) + _CLOCK_TOLERANCE:
            raise RowRejected("R_DATE_FUTURE", "The time lies ahead.")
        return moment

    return parse


def _currency(_spec: ColumnSpec) -> Parser:
    def parse(text: str) -> str:
        if text.upper() not in CURRENCIES:
            raise RowRejected("R_CURRENCY", "Not a currency in use (ISO 4217).")
        return text.upper()

    return parse


def _card(_spec: ColumnSpec) -> Parser:
    def parse(text: str) -> str:
        number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
        if not luhn.is_valid(number):
            raise RowRejected("R_LUHN", "The card number's check digit is wrong.")
        return number

    return parse


def _starts_with_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _phone(_spec: ColumnSpec) -> Parser:
    def parse(text: str) -> str:
        digits = re.sub(r"[\s()\-./]", "", unicodedata.normalize("NFKC", text))
        if not _DIGITS_OF_PHONE.match(digits):
            raise RowRejected("R_PHONE", "Not a telephone number.")
        return digits.removeprefix("+86").removeprefix("0086")

    return parse


def _email(_spec: ColumnSpec) -> Parser:
    def parse(text: str) -> str:
        address = unicodedata.normalize("NFKC", text).lower()
        if not _EMAIL.match(address):
            raise RowRejected("R_EMAIL", "Not an e-mail address.")
        return address

    return parse


def _resident_id(_spec: ColumnSpec) -> Parser:
    def parse(text: str) -> str:
        number = resident_id_18(unicodedata.normalize("NFKC", text))
        fault = resident_id_fault(number)
        if fault:
            raise RowRejected(fault, "Not a right Chinese resident ID.")
        return number

    return parse


def _uscc(_spec: ColumnSpec) -> Parser:
    def parse(text: str) -> str:
        code = unicodedata.normalize("NFKC", text).upper()
        fault = uscc_fault(code)
        if fault:
            raise RowRejected(fault, "Not a right unified social credit code.")
        return code

    return parse


def _czech_birth_date(_spec: ColumnSpec) -> Parser:
    def parse(text: str) -> date:
        try:
            return czech_birth_date(text)
        except ValueError as error:
            raise RowRejected("R_DATE", "Not a Czech birth number.") from error

    return parse


def _czech_birth_sex(_spec: ColumnSpec) -> Parser:
    birth_date = _czech_birth_date(_spec)

    def parse(text: str) -> str:
        birth_date(text)
        return "FEMALE" if czech_birth_offset(text) else "MALE"

    return parse


def _at_least(spec: ColumnSpec, value: Decimal) -> Decimal:
    if spec.minimum is not None and value < Decimal(str(spec.minimum)):
        raise RowRejected("R_SIGN", f"The number is below {spec.minimum:g}.")
    return value


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(unicodedata.normalize("NFKC", text))
    except InvalidOperation as error:
        raise RowRejected("R_NUMBER", "Not a number.") from error
    if not value.is_finite() or "_" in text:
        raise RowRejected("R_NUMBER", "Not a finite number.")
    return value


def _first_format(text: str, formats: tuple[str, ...], code: str = "R_DATE") -> datetime:
    for form in formats:
        try:
            return (
                datetime.fromisoformat(text) if form == "iso" else datetime.strptime(text, form)  # noqa: DTZ007 - the caller sets the zone
            )
        except ValueError:
            continue
    raise RowRejected(code, f"Not a date in the form {' or '.join(formats)}.")


_PARSERS: dict[str, Callable[[ColumnSpec], Parser]] = {
    "string": _string,
    "name": _as_written,
    "text": _as_written,
    "code": _code,
    "pattern": _pattern,
    "integer": _integer,
    "number": _number,
    "money": _money,
    "percent": _percent,
    "boolean": _boolean,
    "currency": _currency,
    "card": _card,
    "date": _date,
    "datetime": _datetime,
    "phone": _phone,
    "email": _email,
    "cn_resident_id": _resident_id,
    "uscc": _uscc,
    "czech_birth_date": _czech_birth_date,
    "czech_birth_sex": _czech_birth_sex,
}

"""Checks of the numbers by which people and firms are known: Chinese resident ID, USCC, Czech birth number."""

from datetime import date

from stdnum.cn import ric

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CZECH_WOMAN_MONTH_OFFSET = 50
_RIC_LENGTH_OLD, _RIC_LENGTH = 15, 18


def resident_id_18(number: str) -> str:
    """Return a Chinese resident ID in its form of 18 characters; one of 15 digits gets its century and check digit."""
    number = number.upper()
    if len(number) == _RIC_LENGTH_OLD and number.isdigit():
        body = f"{number[:6]}19{number[6:]}"
        return body + str(ric.calc_check_digit(body + "0"))
    return number


def resident_id_fault(number: str) -> str | None:
    """Return why a resident ID of 18 characters is wrong (GB 11643), or None.

    Regions that were abolished since are right: only the shape, the date and the check digit are looked at.
    """
    if len(number) != _RIC_LENGTH or not number[:17].isdigit():
        return "R_CN_RIC_LENGTH"
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "R_CN_RIC_DATE"
    return None if str(ric.calc_check_digit(number)) == number[17] else "R_CN_RIC_CHECKSUM"


def uscc_check_character(body: str) -> str:
    """Return the 18th character of a unified social credit code from its first 17 (GB 32100).

    Our own, since python-stdnum refuses the letters that may stand first.
    """
    total = sum(_USCC_ALPHABET.index(character) * weight for character, weight in zip(body, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def uscc_fault(code: str) -> str | None:
    """Return why a unified social credit code is wrong, or None."""
    if len(code) != _RIC_LENGTH:
        return "R_USCC_LENGTH"
    if any(character not in _USCC_ALPHABET for character in code):
        return "R_USCC_ALPHABET"
    return None if uscc_check_character(code[:17]) == code[17] else "R_USCC_CHECKSUM"


def czech_birth_date(number: str) -> date:
    """Return the birth date in a Czech birth number YYMMDD of before 1954; raises ValueError.

    A woman's month carries 50 more.
    """
    if len(number) != 6 or not number.isdigit():  # noqa: PLR2004 - the length of YYMMDD
        raise ValueError("not six digits")
    month = int(number[2:4])
    return date(1900 + int(number[:2]), month - czech_birth_offset(number), int(number[4:6]))


def czech_birth_offset(number: str) -> int:
    """Return 50 when the number is a woman's, else 0."""
    return _CZECH_WOMAN_MONTH_OFFSET if int(number[2:4]) > _CZECH_WOMAN_MONTH_OFFSET else 0

"""How exact integers are written: minor units as a decimal amount, parts per billion as per cent."""

from graph.bands import Band
from graph.values import SHARE_ONE

_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
DECIMALS = {
    **dict.fromkeys(_WITHOUT_DECIMALS.split(), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""Decimals of the currencies that have not two, as ISO 4217 lists them."""

_PERCENT = SHARE_ONE // 100


def amount_text(minor: int | Band, currency: str | None) -> str:
    """Return 123450 of CNY as '1234.50', a band as '1000.00..2000.00'; an unknown currency has two decimals."""
    if isinstance(minor, Band):
        return f"{amount_text(minor.low_minor, currency)}..{amount_text(minor.high_minor, currency)}"
    decimals = DECIMALS.get(currency or "", 2)
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor)).zfill(decimals + 1)
    if decimals == 0:
        return f"{sign}{digits}"
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def percent_text(share_ppb: int) -> str:
    """Return 333300000 parts per billion as '33.33': exact, without trailing zeros."""
    whole, rest = divmod(share_ppb, _PERCENT)
    return f"{whole}.{rest:07d}".rstrip("0").rstrip(".")

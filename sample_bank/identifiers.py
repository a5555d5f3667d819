"""The check digits of Chinese resident ids (GB 11643), USCCs (GB 32100, GB 11714) and bank cards (Luhn)."""

import numpy as np

from sample_bank.arrays import Days, Ints, Texts, texts

_RIC_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_RIC_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])
# By the remainder of the weighted sum: 11 - remainder, where 10 is written X and 11 is written 0.
_ORGANISATION_CHECKS = b"0X987654321"
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
CARD_DIGITS = 19


def old_resident_id(number: str) -> str:
    """The 15-digit form in use before 1999: no century, no check character."""
    return number[:6] + number[8:17]


def resident_ids(rng: np.random.Generator, regions: Ints, births: Days, male: Ints) -> Texts:
    """Different 18-character ids; `regions` are six-digit codes, `male` 1 or 0 (men's 17th digit is odd)."""
    birth_numbers = np.char.replace(np.datetime_as_string(births, unit="D"), "-", "").astype(np.int64)
    stems = (regions * 10**8 + birth_numbers) * 1000
    sequences = _sequences(rng, male)
    while True:
        _, first = np.unique(stems + sequences, return_index=True)
        again = np.setdiff1d(np.arange(len(stems)), first)
        if not len(again):
            return _with_ric_check(stems + sequences)
        sequences[again] = _sequences(rng, male[again])


def _sequences(rng: np.random.Generator, male: Ints) -> Ints:
    return rng.integers(0, 499, size=len(male), dtype=np.int64) * 2 + male


def _with_ric_check(numbers: Ints) -> Texts:
    digits = _digits(numbers, 17)
    checks = np.frombuffer(_RIC_CHECKS.encode(), dtype=np.uint8)[(digits @ _RIC_WEIGHTS) % 11]
    return _joined(np.column_stack([digits + ord("0"), checks]))


def usccs(rng: np.random.Generator, prefix: str, regions: Ints) -> Texts:
    """Different USCCs; `prefix` is the registering authority and kind, such as 91 for an enterprise."""
    serials = _different(rng, len(regions), 31**6)
    alphabet = np.frombuffer(_USCC_ALPHABET.encode(), dtype=np.uint8)
    powers = 31 ** np.arange(5, -1, -1)
    organisation = np.column_stack(
        [
            np.tile(np.frombuffer(b"MA", dtype=np.uint8), (len(regions), 1)),
            alphabet[serials[:, None] // powers % 31],
        ]
    )
    values = np.where(organisation >= ord("A"), organisation - ord("A") + 10, organisation - ord("0")).astype(np.int64)
    checks = np.frombuffer(_ORGANISATION_CHECKS, dtype=np.uint8)[(values @ _ORGANISATION_WEIGHTS) % 11]
    head = np.tile(np.frombuffer(prefix.encode(), dtype=np.uint8), (len(regions), 1))
    body = np.column_stack([head, _digits(regions, 6) + ord("0"), organisation, checks]).astype(np.uint8)
    positions = np.zeros(128, dtype=np.int64)
    positions[alphabet] = np.arange(31)
    return _joined(np.column_stack([body, alphabet[-(positions[body] @ _USCC_WEIGHTS) % 31]]))


def card_numbers(issuer: str, serials: Ints) -> Texts:
    """19-digit card numbers: issuer digits, serial, Luhn digit."""
    payload_digits = CARD_DIGITS - 1 - len(issuer)
    payload = np.column_stack(
        [np.tile([int(c) for c in issuer], (len(serials), 1)), _digits(serials, payload_digits)]
    ).astype(np.int64)
    doubled = payload.copy()
    doubled[:, -1::-2] *= 2
    total = (doubled // 10 + doubled % 10).sum(axis=1)
    return _joined(np.column_stack([payload, -total % 10]) + ord("0"))


def _different(rng: np.random.Generator, count: int, below: int) -> Ints:
    numbers = rng.integers(0, below, size=count, dtype=np.int64)
    while True:
        _, first = np.unique(numbers, return_index=True)
        again = np.setdiff1d(np.arange(count), first)
        if not len(again):
            return numbers
        numbers[again] = rng.integers(0, below, size=len(again), dtype=np.int64)


def _digits(numbers: Ints, width: int) -> Ints:
    return np.asarray(numbers[:, None] // 10 ** np.arange(width - 1, -1, -1) % 10)


def _joined(codes: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Texts:
    """Rows of ASCII codes as texts."""
    rows = np.ascontiguousarray(codes, dtype=np.uint8)
    return texts(rows.view(f"S{rows.shape[1]}").ravel().astype(str))

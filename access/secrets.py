"""Secrets that are handed out once and kept only as hashes."""

import hashlib
import secrets
import threading

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

PASSWORD_LENGTH_MIN = 12
"""As NIST SP 800-63B and ASVS 5.0 ask for: long, with no rule on its letters."""

PASSWORD_LENGTH_MAX = 256

_CHECKS_AT_ONCE = threading.BoundedSemaphore(2)
"""Each check takes 64 MiB and a third of a second: a crowd at the door must not take the service down."""

_HASHER = PasswordHash((Argon2Hasher(),))
_NOBODYS_HASH = _HASHER.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """Return the argon2id hash that is kept instead of the password."""
    with _CHECKS_AT_ONCE:
        return _HASHER.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether the password is the one whose hash was kept; as slow for a user who has none."""
    with _CHECKS_AT_ONCE:
        return _HASHER.verify(password[: PASSWORD_LENGTH_MAX + 1], kept or _NOBODYS_HASH) and kept is not None


def new_secret() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """Return what is kept of a random secret: it cannot be guessed, so that one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()

"""The key ring in one file that only its owner can read: made when first needed, replaced whole when it changes."""

import base64
import binascii
import fcntl
import json
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import KeyUnavailable
from graph.vault.keys import SealingKey

KEY_BYTES = 32

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class _Held:
    made: int
    primary: str
    index: bytes
    keys: dict[str, SealingKey]


class KeyFile:
    """Keys under ids that are never used again; `primary` seals, the others open what they once sealed.

    Several processes may use and change one file: who changes it holds a lock beside it, who reads it sees one
    version or the next, and what another process has changed is noticed at the next use.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._known: tuple[Stamp, _Held] | None = None

    def primary(self) -> SealingKey:
        """Return the key that new values are sealed with."""
        held = self._current()
        return held.keys[held.primary]

    def sealing_key(self, key_id: str) -> SealingKey:
        """Return the key of that id; raises KeyUnavailable when it was destroyed or never was here."""
        found = self._current().keys.get(key_id)
        if found is None:
            raise KeyUnavailable(f"The key {key_id} is not here: what it sealed cannot be read.")
        return found

    def index_key(self) -> bytes:
        """Return the key of the blind indexes."""
        return self._current().index

    def key_ids(self) -> tuple[str, ...]:
        """Return the ids of the keys that are there, oldest first."""
        return tuple(self._current().keys)

    def add(self, prefix: str = "k") -> SealingKey:
        """Make another key, which seals only what is sealed with it by name, and return it."""
        with self._changing() as held:
            made = _fresh(f"{prefix}{held.made + 1}")
            self._write(_Held(held.made + 1, held.primary, held.index, {**held.keys, made.key_id: made}))
            return made

    def rotate(self) -> SealingKey:
        """Make a new key and seal with it from now on; older keys still open."""
        with self._changing() as held:
            made = _fresh(f"k{held.made + 1}")
            self._write(_Held(held.made + 1, made.key_id, held.index, {**held.keys, made.key_id: made}))
            return made

    def destroy(self, key_id: str) -> None:
        """Forget a key: what it sealed can never be opened again. Raises KeyUnavailable for the primary key."""
        with self._changing() as held:
            if key_id == held.primary:
                raise KeyUnavailable(f"{key_id} is the key that seals; rotate first.")
            if key_id not in held.keys:
                raise KeyUnavailable(f"There is no key {key_id}.")
            left = {other: key for other, key in held.keys.items() if other != key_id}
            self._write(_Held(held.made, held.primary, held.index, left))

    def _current(self) -> _Held:
        known = self._known
        try:
            if known is not None and known[0] == _stamp(os.stat(self.path)):  # noqa: PTH116 - half of Path.stat's time
                return known[1]
            return self._read()
        except FileNotFoundError:
            with self._changing() as held:
                return held
        except OSError as error:
            raise KeyUnavailable(f"The key file cannot be read: {error}.") from error

    @contextmanager
    def _changing(self) -> Iterator[_Held]:
        """Hold the file against every other process and thread, made if it is not there."""
        try:
            with self._lock, self._locked():
                try:
                    held = self._read()
                except FileNotFoundError:
                    first = _fresh("k1")
                    held = _Held(1, "k1", secrets.token_bytes(KEY_BYTES), {"k1": first})
                    self._write(held)
                yield held
        except OSError as error:
            raise KeyUnavailable(f"The key file cannot be changed: {error}.") from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path.with_name(f"{self.path.name}.lock"), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _read(self) -> _Held:
        while True:
            with self.path.open("rb") as file:
                found = os.fstat(file.fileno())
                if found.st_mode & 0o077:
                    raise KeyUnavailable(f"{self.path} can be read by others; chmod 600 it, and rotate the keys.")
                content = file.read()
            try:
                held = _parsed(json.loads(content))
            except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
                # A file that was replaced while it was read has been overwritten; the new one is whole.
                if _stamp(self.path.stat()) != _stamp(found):
                    continue
                raise KeyUnavailable(f"{self.path} is no key file.") from error
            self._known = (_stamp(found), held)
            return held

    def _write(self, held: _Held) -> None:
        """Put the new file in the old one's place, and overwrite the old one's bytes."""
        written = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(_texts(held), file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            former = self.path.open("r+b") if self.path.exists() else None
            written.replace(self.path)
        finally:
            written.unlink(missing_ok=True)
        if former is not None:
            with former:
                former.write(b"\0" * os.fstat(former.fileno()).st_size)
                former.flush()
                os.fsync(former.fileno())
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self._known = (_stamp(self.path.stat()), held)


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_mtime_ns, found.st_ino, found.st_mode


def _fresh(key_id: str) -> SealingKey:
    return SealingKey(key_id, secrets.token_bytes(KEY_BYTES))


def _parsed(texts: dict[str, Any]) -> _Held:
    keys = {key_id: SealingKey(key_id, _secret(text)) for key_id, text in texts["keys"].items()}
    if texts["primary"] not in keys:
        raise ValueError("the primary key is not among the keys")
    return _Held(int(texts["made"]), texts["primary"], _secret(texts["index"]), keys)


def _texts(held: _Held) -> dict[str, Any]:
    keys = {key_id: base64.b64encode(key.secret).decode() for key_id, key in held.keys.items()}
    return {
        "made": held.made,
        "primary": held.primary,
        "index": base64.b64encode(held.index).decode(),
        "keys": keys,
    }


def _secret(text: str) -> bytes:
    secret = base64.b64decode(text, validate=True)
    if len(secret) != KEY_BYTES:
        raise ValueError("a key has another length")
    return secret

"""The key ring in one file that only its owner can read: made when first needed, replaced whole when it changes."""

import base64
import json
import os
import secrets
import threading
from pathlib import Path
from typing import Any

from graph.errors import KeyUnavailable
from graph.vault.keys import SealingKey

KEY_BYTES = 32


class KeyFile:
    """Keys under ids that are never used again; `primary` seals, the others open what they once sealed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._held: dict[str, Any] = {}

    def primary(self) -> SealingKey:
        """Return the key that new values are sealed with."""
        held = self._current()
        return _sealing_key(held, held["primary"])

    def sealing_key(self, key_id: str) -> SealingKey:
        """Return the key of that id; raises KeyUnavailable when it was destroyed or never was here."""
        return _sealing_key(self._current(), key_id)

    def index_key(self) -> bytes:
        """Return the key of the blind indexes."""
        return base64.b64decode(self._current()["index"])

    def key_ids(self) -> tuple[str, ...]:
        """Return the ids of the keys that are there, oldest first."""
        return tuple(self._current()["keys"])

    def add(self, prefix: str = "k") -> SealingKey:
        """Make another key, which seals only what is sealed with it by name, and return it."""
        with self._lock:
            held = self._read()
            key_id = f"{prefix}{held['made'] + 1}"
            held["made"] += 1
            held["keys"][key_id] = _fresh()
            self._write(held)
            return _sealing_key(held, key_id)

    def rotate(self) -> SealingKey:
        """Make a new key and seal with it from now on; older keys still open."""
        made = self.add()
        with self._lock:
            held = self._read()
            held["primary"] = made.key_id
            self._write(held)
        return made

    def destroy(self, key_id: str) -> None:
        """Forget a key: what it sealed can never be opened again. Raises KeyUnavailable for the primary key."""
        with self._lock:
            held = self._read()
            if key_id == held["primary"]:
                raise KeyUnavailable(f"{key_id} is the key that seals; rotate first.")
            if held["keys"].pop(key_id, None) is None:
                raise KeyUnavailable(f"There is no key {key_id}.")
            self._write(held)

    def _current(self) -> dict[str, Any]:
        with self._lock:
            try:
                found = self.path.stat()
            except FileNotFoundError:
                return self._read()
            except OSError as error:
                raise KeyUnavailable(f"The key file cannot be read: {error}.") from error
            # Another process may have rotated.
            if self._stamp != (found.st_mtime_ns, found.st_ino):
                return self._read()
            return self._held

    def _read(self) -> dict[str, Any]:
        try:
            text = self.path.read_text(encoding="utf-8")
            found = self.path.stat()
        except FileNotFoundError:
            made = {"made": 1, "primary": "k1", "index": _fresh(), "keys": {"k1": _fresh()}}
            self._write(made)
            return made
        except OSError as error:
            raise KeyUnavailable(f"The key file cannot be read: {error}.") from error
        if found.st_mode & 0o077:
            raise KeyUnavailable(f"{self.path} can be read by others; chmod 600 it, and rotate the keys.")
        try:
            self._held = json.loads(text)
        except ValueError as error:
            raise KeyUnavailable(f"{self.path} is no key file.") from error
        self._stamp = (found.st_mtime_ns, found.st_ino)
        return self._held

    def _write(self, held: dict[str, Any]) -> None:
        """Put the new file in the old one's place, and overwrite the old one's bytes."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = self.path.with_suffix(f".{secrets.token_hex(4)}")
            descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(held, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            former = self.path.open("r+b") if self.path.exists() else None
            written.replace(self.path)
            if former is not None:
                with former:
                    former.write(b"\0" * os.fstat(former.fileno()).st_size)
                    former.flush()
                    os.fsync(former.fileno())
            found = self.path.stat()
        except OSError as error:
            raise KeyUnavailable(f"The key file cannot be written: {error}.") from error
        self._held, self._stamp = held, (found.st_mtime_ns, found.st_ino)


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _sealing_key(held: dict[str, Any], key_id: str) -> SealingKey:
    encoded = held["keys"].get(key_id)
    if encoded is None:
        raise KeyUnavailable(f"The key {key_id} is not here: what it sealed cannot be read.")
    return SealingKey(key_id, base64.b64decode(encoded))

"""The manifest: which seed and version wrote the bank, and rows, bytes and SHA-256 of every file."""

import hashlib
from pathlib import Path
from typing import Any

from sample_bank.arrays import REFERENCE_DAY
from sample_bank.journal import Journal

# Raise it when the same seed no longer gives the same bytes.
GENERATOR_VERSION = "1"
FILE = "manifest.json"


def manifest(seed: int, customers: int, journal: Journal) -> dict[str, Any]:
    """The content of manifest.json, with the files in alphabetical order."""
    return {
        "generator": "guanxi sample",
        "generator_version": GENERATOR_VERSION,
        "seed": seed,
        "customers": customers,
        "reference_day": str(REFERENCE_DAY),
        "files": {file: _facts(journal, file) for file in sorted(journal.rows)},
    }


def _facts(journal: Journal, file: str) -> dict[str, Any]:
    path = journal.out / file
    facts: dict[str, Any] = {"rows": journal.rows[file]}
    if file in journal.sheets:
        facts["sheets"] = journal.sheets[file]
    return {**facts, "bytes": path.stat().st_size, "sha256": _sha256(path)}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""The register of related parties: all that one derivation says, in one order, with a hash, and what has changed."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rules.derived import DerivedTie


@dataclass(frozen=True)
class View:
    """One derivation that can be read: by which pack, for which day, on what the bank knew at which moment."""

    view_id: str
    rule_pack: str
    pack_version: str
    valid_at: date
    known_at: datetime
    number: int
    run_id: str
    finished_at: datetime
    digest: str
    ties: int


def view_id(rule_pack: str, valid_at: date) -> str:
    """Return the id of the derivation by a pack for a day."""
    return f"{rule_pack}@{valid_at}"


def register_digest(rule_pack: str, pack_version: str, valid_at: date, ties: Iterable[DerivedTie]) -> str:
    """Return a SHA-256 of the law, the day and every entry; the same entries give the same in whatever order.

    It does not hold when or by which run the entries were derived.
    """
    entries = sorted("|".join((*tie.key, tie.digest)) for tie in ties)
    text = "\n".join([f"{rule_pack}|{pack_version}|{valid_at}", *entries])
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """What one register has that the other has not, and what both have with other figures or reasons."""

    added: tuple[DerivedTie, ...]
    removed: tuple[DerivedTie, ...]
    changed: tuple[tuple[DerivedTie, DerivedTie], ...]
    unchanged: int


def difference(earlier: Iterable[DerivedTie], later: Iterable[DerivedTie]) -> Difference:
    """Return what has changed from one register to another."""
    before, after = ({tie.key: tie for tie in ties} for ties in (earlier, later))
    both = sorted(before.keys() & after.keys())
    changed = tuple((before[key], after[key]) for key in both if before[key].digest != after[key].digest)
    return Difference(
        added=tuple(after[key] for key in sorted(after.keys() - before.keys())),
        removed=tuple(before[key] for key in sorted(before.keys() - after.keys())),
        changed=changed,
        unchanged=len(both) - len(changed),
    )

"""What an answer leaves out, so that nothing is shortened in silence; or all of it in silence, if the bank says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from graph.entitlement import Entitlement, Section


class Reason(StrEnum):
    """Why something is left out: whose customer it is, what the caller works for, how closely a field is kept."""

    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    PURPOSE = "PURPOSE"
    FIELD_CLASS = "FIELD_CLASS"


@dataclass(frozen=True)
class Omission:
    """What was left out of which part of an answer, and why.

    `count` says how much of it; None when it was not even looked for. `kinds` are those of ties.
    """

    section: str
    reason: Reason
    count: int | None = None
    kinds: tuple[str, ...] = ()


def counted(section: str, reason: Reason, count: int) -> tuple[Omission, ...]:
    """Return that so many are left out; nothing when there are none."""
    return (Omission(section, reason, count),) if count else ()


def of_kinds(section: str, wanted: Iterable[str], entitlement: Entitlement) -> tuple[Omission, ...]:
    """Return which of these kinds of tie the caller may not walk, as one omission of a part."""
    refused = tuple(sorted(set(wanted) - entitlement.tie_kinds))
    return (Omission(section, Reason.PURPOSE, kinds=refused),) if refused else ()


def of_sections(wanted: Iterable[Section], entitlement: Entitlement) -> tuple[Omission, ...]:
    """Return which of these parts the caller may not see."""
    return tuple(Omission(part.value, Reason.PURPOSE) for part in wanted if part not in entitlement.sections)


def named(omissions: Iterable[Omission], entitlement: Entitlement) -> tuple[Omission, ...]:
    """Return the omissions as the answer has them: none at all when they are not to be named."""
    return tuple(omissions) if entitlement.names_omissions else ()

"""Who asks: a name for the log, the customers that this caller may see, and how much of them."""

from dataclasses import dataclass

from graph.entitlement import RELATED_KINDS, SEES_EVERYTHING, Entitlement, Purpose
from graph.scope import WHOLE_BANK, Scope


@dataclass(frozen=True)
class Caller:
    """One person or program on whose behalf the graph is read, for one purpose."""

    name: str
    scope: Scope
    roles: frozenset[str]
    purpose: Purpose
    entitlement: Entitlement

    @property
    def sees_whole_bank(self) -> bool:
        """Whether no customer and no kind of tie is hidden: figures of the whole bank would tell of them."""
        return self.scope.sees_all and self.entitlement.tie_kinds.issuperset(RELATED_KINDS)


LOCAL_CALLER = Caller("local", WHOLE_BANK, frozenset({"local"}), Purpose.ADMINISTRATION, SEES_EVERYTHING)
"""Whoever types commands on this machine and so can read the database's password."""

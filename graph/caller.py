"""Who asks: a name for the log and the scope of customers that this caller may see."""

from dataclasses import dataclass

from graph.scope import WHOLE_BANK, Scope


@dataclass(frozen=True)
class Caller:
    """One person or system on whose behalf the graph is read."""

    name: str
    scope: Scope


LOCAL_CALLER = Caller("local", WHOLE_BANK)
"""Whoever sits at this machine; there is no sign-in yet, so the service listens on loopback only."""

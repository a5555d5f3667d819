"""Who did what, when and what for: an append-only chain of entries."""

from audit.anchors import AnchorFile
from audit.blinding import Blinder
from audit.chain import Audit
from audit.entry import Entry, EntryFilter, Event
from audit.verification import Fault, Verification

__all__ = ["AnchorFile", "Audit", "Blinder", "Entry", "EntryFilter", "Event", "Fault", "Verification"]

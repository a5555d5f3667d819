"""Keys, sealed fields, blind indexes and masks: how personal values stand in the graph, and who gets to read them."""

from graph.vault.key_file import KeyFile
from graph.vault.keys import KeyRing, SealingKey, takes_turns
from graph.vault.kinds import SealedKind
from graph.vault.sealing import Opened, Vault, is_sealed

__all__ = ["KeyFile", "KeyRing", "Opened", "SealedKind", "SealingKey", "Vault", "is_sealed", "takes_turns"]

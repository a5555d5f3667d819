"""Who did what, when and what for: an append-only chain of entries."""

"""A bank to try Guanxi on: what the silos of an invented bank export, and the key of what was planted."""

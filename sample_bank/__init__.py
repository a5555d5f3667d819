"""A bank to try Guanxi on: what the silos of an invented bank export, and the key of what was planted."""

from sample_bank.generator import STEPS, write_sample_bank

__all__ = ["STEPS", "write_sample_bank"]

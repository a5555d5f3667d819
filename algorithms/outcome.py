"""What an algorithm's run gives: columns with one value a node, and figures about the whole."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Heard = Callable[[str, int, int], None]
"""Is told what is being done, how far it is, and of how much (0: unknown); may raise to end the run."""


@dataclass(frozen=True)
class Outcome:
    """`columns`: name → n values in the order of the network's keys, the first one the answer; `stats`: plain values.

    `warnings` are sentences for the user about what the figures do not show. `is_partition` says that the answer is
    the number of each node's part, which is no rank.
    """

    columns: Mapping[str, NDArray[Any]]
    stats: Mapping[str, Any]
    warnings: tuple[str, ...] = ()
    is_partition: bool = False

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the columns in hex."""
        found = hashlib.sha256()
        for name, column in self.columns.items():
            found.update(name.encode())
            found.update(np.ascontiguousarray(column).tobytes())
        return found.hexdigest()

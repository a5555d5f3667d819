"""Which customers a caller may see: all, or those managed by some employees or served by some branches."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Scope:
    """A part of the bank's customers; parties that are not customers are visible to everyone."""

    sees_all: bool = False
    employee_ids: tuple[str, ...] = ()
    branch_ids: tuple[str, ...] = ()

    def parameters(self) -> dict[str, Any]:
        """Return the three parameters that every statement about parties declares."""
        return {
            "sees_all": self.sees_all,
            "employee_ids": list(self.employee_ids),
            "branch_ids": list(self.branch_ids),
        }


WHOLE_BANK = Scope(sees_all=True)
"""The scope of a caller who may see every customer."""

"""Which customers an employee looks after, by the bank's own organisation as of today."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from cypher import query
from graph.scope import Scope
from graph.session import GraphSession

KEPT_SECONDS = 1.0
"""A scope is asked for with every request; a right that is taken away is gone after this long at the latest."""


@dataclass(frozen=True)
class OrganisationTitles:
    """Which titles of employees give a right to more than the own book."""

    team_lead: tuple[str, ...] = ("TEAM_LEAD",)
    branch_head: tuple[str, ...] = ("BRANCH_HEAD",)


class Scopes:
    """The reader of scopes; an employee whom the graph does not know sees nobody."""

    def __init__(
        self, session: GraphSession, titles: OrganisationTitles, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._session = session
        self._titles = titles
        self._now = now
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Scope]] = {}

    def of_employee(self, employee_id: str) -> Scope:
        """Return whom this employee sees: own book, cover, team and branches."""
        now = self._now()
        with self._lock:
            kept = self._kept.get(employee_id)
        if kept is not None and now - kept[0] < KEPT_SECONDS:
            return kept[1]
        scope = self._asked(employee_id)
        with self._lock:
            self._kept = {name: item for name, item in self._kept.items() if now - item[0] < KEPT_SECONDS}
            self._kept[employee_id] = (now, scope)
        return scope

    def _asked(self, employee_id: str) -> Scope:
        rows = self._session.read(
            query("access/scope"),
            {
                "employee_id": employee_id,
                "team_lead_titles": list(self._titles.team_lead),
                "branch_head_titles": list(self._titles.branch_head),
            },
        )
        if not rows:
            return Scope()
        return Scope(
            employee_ids=tuple(sorted(set(rows[0]["employee_ids"]))), branch_ids=tuple(sorted(rows[0]["branch_ids"]))
        )

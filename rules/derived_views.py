"""Derivations as they stand in the graph: which there are, what each says, and how one is dropped."""

from collections.abc import Iterator

from cypher import query
from graph.as_of import AsOf
from graph.errors import DerivationNotFound
from graph.session import GraphSession, Row
from rules.derived import DerivedTie
from rules.register import View

BATCH = 5_000
"""Ties of one transaction."""


class DerivedViews:
    """The reader of derivations."""

    def __init__(self, session: GraphSession) -> None:
        self._session = session

    def views(self, rule_pack: str | None = None) -> tuple[View, ...]:
        """Return the derivations that can be read, the latest day first."""
        return tuple(View(**row) for row in self._session.read(query("derivation/views"), {"rule_pack": rule_pack}))

    def view(self, rule_pack: str, as_of: AsOf) -> View:
        """Return the derivation by a pack for a day; raises DerivationNotFound, naming the days that there are."""
        views = self.views(rule_pack)
        found = next((view for view in views if view.valid_at == as_of.valid_at), None)
        if found is None:
            days = ", ".join(str(view.valid_at) for view in views[:5]) or "none"
            raise DerivationNotFound(
                f"Nothing was derived by {rule_pack} for {as_of.valid_at}; days that were: {days}. "
                f"Run 'guanxi related-parties derive --rule-pack {rule_pack} --valid-at {as_of.valid_at}'."
            )
        return found

    def ties(self, view: View) -> list[DerivedTie]:
        """Return everything that a derivation says, ascending by key."""
        return sorted(map(derived_of, self.rows(view.view_id)), key=lambda tie: tie.key)

    def rows(self, which: str) -> Iterator[Row]:
        """Yield everything that a derivation says as it stands in the graph, in no order."""
        return self._session.stream(query("derivation/derived"), {"view_id": which})

    def drop(self, rule_pack: str, as_of: AsOf) -> int:
        """Remove the derivation by a pack for a day; return how many ties went. Raises DerivationNotFound."""
        found = self.view(rule_pack, as_of)
        removed = self.repeat("derivation/drop_view", found.view_id)
        self._session.write(query("derivation/lonely_groups"))
        return removed

    def repeat(self, name: str, which: str) -> int:
        """Run a statement that removes a batch of a view until nothing is left to remove; return how many went."""
        removed = 0
        while found := self._session.write(query(name), {"view_id": which, "rows_max": BATCH}):
            if not found[0]["removed"]:
                break
            removed += found[0]["removed"]
        return removed


def derived_of(row: Row) -> DerivedTie:
    """Return the derived tie of a row."""
    return DerivedTie.from_graph(row["kind"], row["start_id"], row["end_id"], row["tie"])

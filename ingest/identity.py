"""Finds out whose record a row is: by the identifiers that the graph, or an earlier row, already ties to a party."""

from collections.abc import Iterable

from graph.writer import GraphWriter, IdentifierRow
from ingest.keys import Keys
from ingest.rows import PartyFact


class PartyResolver:
    """Gives every party fact its party_id; the first identifier that is known decides.

    Exact identifiers only: records that share none stay apart until identity resolution weighs the evidence.
    """

    def __init__(self, writer: GraphWriter, keys: Keys) -> None:
        self._writer = writer
        self._keys = keys
        self._owners: dict[str, str] = {}
        self.conflicts = 0

    def learn(self, facts: Iterable[PartyFact]) -> None:
        """Ask the graph, in one call, about every identifier of these facts that has not been met."""
        unmet = {one.identifier_id for fact in facts for one in fact.identifiers} - self._owners.keys()
        if unmet:
            self._owners |= self._writer.parties_by_identifier(sorted(unmet))

    def find(self, fact: PartyFact) -> str | None:
        """Return the party that one of the identifiers belongs to."""
        return next((owner for one in fact.identifiers if (owner := self._owners.get(one.identifier_id))), None)

    def party_id(self, fact: PartyFact) -> str:
        """Return whose record this is, or the id that a new party would get; claims nothing."""
        first = fact.identifiers[0]
        return self.find(fact) or self._keys.party(first.scheme, first.value)

    def claim(self, fact: PartyFact) -> tuple[str, tuple[IdentifierRow, ...]]:
        """Return the party_id of an accepted fact and the identifiers that are now its own.

        An identifier that belongs to another party is left there and counted as a conflict.
        """
        party_id = self.party_id(fact)
        own = tuple(one for one in fact.identifiers if self._owners.setdefault(one.identifier_id, party_id) == party_id)
        self.conflicts += len(own) != len(fact.identifiers)
        return party_id, own

"""Facts of the whole bank as of one day and moment, and a fingerprint of each party's own."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from cypher import query
from graph.as_of import AsOf
from graph.session import GraphSession
from graph.vault import Vault
from rules.facts import Facts, Party, Tie
from rules.graph_rows import PartyReader, tie_of
from rules.pack import RulePack

Fingerprints = NDArray[np.uint64]
"""One number for each party, ascending; what it was made of cannot be told from it."""

_HEARD_EVERY = 10_000


def read_bank(
    session: GraphSession, vault: Vault, as_of: AsOf, bank_id: str | None, heard: Callable[[int], None] = lambda _: None
) -> Facts:
    """Return all facts from which the law derives something; `heard` is told how many rows have come."""
    reader = PartyReader(vault, as_of.valid_at, bank_id)

    def counted(name: str, parameters: dict[str, object]) -> Iterator[dict[str, object]]:
        for number, row in enumerate(session.stream(query(name), parameters)):
            if number % _HEARD_EVERY == 0:
                heard(number)
            yield row

    parties = [reader.party(str(row["party_id"]), row) for row in counted("derivation/bank_parties", {})]
    ties = [tie_of(row) for row in counted("derivation/bank_ties", as_of.parameters())]
    return Facts(parties, ties)


def fingerprints(facts: Facts, pack: RulePack, as_of: AsOf) -> dict[str, int]:
    """Return party → a number that changes when anything changes that decides about the party directly.

    The rules in force are part of it: another law makes every party another one.
    """
    law = "|".join([pack.name, pack.version, *(rule.id for rule in pack.in_force(as_of.valid_at))])
    touching: dict[str, list[Tie]] = defaultdict(list)
    for tie in facts.ties:
        touching[tie.start].append(tie)
        if tie.end != tie.start:
            touching[tie.end].append(tie)
    found = {}
    for party_id, ties in touching.items():
        party = facts.parties.get(party_id) or Party(party_id, "Unknown")
        text = repr((law, party_id, party.kind, sorted(party.facts.items()), sorted(map(_said, ties))))
        found[party_id] = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
    return found


def packed(found: dict[str, int]) -> bytes:
    """Return the fingerprints as they are kept with a derivation."""
    return np.sort(np.fromiter(found.values(), np.uint64, len(found))).tobytes()


def changed_since(found: dict[str, int], kept: bytes) -> set[str]:
    """Return the parties whose fingerprint is not among those that were kept."""
    former: Fingerprints = np.frombuffer(kept, np.uint64)
    numbers = np.fromiter(found.values(), np.uint64, len(found))
    is_new = ~np.isin(numbers, former)
    return {party_id for party_id, new in zip(found, is_new, strict=True) if new}


def _said(tie: Tie) -> tuple[str, ...]:
    figures = (tie.equity, tie.votes, tie.amount)
    return (tie.key, tie.kind, tie.start, tie.end, *map(str, figures), *map(str, sorted(tie.facts.items())))

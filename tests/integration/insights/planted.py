"""A bank whose persons know each other in planted circles, written straight into the graph."""

from itertools import combinations, pairwise
from typing import Any

from tests.support.server import TestServer

Circles = dict[str, int]

_PERSONS = """
UNWIND $rows AS row
CREATE (person:Party:Person:Customer {party_id: row.party_id, name: row.party_id, region: row.region})
WITH person, row
MATCH (firm:Party {party_id: row.employer})
CREATE (person)-[:EMPLOYED_BY {
  tie_id: 'e' + row.party_id, source: 's', status: 'ASSERTED', confidence: 1.0,
  recorded_at: datetime('2024-01-01T00:00:00Z')
}]->(firm)
"""
_TIES = """
UNWIND $rows AS row
MATCH (one:Party {party_id: row.one}) MATCH (other:Party {party_id: row.other})
CREATE (one)-[:SOCIAL_TIE {
  tie_id: row.one + '-' + row.other, source: 's', status: 'ASSERTED', confidence: 0.9, score: row.score, kind: 'FRIEND',
  recorded_at: datetime('2024-01-01T00:00:00Z')
}]->(other)
"""


def plant(server: TestServer, circles: Circles) -> None:
    """Add circles: name → members, of whom each knows all others, and the circles each other by one tie."""
    server.run("MERGE (:Party:Organization {party_id: 'firm', name: 'Firm & Sons'})")
    server.run("MERGE (:Party:Organization {party_id: 'shop', name: 'Corner Shop'})")
    people = {name: [f"{name}{number:02d}" for number in range(size)] for name, size in circles.items()}
    rows: list[dict[str, Any]] = [
        {"party_id": one, "region": name, "employer": "firm" if place < 1 else "shop"}
        for place, (name, some) in enumerate(people.items())
        for one in some
    ]
    server.run(_PERSONS, rows=rows)
    ties = [pair for some in people.values() for pair in combinations(some, 2)]
    firsts = [some[0] for some in people.values()]
    bridges = list(pairwise(firsts))
    server.run(_TIES, rows=[{"one": one, "other": other, "score": 0.9} for one, other in ties])
    server.run(_TIES, rows=[{"one": one, "other": other, "score": 0.1} for one, other in bridges])


def tie(server: TestServer, pairs: list[tuple[str, str]]) -> None:
    """Have these persons know each other."""
    server.run(_TIES, rows=[{"one": one, "other": other, "score": 0.9} for one, other in pairs])


def forget(server: TestServer, party_ids: list[str]) -> None:
    """Remove all social ties of these persons."""
    server.run("MATCH (p:Party)-[tie:SOCIAL_TIE]-() WHERE p.party_id IN $ids DELETE tie", ids=party_ids)

"""What parties are called, as a caller sees it."""

from collections.abc import Iterable

from cypher import query
from graph.caller import Caller
from graph.session import GraphSession
from graph.sight import Sight
from graph.vault import Vault

BATCH = 20_000


def names_of(session: GraphSession, vault: Vault, party_ids: Iterable[str], caller: Caller) -> dict[str, str]:
    """Return party → name, masked where the caller sees no more; who is invisible or has no name is left out."""
    wanted = sorted(set(party_ids))
    sight = Sight(vault, caller.entitlement)
    found: dict[str, str] = {}
    for first in range(0, len(wanted), BATCH):
        parameters = {"party_ids": wanted[first : first + BATCH], **caller.scope.parameters()}
        row = session.read(query("projections/parties"), parameters)[0]
        shown = zip(row["party_ids"], (sight.shown(name) for name in row["names"]), strict=True)
        found |= {party_id: name for party_id, name in shown if name}
    return found

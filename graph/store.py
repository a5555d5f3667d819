"""The read side of the graph as one object, a reader for each noun, as in `store.customers`."""

from graph.access_scope import OrganisationTitles, Scopes
from graph.customers import Customers, WalkLimits
from graph.health import Health
from graph.named_queries import NamedQueries
from graph.projections import Projections
from graph.session import GraphSession
from graph.vault import Vault


class Store:
    """Readers that share one pool of connections; closing it is its maker's business."""

    def __init__(
        self,
        session: GraphSession,
        vault: Vault,
        limits: WalkLimits | None = None,
        titles: OrganisationTitles | None = None,
    ) -> None:
        self.session = session
        self.customers = Customers(session, vault, limits or WalkLimits())
        self.queries = NamedQueries(session, vault)
        self.health = Health(session)
        self.projections = Projections(session, vault)
        self.scopes = Scopes(session, titles or OrganisationTitles())

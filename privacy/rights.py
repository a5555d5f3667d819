"""Everything that serves the rights of persons, as one object."""

from graph.consents import Consents
from graph.session import GraphSession
from graph.vault import Vault
from privacy.consents import ConsentDesk


class Rights:
    """The readers and desks behind the routes about persons' rights."""

    def __init__(self, session: GraphSession, vault: Vault) -> None:
        self.consents = Consents(session, vault)
        self.consent_desk = ConsentDesk(session, vault, self.consents)

"""Everything that the algorithms have to say, made once for the service."""

from sqlalchemy import Engine

from graph.caller import Caller
from graph.store import Store
from graph.vault import Vault
from insights.algorithm_runs import AlgorithmRuns
from insights.background import BackgroundRuns
from insights.communities import Communities
from insights.influence_plans import InfluencePlans
from insights.influence_world import Worlds
from insights.naming import names_of
from insights.scoreboards import Scoreboards


class Insights:
    """The readers and runners of insights on one graph and one service database."""

    def __init__(self, store: Store, vault: Vault, engine: Engine) -> None:
        self._store = store
        self._vault = vault
        self._background = BackgroundRuns(engine)
        self.algorithms = AlgorithmRuns(store.projections, self._background)
        self.communities = Communities(store.session, vault)
        self.scoreboards = Scoreboards(store.session)
        self.influence = InfluencePlans(Worlds(store.session, vault), self._background)

    def names(self, party_ids: list[str], caller: Caller) -> dict[str, str]:
        """Return what these parties are called, as the caller sees it."""
        return names_of(self._store.session, self._vault, party_ids, caller)

    def close(self) -> None:
        """End what runs in the background."""
        self._background.close()

"""Whether the graph can serve: the server answers, takes our credentials, and has this version's schema."""

from dataclasses import dataclass

from graph.migrations import migrations, require_schema
from graph.session import GraphSession


@dataclass(frozen=True)
class Readiness:
    """A graph that can serve, as the server names itself."""

    server: str
    migrations: int


class Health:
    """The reader of the graph's state."""

    def __init__(self, session: GraphSession) -> None:
        self._session = session

    def readiness(self) -> Readiness:
        """Return the state of a graph that can serve; raises GraphUnavailable or SchemaOutOfDate."""
        require_schema(self._session)
        return Readiness(self._session.server_version(), len(migrations()))

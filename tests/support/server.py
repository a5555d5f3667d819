"""A Neo4j server that tests may fill and empty."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import neo4j

from graph.session import GraphSession

# Ties first and in small transactions: a channel with all its touchpoints would pass the server's memory limit.
_DELETE = (
    "MATCH ()-[tie]->() CALL (tie) { DELETE tie } IN TRANSACTIONS OF 5000 ROWS",
    "MATCH (node) WHERE NOT node:Migration CALL (node) { DELETE node } IN TRANSACTIONS OF 5000 ROWS",
)


@dataclass(frozen=True)
class TestServer:
    """Where the server is, how to sign in, and a driver past the product to look at what it has done."""

    __test__ = False

    uri: str
    user: str
    password: str
    driver: neo4j.Driver

    @classmethod
    @contextmanager
    def opened(cls, uri: str, user: str, password: str) -> Iterator[Self]:
        """Have the server's driver open inside the block."""
        with neo4j.GraphDatabase.driver(uri, auth=(user, password)) as driver:
            yield cls(uri, user, password, driver)

    def connect(self) -> GraphSession:
        """Open the product's own session to it."""
        return GraphSession.connect(self.uri, self.user, self.password)

    def run(self, text: str, **parameters: Any) -> list[dict[str, Any]]:
        """Run any statement."""
        with self.driver.session() as session:
            return [dict(record) for record in session.run(text, parameters)]


def delete_everything(server: TestServer) -> None:
    """Delete every node but the record of migrations."""
    for statement in _DELETE:
        server.run(statement)

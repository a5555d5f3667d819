"""What does the service add to the driver? The same reads over HTTP and over the bare driver, one after the other.

Each read is made once through the product to learn its statements and parameters; then the endpoint (HTTP on
loopback, one kept connection) and the bare driver (the same statements, rows read to the end) take turns.
"""

import argparse
import http.client
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote, urlsplit

import neo4j

from access.roles import Role
from benchmarks.caller import RATE, token_for
from cypher import Query
from graph.as_of import AsOf
from graph.caller import LOCAL_CALLER
from graph.customers import Customers, WalkLimits
from graph.session import GraphSession, Row
from graph.vault import Vault
from guanxi.settings import Settings, load_settings
from guanxi.wiring import open_session, open_vault

WARM_UP = 20
"""Reads before the clock runs: the server plans each statement once."""

Statement = tuple[str, dict[str, Any]]


class Recorder:
    """A session that notes what it is asked to read."""

    def __init__(self, session: GraphSession) -> None:
        self._session = session
        self.statements: list[Statement] = []
        self.rows = 0

    def read(
        self, statement: Query, parameters: Mapping[str, Any] | None = None, *, has_dates: bool = True
    ) -> list[Row]:
        """Read, and note it."""
        self.statements.append((statement.text, dict(parameters or {})))
        return self._session.read(statement, parameters, has_dates=has_dates)


@dataclass(frozen=True)
class Read:
    """One endpoint and the reads of the store behind it."""

    name: str
    path: Callable[[str], str]
    store_call: Callable[[Customers, str], object]


@dataclass
class Times:
    """Milliseconds of one read, both ways, in pairs."""

    driver: list[float] = field(default_factory=list)
    endpoint: list[float] = field(default_factory=list)
    statements: int = 0


def reads(depth: int) -> list[Read]:
    """Return the reads that are timed."""
    now = AsOf.given()
    return [
        Read(
            f"related parties, depth {depth}",
            lambda party_id: f"/customers/{quote(party_id)}/related-parties?depth={depth}",
            lambda customers, party_id: customers.related_parties(party_id, LOCAL_CALLER, now, depth=depth),
        ),
        Read(
            "360 view",
            lambda party_id: f"/customers/{quote(party_id)}",
            lambda customers, party_id: (
                customers.profile(party_id, LOCAL_CALLER, now),
                customers.timeline(party_id, LOCAL_CALLER, now),
            ),
        ),
        Read(
            "search by id",
            lambda party_id: f"/customers?q={quote(party_id)}",
            lambda customers, party_id: customers.search(party_id, LOCAL_CALLER, now),
        ),
    ]


def main() -> None:
    """Measure and print."""
    options = _options()
    settings = load_settings()
    limits = settings.related_parties
    walk = WalkLimits(**limits.model_dump())
    with open_session(settings) as session, _driver(session) as driver, _service(settings) as connection:
        party_ids = _sample(driver, options.customers, options.seed, options.namespace)
        print(f"{len(party_ids)} customers of {_count(driver):,}, {options.rounds} rounds, seed {options.seed}")
        print(f"{'read':<28}{'way':<10}{'median ms':>10}{'p99 ms':>10}{'mean ms':>10}{'statements':>12}")
        for read in reads(options.depth):
            times = _measure(read, party_ids, options, session, open_vault(settings), walk, driver, connection)
            _print(read.name, times)


def _measure(
    read: Read,
    party_ids: list[str],
    options: argparse.Namespace,
    session: GraphSession,
    vault: Vault,
    walk: WalkLimits,
    driver: neo4j.Driver,
    connection: "Connection",
) -> Times:
    times = Times()
    for round_number in range(options.rounds + 1):
        for place, party_id in enumerate(party_ids):
            is_warm_up = round_number == 0
            if is_warm_up and place >= WARM_UP:
                break
            recorder = Recorder(session)
            read.store_call(Customers(cast("GraphSession", recorder), vault, walk), party_id)
            ways = {
                "driver": lambda: _bare(driver, recorder.statements),  # noqa: B023 - called before the next turn
                "endpoint": lambda: connection.get(read.path(party_id)),  # noqa: B023
            }
            # Whoever goes second finds the pages in memory, so they swap.
            order = ["driver", "endpoint"] if (place + round_number) % 2 else ["endpoint", "driver"]
            for way in order:
                milliseconds = timed(ways[way])
                if not is_warm_up:
                    (times.driver if way == "driver" else times.endpoint).append(milliseconds)
            times.statements = max(times.statements, len(recorder.statements))
    return times


def timed(call: Callable[[], object]) -> float:
    """Return how many milliseconds a call takes."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _bare(driver: neo4j.Driver, statements: list[Statement]) -> None:
    for text, parameters in statements:
        with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            list(session.run(text, parameters))


def _print(name: str, times: Times) -> None:
    for way, found in (("driver", times.driver), ("endpoint", times.endpoint)):
        p99 = statistics.quantiles(found, n=100)[98]
        print(
            f"{name:<28}{way:<10}{statistics.median(found):>10.1f}{p99:>10.1f}{statistics.mean(found):>10.1f}"
            f"{times.statements:>12}"
        )
    median = statistics.median(times.endpoint) / statistics.median(times.driver)
    p99s = statistics.quantiles(times.endpoint, n=100)[98] / statistics.quantiles(times.driver, n=100)[98]
    print(f"{name:<28}{'ratio':<10}{median:>10.2f}{p99s:>10.2f}")


class Connection:
    """One kept connection to the service."""

    def __init__(self, base: str, headers: Mapping[str, str] | None = None) -> None:
        address = urlsplit(base)
        self._headers = dict(headers or {})
        self._prefix = address.path
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port)

    def get(self, path: str) -> None:
        """Read an answer to its end; raises RuntimeError when it is none."""
        try:
            response = self._asked(path)
        except http.client.RemoteDisconnected:
            # The service lets go of a connection that was idle, as while the other way's statement was planned.
            self._connection.close()
            response = self._asked(path)
        response.read()
        if response.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path}: {response.status}")

    def _asked(self, path: str) -> http.client.HTTPResponse:
        self._connection.request("GET", self._prefix + path, headers=self._headers)
        return self._connection.getresponse()


@contextmanager
def _service(settings: Settings) -> Iterator[Connection]:
    command = ["env", f"GUANXI_SIGN_IN__REQUESTS={RATE}", sys.executable, "-m", "guanxi", "serve", "--port", "0"]
    with (
        token_for(settings, Role.COMPLIANCE) as token,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process,
    ):
        try:
            lines = process.stdout or ()
            found = next(match for line in lines if (match := re.search(r"(http://\S+)/docs", line)))
            yield Connection(found.group(1), {"Authorization": f"Bearer {token}"})
        finally:
            process.terminate()


@contextmanager
def _driver(session: GraphSession) -> Iterator[neo4j.Driver]:
    # The product's own pool, past the product: the same connections, none of its code.
    yield session._driver  # noqa: SLF001


def _sample(driver: neo4j.Driver, count: int, seed: int, namespace: str) -> list[str]:
    with driver.session() as session:
        found = session.run(
            "MATCH (party:Customer) WHERE party.party_id STARTS WITH $start "
            "RETURN party.party_id AS party_id ORDER BY party_id",
            start=namespace,
        )
        party_ids = [record[0] for record in found]
    return random.Random(seed).sample(party_ids, min(count, len(party_ids)))


def _count(driver: neo4j.Driver) -> int:
    with driver.session() as session:
        found = session.run("MATCH (party:Customer) RETURN count(party)").single(strict=True)
        return int(found[0])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=200, help="how many customers, drawn by chance")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is read")
    parser.add_argument("--depth", type=int, default=2, help="steps of the walk")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--namespace", default="", help="start of the ids to draw from")
    return parser.parse_args()


if __name__ == "__main__":
    main()

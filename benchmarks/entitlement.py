"""What do entitlement and masking add to the endpoint of related parties? The same walk with and without, in turns.

- **off**: the whole bank is in scope, and sealed values are handed out as they stand;
- **own book**: the manager with the largest book, as signed in: the own scope, names opened, numbers masked;
- **all books**: the same manager over everybody's books, so that as many parties as with `off` are found.

Each way is a service of its own over HTTP on loopback, with the same token and the same audit.
"""

import argparse
import random
import statistics
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, FastAPI

from access.principal import Principal
from access.roles import DEFAULT_PURPOSE, Role
from api.security import current_caller, signed_in
from benchmarks.caller import RATE, token_for
from benchmarks.read_latency import Connection, timed
from graph.caller import LOCAL_CALLER, Caller
from graph.customers import Customers, WalkLimits
from graph.scope import Scope
from graph.sight import Sight
from guanxi.cli.serve import base_address, bound, http_server, settle_memory
from guanxi.settings import Settings, load_settings
from guanxi.wiring import open_app, open_session

OFF, OWN, ALL = "off", "own book", "all books"
WARM_UP = 20
"""Reads of each way before the clock runs."""

_BOOKS = """
MATCH (employee:Employee)-[manages:MANAGES]->(party:Customer)
WHERE manages.superseded_at IS NULL AND manages.status <> 'REJECTED'
  AND (manages.valid_from IS NULL OR manages.valid_from <= date())
  AND (manages.valid_to IS NULL OR date() < manages.valid_to)
WITH employee.employee_id AS employee_id, collect(DISTINCT party.party_id) AS party_ids
RETURN employee_id, party_ids ORDER BY size(party_ids) DESC, employee_id
"""

Books = dict[str, list[str]]


class NoSight(Sight):
    """Eyes that look at nothing."""

    def shown(self, value: Any) -> Any:
        """Return the value as it stands."""
        return value


class CustomersAsTheyStand(Customers):
    """The reader of customers without masks."""

    def _sight(self, caller: Caller) -> Sight:
        return NoSight(self._vault, caller.entitlement)


def main() -> None:
    """Measure and print."""
    options, settings = _options(), _without_rate_limits(load_settings())
    books = _books(settings)
    employee_id = next(iter(books))
    chance = random.Random(options.seed)
    party_ids = chance.sample(sorted(books[employee_id]), min(options.customers, len(books[employee_id])))
    print(
        f"{len(party_ids)} customers of {employee_id}, {options.rounds} rounds, {len(books)} books, seed {options.seed}"
    )
    with ExitStack() as stack:
        token = stack.enter_context(token_for(settings, Role.RELATIONSHIP_MANAGER, employee_id))
        ways = {way: stack.enter_context(_service(settings, change, token)) for way, change in _changes(books).items()}
        times: dict[str, list[float]] = {way: [] for way in ways}
        for round_number in range(options.rounds + 1):
            for place, party_id in enumerate(party_ids if round_number else party_ids[:WARM_UP]):
                path = f"/customers/{quote(party_id)}/related-parties?depth={options.depth}"
                order = list(ways)[place % len(ways) :] + list(ways)[: place % len(ways)]
                for way in order:
                    milliseconds = timed(lambda way=way, path=path: ways[way].get(path))  # type: ignore[misc]
                    if round_number:
                        times[way].append(milliseconds)
    _print(times)


def _print(times: dict[str, list[float]]) -> None:
    print(f"{'way':<12}{'median ms':>10}{'p99 ms':>10}{'mean ms':>10}{'ratio of medians':>18}")
    off = statistics.median(times[OFF])
    for way, found in times.items():
        median = statistics.median(found)
        p99 = statistics.quantiles(found, n=100)[98]
        print(f"{way:<12}{median:>10.1f}{p99:>10.1f}{statistics.mean(found):>10.1f}{median / off:>18.2f}")


def _changes(books: Books) -> dict[str, Callable[[FastAPI, Settings], None]]:
    """Return what makes each way out of the service as it is."""

    def switch_off(app: FastAPI, settings: Settings) -> None:
        services = app.state.services
        limits = settings.related_parties
        walk = WalkLimits(**limits.model_dump())
        services.store.customers = CustomersAsTheyStand(services.store.session, services.vault, walk)
        app.dependency_overrides[current_caller] = _whoever_signed_in

    def see_all_books(app: FastAPI, _: Settings) -> None:
        services = app.state.services
        roles, purpose = frozenset({Role.RELATIONSHIP_MANAGER.value}), DEFAULT_PURPOSE[Role.RELATIONSHIP_MANAGER]
        scope = Scope(employee_ids=tuple(books))
        caller = Caller("benchmark", scope, roles, purpose, services.door.policies.entitlement(roles, purpose))

        def everybodys(_: Annotated[Principal, Depends(signed_in)]) -> Caller:
            return caller

        app.dependency_overrides[current_caller] = everybodys

    return {OFF: switch_off, OWN: lambda _app, _settings: None, ALL: see_all_books}


def _whoever_signed_in(_: Annotated[Principal, Depends(signed_in)]) -> Caller:
    return replace(LOCAL_CALLER, name="benchmark")


@contextmanager
def _service(settings: Settings, change: Callable[[FastAPI, Settings], None], token: str) -> Iterator[Connection]:
    with open_app(settings) as app, bound("127.0.0.1", 0) as listener:
        change(app, settings)
        settle_memory()
        server = http_server(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield Connection(base_address(listener), {"Authorization": f"Bearer {token}"})
        finally:
            server.should_exit = True
            thread.join()


def _without_rate_limits(settings: Settings) -> Settings:
    return settings.model_copy(update={"sign_in": settings.sign_in.model_copy(update={"requests": RATE})})


def _books(settings: Settings) -> Books:
    with open_session(settings) as session:
        # The product's own pool, past the product.
        driver = session._driver  # noqa: SLF001
        with driver.session() as reader:
            return {record["employee_id"]: record["party_ids"] for record in reader.run(_BOOKS)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100, help="how many customers, drawn by chance")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is read")
    parser.add_argument("--depth", type=int, default=2, help="steps of the walk")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    main()

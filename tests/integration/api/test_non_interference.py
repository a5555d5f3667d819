"""What a role may not see changes not one byte of what it sees: random pairs of banks, on every read endpoint.

`GUANXI_TEST_PAIRS` sets how many pairs there are. A failure names the seed and the world: the same seed makes both
banks again.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from fastapi import FastAPI, Request
from structlog.testing import capture_logs

from access.policies import Policies
from access.roles import DEFAULT_PURPOSE, Role
from api.security import current_caller
from cypher import Query, load_catalogue, query
from graph import customers
from graph.caller import Caller
from graph.customers import WalkLimits
from graph.migrations import migrate
from graph.scope import WHOLE_BANK, Scope
from graph.session import Deadlines, GraphSession
from graph.store import Store
from tests.integration.api.worlds import World, analysts_world, chance, managers_world, marketers_world, write_worlds
from tests.support.app import app_on
from tests.support.asgi import Answer, ask
from tests.support.server import TestServer
from tests.support.vault import test_vault

PAIRS = int(os.environ.get("GUANXI_TEST_PAIRS", "500"))
WORLDS_AT_ONCE = 125
LEAKING_PAIRS = 20
SEED = "non-interference-1"
CLOCKS = "valid_at=2026-06-30&known_at=2026-06-30T00:00:00Z"
LIMITS = WalkLimits(hub_degree_max=2, fan_out_max=3, parties_max=4)
"""So small that hubs, cuts and full answers happen in small worlds."""

DERIVED = ("ownership", "controllers", "groups", "household", "guarantee-circles", "hierarchies")
"""What is derived in the request; beneficial owners are asked about with their words."""

RELATIONS_EVERY = 10
"""One world in so many is asked for what is derived, which takes most of the time."""

CALLERS: dict[str, Caller] = {}
"""Who asks, by the header X-Caller."""

Asked = tuple[str, str]


@dataclass(frozen=True)
class Series:
    """How the pairs of one role are made, and what is asked of each world and of each graph."""

    make: Callable[[str, str], World]
    of_world: Callable[[World], list[Asked]]
    of_graph: list[Asked]


def entitled(role: Role, scope: Scope) -> Caller:
    """Return a caller of that role, as the policies make one, from whom omissions are kept too."""
    roles, purpose = frozenset({role.value}), DEFAULT_PURPOSE[role]
    entitlement = Policies.shipped().entitlement(roles, purpose, names_omissions=False)
    return Caller("test", scope, roles, purpose, entitlement)


MANAGER = entitled(Role.RELATIONSHIP_MANAGER, Scope())
MARKETER = entitled(Role.MARKETER, WHOLE_BANK)
ANALYST = entitled(Role.ANALYST, WHOLE_BANK)


def about(world: World, *, by_name: bool = True) -> list[str]:
    """Return the addresses of all that is read about a world's parties; names are searched for where they are seen."""
    customer, party = world.visible[0], world.visible[-1]
    name = next(row.record.name for row in world.parties if row.party_id == customer)
    return [
        *([f"/customers?q={name}&limit=1&include_non_customers=true&{CLOCKS}"] if by_name else []),
        f"/customers?q=C-{customer}&{CLOCKS}",
        f"/customers/{customer}?{CLOCKS}",
        f"/customers/{party}?{CLOCKS}",
        f"/customers/{customer}/timeline?limit=2&{CLOCKS}",
        f"/customers/{customer}/related-parties?depth=3&{CLOCKS}",
        f"/customers/{party}/related-parties?depth=2&{CLOCKS}",
        *(about_relations(customer, party) if int(world.name.removeprefix("w")) % RELATIONS_EVERY == 0 else []),
        f"/customers/{customer}/consents?{CLOCKS}",
        f"/contactable-customers?party_id={customer}&party_id={world.id('h0')}&channel=SMS&{CLOCKS}",
        f"/customers/{world.id('h0')}?{CLOCKS}",
    ]


def about_relations(customer: str, party: str) -> list[str]:
    """Return the addresses of what is derived in the request: each takes several statements."""
    return [
        *(f"/customers/{customer}/{derived}?{CLOCKS}" for derived in DERIVED),
        f"/customers/{party}/ownership?{CLOCKS}",
        f"/customers/{party}/beneficial-owners?explain=true&{CLOCKS}",
        f"/customers/{party}/groups?rule_pack=eu&explain=true&{CLOCKS}",
    ]


def questions(employee_id: str) -> list[str]:
    """Return the addresses of the named queries, whether the caller may ask them or not, and of their list."""
    asked = {
        "largest_exposures": f"currency=CNY&{CLOCKS}",
        "shared_contacts": f"sharers_min=0&{CLOCKS}",
        "touchpoints_by_channel_and_month": f"from_day=2026-01-01&until_day=2026-07-01&{CLOCKS}",
        "customers_of_manager": f"employee_id={employee_id}&{CLOCKS}",
    }
    names = [name.removeprefix("questions/") for name in load_catalogue() if name.startswith("questions/")]
    return ["/queries", *(f"/queries/{name}?{asked.get(name, CLOCKS)}" for name in names)]


def of_manager(world: World) -> list[Asked]:
    """Return what the relationship manager of a world asks about it."""
    CALLERS[world.name] = replace(MANAGER, scope=Scope(employee_ids=(world.id("rm"),)))
    return [(world.name, address) for address in about(world)]


SERIES = {
    Role.RELATIONSHIP_MANAGER: Series(
        lambda name, variant: managers_world(name, SEED, variant),
        of_manager,
        # Of one world, and of all of them: who leads every manager sees each one's customers and nobody else.
        [(caller, address) for caller in ("first manager", "lead") for address in questions("w0-rm")],
    ),
    Role.MARKETER: Series(
        lambda name, variant: marketers_world(name, SEED, variant, MARKETER.entitlement.tie_kinds),
        lambda world: [("marketer", address) for address in about(world)],
        [("marketer", address) for address in questions("w0-rm")],
    ),
    Role.ANALYST: Series(
        lambda name, variant: analysts_world(name, SEED, variant),
        lambda world: [("analyst", address) for address in about(world, by_name=False)],
        [("analyst", address) for address in questions("w0-rm")],
    ),
}


@pytest.fixture(scope="module")
def graph(neo4j_server: TestServer) -> Iterator[GraphSession]:
    # A busy machine plans a statement for seconds; an answer that is late is no answer to compare.
    patient = Deadlines(read_seconds=300)
    server = neo4j_server
    with GraphSession.connect(server.uri, server.user, server.password, deadlines=patient) as session:
        migrate(session)
        yield session


@pytest.fixture
def app(graph: GraphSession) -> FastAPI:
    books = tuple(f"w{number}-rm" for number in range(PAIRS))
    CALLERS.update(marketer=MARKETER, analyst=ANALYST)
    CALLERS["first manager"] = replace(MANAGER, scope=Scope(employee_ids=books[:1]))
    CALLERS["lead"] = replace(MANAGER, scope=Scope(employee_ids=books))
    made = app_on(Store(graph, test_vault(), LIMITS))
    made.dependency_overrides[current_caller] = _caller_of
    return made


def _caller_of(request: Request) -> Caller:
    return CALLERS[request.headers["X-Caller"]]


def differences(
    app: FastAPI, server: TestServer, session: GraphSession, series: Series, names: Sequence[str]
) -> Iterator[tuple[Asked, Answer, Answer]]:
    """Yield what is answered differently in the two graphs of these worlds, on first pages and second ones."""
    answers = []
    for variant in ("a", "b"):
        worlds = [series.make(name, variant) for name in names]
        write_worlds(server, session, worlds, chance(SEED, variant))
        asked = [one for world in worlds for one in series.of_world(world)] + series.of_graph
        with capture_logs():
            first = ask(app, asked)
            following = _next_pages(asked, first)
            answers.append([*zip(asked, first, strict=True), *zip(following, ask(app, following), strict=True)])
    statuses = Counter(status for found in answers for _, (status, _) in found)
    assert statuses[200] > 4 * statuses[404]
    for (asked_of, before), (_, after) in zip(*answers, strict=True):
        # A request that is refused before it is looked at would compare nothing.
        assert before[0] in {200, 404}, (asked_of, before)
        if before != after:
            yield asked_of, before, after


def _next_pages(asked: list[Asked], answers: list[Answer]) -> list[Asked]:
    """Return the addresses of the second pages; one for each first page, so that both graphs are asked the same."""
    return [
        (caller, f"{address}&cursor={cursor}")
        for (caller, address), (_, body) in zip(asked, answers, strict=True)
        if "limit=" in address and (cursor := _cursor(body)) is not None
    ]


def _cursor(body: bytes) -> str | None:
    _, found, rest = body.partition(b'"next_cursor":"')
    return rest.partition(b'"')[0].decode() if found else None


def batches(pairs: int) -> list[list[str]]:
    """Return the names of so many worlds, as many together as one graph holds."""
    names = [f"w{number}" for number in range(pairs)]
    return [names[first : first + WORLDS_AT_ONCE] for first in range(0, pairs, WORLDS_AT_ONCE)]


@pytest.mark.parametrize(
    ("role", "pairs"), [(Role.RELATIONSHIP_MANAGER, PAIRS), (Role.MARKETER, PAIRS), (Role.ANALYST, PAIRS // 5)]
)
def test_what_a_role_may_not_see_changes_nothing(
    app: FastAPI, neo4j_server: TestServer, graph: GraphSession, role: Role, pairs: int
) -> None:
    for names in batches(pairs):
        for asked, before, after in differences(app, neo4j_server, graph, SERIES[role], names):
            pytest.fail(f"seed {SEED}, {role}: {asked} is answered\n{before!r}\nor\n{after!r}")


# ---- the test can fail: each of these leaks is found

LEAKS = {
    "shares": (
        "customers/related_parties",
        "CASE WHEN $sees_all THEN sharers ELSE COUNT",
        "CASE WHEN $sees_all OR 1 = 1 THEN sharers ELSE COUNT",
    ),
    "hub degrees": ("customers/hub_degrees", "($sees_all OR", "(1 = 1 OR $sees_all OR"),
    "fan-out": (
        "customers/related_parties",
        "WITH DISTINCT other\n      WHERE ($sees_all OR",
        "WITH DISTINCT other\n      WHERE (1 = 1 OR $sees_all OR",
    ),
    "cuts": (
        "customers/related_parties",
        "size(found) > $fan_out_max",
        "size(found) + size(withheld) > $fan_out_max",
    ),
}
"""What is leaked → a statement, a piece of it, and what that becomes."""


@pytest.mark.parametrize("leak", LEAKS)
def test_a_count_that_leaks_is_found(
    app: FastAPI, neo4j_server: TestServer, graph: GraphSession, monkeypatch: pytest.MonkeyPatch, leak: str
) -> None:
    name, sound, leaking = LEAKS[leak]
    statement = query(name)
    assert sound in statement.text
    leaky = replace(statement, text=statement.text.replace(sound, leaking))

    def leaking_query(name: str) -> Query:
        return leaky if name == leaky.name else query(name)

    monkeypatch.setattr(customers, "query", leaking_query)
    (names,) = batches(LEAKING_PAIRS)
    found = list(differences(app, neo4j_server, graph, SERIES[Role.RELATIONSHIP_MANAGER], names))
    assert found
    assert all("related-parties" in address for (_, address), _, _ in found)


def test_a_caller_who_sees_all_sees_the_difference(app: FastAPI, neo4j_server: TestServer, graph: GraphSession) -> None:
    series = SERIES[Role.RELATIONSHIP_MANAGER]
    everybody = replace(series, of_world=lambda world: [("analyst", address) for address in about(world)])
    (names,) = batches(LEAKING_PAIRS)
    paths = {
        address.partition("?")[0] for (_, address), _, _ in differences(app, neo4j_server, graph, everybody, names)
    }
    assert len({path.partition("-p")[0] for path in paths}) > len(names) // 2

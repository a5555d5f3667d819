"""Small random banks, many beside each other in one graph: what a role may see of each, and two ways to fill the rest.

The same seed gives the same visible part; the variant decides all that the role may not see, and in which order
everything is written.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from graph.entitlement import RELATED_KINDS
from graph.model import CONNECTOR_TIE_TYPES, PARTY_TIE_TYPES, PartyRecord, key_property
from graph.session import GraphSession
from graph.vault import SealedKind
from graph.writer import GraphWriter, IdentifierRow, PartyRow
from ingest.names import search_forms
from tests.support.server import TestServer, delete_everything
from tests.support.vault import test_vault

RECORDED_AT = datetime(2026, 1, 10, 8, tzinfo=UTC)
NAMES = ("张伟", "张伟明", "王芳", "王芳芳", "李娜")
CONTACTS = {
    "Phone": ("HAS_PHONE", "number", SealedKind.PHONE),
    "Address": ("HAS_ADDRESS", "text", SealedKind.ADDRESS),
    "Device": ("USED_DEVICE", "name", SealedKind.DEVICE),
    "Email": ("HAS_EMAIL", "address", SealedKind.EMAIL),
    "Household": ("IN_HOUSEHOLD", "name", SealedKind.NAME),
}
_FACT = {"source": "core", "source_type": "VERIFIED", "status": "ASSERTED", "recorded_at": RECORDED_AT}

Place = tuple[str, str]
"""Label and key of a node."""


@dataclass
class World:
    """One bank; `visible` are the parties whom a relationship manager sees, of whom the first are customers."""

    name: str
    visible: list[str] = field(default_factory=list)
    parties: list[PartyRow] = field(default_factory=list)
    nodes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    ties: list[tuple[str, Place, Place, dict[str, Any]]] = field(default_factory=list)

    def id(self, key: str) -> str:
        """Return the key of this world's own thing."""
        return f"{self.name}-{key}"

    def party(self, key: str, labels: tuple[str, ...], name: str, number: str) -> None:
        """Add a party that is found by its name, a bank's number and an ID number."""
        party_id = self.id(key)
        numbers = (
            IdentifierRow(f"no:{party_id}", "customer_no", f"C-{party_id}".upper()),
            IdentifierRow(f"id:{party_id}", "ID_NUMBER", number),
        )
        record = PartyRecord(name=name, name_search=search_forms(name))
        self.parties.append(PartyRow(party_id, f"core:{party_id}", "core", 1, labels, record, numbers))

    def node(self, label: str, key: str, **properties: Any) -> Place:
        """Add a thing."""
        self.nodes.append((label, {key_property(label): self.id(key), **properties}))
        return label, self.id(key)

    def tie(self, kind: str, start: Place, end: Place, **properties: Any) -> None:
        """Add a tie; its id says where it is."""
        facts = {**_FACT, "tie_id": f"{self.name}:{len(self.ties):04}", "confidence": 0.9, **properties}
        self.ties.append((kind, start, end, facts))


def chance(*words: str) -> Random:
    """Return a source of chance that these words begin; nothing secret hangs on it."""
    return Random("-".join(words))  # noqa: S311


def managers_world(name: str, seed: str, variant: str) -> World:
    """Return a world of which a relationship manager sees the own customers: the variant is all the others."""
    world = _visible_world(name, chance(seed, name), PARTY_TIE_TYPES, RELATED_KINDS)
    _other_customers(world, chance(seed, name, variant))
    return world


def marketers_world(name: str, seed: str, variant: str, kinds: frozenset[str]) -> World:
    """Return a world of which a marketer sees all parties and some kinds of tie: the variant is the other kinds."""
    allowed = [kind for kind in PARTY_TIE_TYPES if kind in kinds]
    # Which accounts somebody holds is no tie between parties, and shown to marketers.
    world = _visible_world(name, chance(seed, name), allowed, {*kinds, "HOLDS"})
    random = chance(seed, name, variant)
    forbidden = [kind for kind in PARTY_TIE_TYPES if kind not in kinds]
    for _ in range(random.randrange(8)):
        start, end = random.sample(world.visible, 2)
        _party_tie(world, random, random.choice(forbidden), start, end)
    for label, (kind, property_name, sealed) in CONTACTS.items():
        if kind not in kinds and random.random() < 0.6:
            place = world.node(label, f"hidden-{label}", **{property_name: test_vault().seal(sealed, "hidden")})
            for party_id in random.sample(world.visible, random.randint(1, len(world.visible))):
                world.tie(kind, ("Party", party_id), place)
    return world


def analysts_world(name: str, seed: str, variant: str) -> World:
    """Return a world of which an analyst sees all but the numbers, and of names the first character and the length."""
    return _visible_world(name, chance(seed, name), PARTY_TIE_TYPES, RELATED_KINDS, chance(seed, name, variant))


def write_worlds(server: TestServer, session: GraphSession, worlds: list[World], random: Random) -> None:
    """Have these worlds, and nothing else, in the graph, written in an order of chance."""
    delete_everything(server)
    parties = [row for world in worlds for row in world.parties]
    random.shuffle(parties)
    GraphWriter(session, "run", RECORDED_AT, test_vault()).parties(parties)
    server.run("MERGE (:Channel {channel_id: 'app', name: 'App'})")
    nodes = defaultdict(list)
    for world in worlds:
        for label, properties in world.nodes:
            nodes[label].append(properties)
    for label, rows in _shuffled(nodes, random):
        server.run(f"UNWIND $rows AS row CREATE (node:{label}) SET node = row", rows=rows)
    ties = defaultdict(list)
    for world in worlds:
        for kind, start, end, facts in world.ties:
            ties[kind, start[0], end[0]].append({"start": start[1], "end": end[1], "facts": facts})
    for (kind, start, end), rows in _shuffled(ties, random):
        server.run(
            f"UNWIND $rows AS row MATCH (start:{start} {{{key_property(start)}: row.start}}) "
            f"MATCH (end:{end} {{{key_property(end)}: row.end}}) "
            f"CREATE (start)-[tie:{kind}]->(end) SET tie = row.facts",
            rows=rows,
        )


def _shuffled(groups: dict[Any, list[Any]], random: Random) -> list[tuple[Any, list[Any]]]:
    shuffled = list(groups.items())
    random.shuffle(shuffled)
    for _, rows in shuffled:
        random.shuffle(rows)
    return shuffled


def _visible_world(name: str, random: Random, party_kinds: Any, kinds: Any, masked: Random | None = None) -> World:
    world = World(name)
    customers, others = random.randint(2, 3), random.randint(1, 3)
    for place in range(customers + others):
        called, number = random.choice(NAMES), "110101198503071231"
        labels = ("Person", "Customer") if place < customers else (random.choice(("Person", "Organization", "State")),)
        if masked is not None:
            number = str(masked.randrange(10**17))
            # The names of companies and states are public.
            if "Person" in labels:
                called = called[0] + "".join(masked.choice("伟芳娜明") for _ in called[1:])
        world.party(f"p{place}", labels, called, number)
        world.visible.append(world.id(f"p{place}"))
    for key in ("rm", "other"):
        world.node("Employee", key, name=key)
    for party_id in world.visible[:customers]:
        world.tie("MANAGES", ("Employee", world.id("rm")), ("Party", party_id))
    for _ in range(random.randint(2, 8)):
        start, end = random.sample(world.visible, 2)
        _party_tie(world, random, random.choice(party_kinds), start, end)
    for label, (kind, property_name, sealed) in CONTACTS.items():
        if kind in kinds:
            # Of a household's name the first character is shown, of all else nothing.
            clear = "张" + (random if masked is None else masked).choice("伟芳娜明")
            place_of = world.node(label, label, **{property_name: test_vault().seal(sealed, clear)})
            for party_id in random.sample(world.visible, random.randint(1, 3)):
                world.tie(kind, ("Party", party_id), place_of)
    _accounts_and_contacts(world, random, world.visible[0], world.visible[1])
    return world


def _accounts_and_contacts(world: World, random: Random, holder: str, joint: str) -> None:
    balance = {"currency": "CNY", "balance_minor": random.randrange(10**9)}
    account = world.node("Account", f"a-{holder}", kind=random.choice(("CURRENT", "LOAN")), **balance)
    product = world.node("Product", f"d-{holder}", name="活期", category="DEPOSIT")
    world.tie("HOLDS", ("Party", holder), account, role="PRIMARY")
    if random.random() < 0.5:
        world.tie("HOLDS", ("Party", joint), account, role="JOINT")
    world.tie("OF_PRODUCT", account, product)
    for number in range(3):
        moment = datetime(2026, 2, 1 + number, tzinfo=UTC)
        touchpoint = world.node(
            "Touchpoint", f"t{number}-{holder}", kind="LOGIN", occurred_at=moment, amount_minor=1234
        )
        world.tie("INTERACTED", ("Party", holder), touchpoint)
        world.tie("VIA", touchpoint, ("Channel", "app"))


def _party_tie(world: World, random: Random, kind: str, start: str, end: str) -> None:
    own: dict[str, dict[str, Any]] = {
        "OWNS": {"equity_share_ppb": random.randrange(10**9)},
        "GUARANTEES": {"amount_minor": random.randrange(10**8), "currency": "CNY"},
        "TRANSFERS_TO": {"amount_minor": random.randrange(10**6), "currency": "CNY", "month": "2026-01", "count": 1},
    }
    facts = own.get(kind, {})
    world.tie(kind, ("Party", start), ("Party", end), **facts)
    if kind in {"OWNS", "GUARANTEES"} and random.random() < 0.4:
        world.tie(kind, ("Party", end), ("Party", start), **facts)


def _other_customers(world: World, random: Random) -> None:
    things = [
        (kind, (label, properties[key_property(label)]))
        for label, properties in world.nodes
        for kind in CONNECTOR_TIE_TYPES
        if (label == "Account" and kind == "HOLDS") or (label in CONTACTS and CONTACTS[label][0] == kind)
    ]
    hidden: list[str] = []
    for place in range(random.randrange(6)):
        key = f"h{place}"
        hidden.append(world.id(key))
        world.party(key, ("Person", "Customer"), random.choice(NAMES), "110101198503071231")
        # Rights that are over, or were never right, show nobody.
        employee, facts = random.choice(
            (("other", {}), ("rm", {"superseded_at": RECORDED_AT}), ("rm", {"status": "REJECTED"}))
        )
        world.tie("MANAGES", ("Employee", world.id(employee)), ("Party", hidden[-1]), **facts)
        for kind, thing in things:
            if random.random() < 0.5:
                world.tie(kind, ("Party", hidden[-1]), thing, **({"role": "AUTHORIZED"} if kind == "HOLDS" else {}))
        _accounts_and_contacts(world, random, hidden[-1], hidden[0])
    for _ in range(random.randrange(12) if hidden else 0):
        start, end = random.choice(hidden), random.choice([*world.visible, *hidden])
        if start != end:
            start, end = (start, end) if random.random() < 0.5 else (end, start)
            _party_tie(world, random, random.choice(PARTY_TIE_TYPES), start, end)

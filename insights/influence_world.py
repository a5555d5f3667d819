"""Reads what a plan rests on: who knows whom, who may be contacted, who has the product, and how it has spread so far.

Whoever has refused to be profiled is no part of the network at all: nothing is computed from their ties.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from algorithms.cascade import Cascade, Model
from algorithms.job import project
from algorithms.learned_chances import NEVER, Learned, learn
from algorithms.network import Longs, Network
from algorithms.outcome import Heard
from algorithms.projection import Projection
from algorithms.refusal import CannotRun
from cypher import query
from graph.as_of import AsOf
from graph.batches import batches
from graph.caller import Caller
from graph.consent_rules import EVERY_CHANNEL, ConsentPurpose, ConsentState
from graph.consents import Consents
from graph.errors import ProductNotFound
from graph.projections import Projections
from graph.session import GraphSession, Row
from graph.vault import Vault

PROJECTION = "social"
BATCH = 5_000
COMPLAINT_DAYS = 30
FOLLOW_DAYS = 14
"""Who takes a product up so many days after a friend is credited to the friend."""
NO_PRODUCT = ""
REFUSED_PROFILING = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.OBJECTED})


@dataclass(frozen=True, eq=False)
class World:
    """Persons in the order of `projection.keys` with all that a plan asks about them.

    `learned` is None where too little was seen of how the product spread; `left_out` persons refused profiling.
    """

    projection: Projection
    network: Network
    persons: Sequence[Row]
    may_be_contacted: "np.ndarray[Any, np.dtype[np.bool_]]"
    adopted_on: Longs
    learned: Learned | None
    left_out: int
    ties_withheld: int

    def cascade(self, model: Model) -> Cascade:
        """Return how influence passes: by what was learned where there is enough, as a weighted cascade otherwise."""
        if self.learned is not None and model is Model.INDEPENDENT_CASCADE:
            return Cascade.of(self.network, model, self.learned.chances)
        return Cascade.of(self.network, model)

    @property
    def has_product(self) -> list[int]:
        """Return who has the product already."""
        return [int(node) for node in np.flatnonzero(self.adopted_on != NEVER)]


class Worlds:
    """The reader of worlds."""

    def __init__(self, session: GraphSession, vault: Vault) -> None:
        self._session = session
        self._projections = Projections(session, vault)
        self._consents = Consents(session, vault)

    def read(
        self, caller: Caller, as_of: AsOf, product_id: str | None, channel: str, heard: Heard = lambda *_: None
    ) -> World:
        """Return the world on that day; raises CannotRun when there is no tie."""
        heard("reading ties", 0, 0)
        found = project(self._projections, PROJECTION, caller, as_of)
        profiled, contactable = self._consented(found.projection.keys, channel, caller, as_of, heard)
        projection = found.projection.only(keys=profiled)
        if not len(projection.start):
            raise CannotRun(f"Nobody is known to know anybody on {as_of.valid_at}, among those who may be looked at.")
        persons = self._persons(projection.keys, caller, as_of, product_id, heard)
        network = Network.of(projection, weighted=True)
        adopted_on = _days(persons)
        return World(
            projection,
            network,
            persons,
            np.array([key in contactable for key in projection.keys], np.bool_),
            adopted_on,
            self._learned(projection, network, adopted_on, as_of),
            len(found.projection.keys) - len(projection.keys),
            found.ties_withheld,
        )

    def require_product(self, product_id: str | None) -> None:
        """Raise ProductNotFound, which names those that there are, unless the bank has the product; None is none."""
        known = [row["product_id"] for row in self._session.read(query("influence/products"))]
        if product_id is not None and product_id not in known:
            raise ProductNotFound(f"There is no product {product_id!r}; there are {', '.join(known[:30]) or 'none'}.")

    def _consented(
        self, keys: Sequence[str], channel: str, caller: Caller, as_of: AsOf, heard: Heard
    ) -> tuple[set[str], set[str]]:
        """Return who has not refused to be profiled, and who may be contacted over the channel."""
        profiled: set[str] = set()
        contactable: set[str] = set()
        wanted = [(ConsentPurpose.PROFILING.value, EVERY_CHANNEL), (ConsentPurpose.MARKETING.value, channel)]
        for done, some in _batches(keys):
            heard("reading consents", done, len(keys))
            states = self._consents.states(some, wanted, caller, as_of)
            silent = (ConsentState.UNKNOWN, ConsentState.UNKNOWN)
            for key in some:
                of_profiling, of_marketing = states.get(key, silent)
                if of_profiling not in REFUSED_PROFILING:
                    profiled.add(key)
                if of_marketing is ConsentState.GRANTED:
                    contactable.add(key)
        return profiled, contactable

    def _persons(
        self, keys: Sequence[str], caller: Caller, as_of: AsOf, product_id: str | None, heard: Heard
    ) -> list[Row]:
        found: dict[str, Row] = {}
        for done, some in _batches(keys):
            heard("reading persons", done, len(keys))
            rows = self._session.read(
                query("influence/persons"),
                {
                    "party_ids": some,
                    "product_id": product_id or NO_PRODUCT,
                    "complaints_since": as_of.known_at - timedelta(days=COMPLAINT_DAYS),
                    **as_of.parameters(),
                    **caller.scope.parameters(),
                },
            )
            found |= {row["party_id"]: row for row in rows}
        return [found[key] for key in keys]

    def _learned(self, projection: Projection, network: Network, adopted_on: Longs, as_of: AsOf) -> Learned | None:
        referred = np.zeros(len(network.out.targets), np.bool_)
        if "REFERRED" in projection.kinds:
            of_kind = projection.kind == projection.kinds.index("REFERRED")
            starts, ends = projection.start[of_kind].astype(np.int64), projection.end[of_kind]
            sources, targets = network.out.sources.astype(np.int64), network.out.targets
            # Who referred whom is not in this projection: along a referral, whoever was first is credited in full.
            arcs = np.minimum(sources, targets) * len(network) + np.maximum(sources, targets)
            referred = np.isin(arcs, starts * len(network) + ends)
        return learn(network, [adopted_on], FOLLOW_DAYS, as_of.valid_at.toordinal(), referred)


def _days(persons: Sequence[Row]) -> Longs:
    return np.array([_day(row["adopted_on"]) for row in persons], np.int64)


def _day(found: date | None) -> int:
    return NEVER if found is None else found.toordinal()


def _batches(keys: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield how many were before, and some."""
    return ((number * BATCH, some) for number, some in enumerate(batches(keys, BATCH)))

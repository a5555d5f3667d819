"""The facts of one day in the form that the algorithms take: cap tables, votes, families, guarantees, exposures."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import cached_property

import networkx as nx

from algorithms.control import VoteBook
from algorithms.dependencies import Funding, Promise, Trade, TradeSide
from algorithms.exposures import Exposure, Exposures
from algorithms.guarantee_circles import Guarantee, GuaranteeNetwork
from algorithms.holdings import ZERO, Holding, Holdings, Mandate, votes_that_count
from algorithms.kinship import Family
from algorithms.shared_attributes import SharedAttributes
from rules.facts import (
    ARRANGEMENT,
    BEHIND,
    ORGANIZATION,
    OVERRIDDEN,
    PERSON,
    STATE,
    Facts,
    Party,
    Tie,
    is_unidentified,
)

ADULT_AGE = 18

CONTROL_TIES = ("CONTROLS", "CONTROLS_ASSERTED", "CONSOLIDATES")
"""Ties by which control stands on record."""

DE_FACTO = "DE_FACTO"
"""Basis of control that rests on nothing but how things are."""

_ATTRIBUTE_TIES = {
    "HAS_MOBILE": "MOBILE",
    "HAS_LANDLINE": "LANDLINE",
    "HAS_PHONE": "PHONE",
    "HAS_EMAIL": "EMAIL",
    "HAS_ADDRESS": "ADDRESS",
    "HAS_DEVICE": "DEVICE",
    "USED_DEVICE": "DEVICE",
    "HAS_EMPLOYER": "EMPLOYER",
    "EMPLOYED_BY": "EMPLOYER",
}

_SENIOR_ROLES = frozenset({"SENIOR_MANAGER", "GENERAL_MANAGER", "CEO", "CFO", "PRESIDENT", "MANAGER"})

_LICENSED_GUARANTOR = "licensed"
_FUND_PREFIX = "FUND_"


class Books:
    """One day's facts, each form made when it is first asked for. `facts` are those of the day already."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @cached_property
    def persons(self) -> frozenset[str]:
        """Natural persons who are known."""
        return frozenset(party for party in self.facts.ids(PERSON) if not is_unidentified(party))

    @cached_property
    def identified(self) -> frozenset[str]:
        """Parties at which a chain of ownership ends: persons, and the state."""
        return self.persons | self.facts.ids(STATE)

    @cached_property
    def companies(self) -> tuple[str, ...]:
        """Organisations and arrangements that hold, are held, control or are controlled; ascending."""
        involved = self.holdings.parties | {party for pair in self.control_on_record for party in pair}
        kinds = {ORGANIZATION, ARRANGEMENT, STATE}
        return tuple(sorted(party for party in involved if self.kind_of(party) in kinds and not is_unidentified(party)))

    def kind_of(self, party: str) -> str:
        """Return Person, Organization, State, Arrangement or what else the facts say."""
        known = self.facts.parties.get(party)
        return known.kind if known else ORGANIZATION

    @cached_property
    def holdings(self) -> Holdings:
        """The cap tables after nominees and proxies, in the order of `owned`."""
        held_by: dict[str, list[Tie]] = defaultdict(list)
        for tie in self.owned:
            held_by[tie.start].append(tie)
        return Holdings(
            (
                Holding(self._holder_of(tie), tie.end, tie.equity, tie.votes, tie.number("income_share"))
                for tie in self.owned
            ),
            nominees=self._mandates("NOMINEE_FOR", held_by),
            proxies=self._mandates("DELEGATES_VOTE_TO", held_by),
        )

    @cached_property
    def owned(self) -> tuple[Tie, ...]:
        """Ties of ownership, of several sources on one holding only those of one."""
        return tuple(_of_one_source(self.facts.of_kind("OWNS")))

    def _holder_of(self, tie: Tie) -> str:
        """Return the holder, or somebody unknown behind a nominee, broker or custodian who names nobody."""
        names_nobody = tie.is_marked("is_nominee") and tie.start not in self._nominees
        return f"{BEHIND}{tie.start}" if names_nobody else tie.start

    @cached_property
    def _nominees(self) -> frozenset[str]:
        return frozenset(tie.start for tie in self.facts.of_kind("NOMINEE_FOR"))

    def _mandates(self, kind: str, held_by: Mapping[str, list[Tie]]) -> Iterable[Mandate]:
        for tie in self.facts.of_kind(kind):
            for held in _scope(tie, held_by.get(tie.start, [])):
                yield Mandate(tie.start, tie.end, held)

    @cached_property
    def votes(self) -> VoteBook:
        """The votes that count, without own shares, and control on record."""
        asserted = {*self.control_on_record, *self.judged("CONTROLS", "CONFIRMED")}
        return VoteBook(votes_that_count(self.holdings.votes), asserted, self.judged("CONTROLS", "REBUTTED"))

    @cached_property
    def votes_with_own_shares(self) -> VoteBook:
        """The same with own shares in the base: for comparison."""
        return VoteBook(self.holdings.votes, self.control_on_record)

    @cached_property
    def control_on_record(self) -> Mapping[tuple[str, str], str]:
        """(controller, company) → its basis, where control is stated rather than derived."""
        stated = self.facts.of_kind(*CONTROL_TIES)
        return {
            (tie.start, tie.end): tie.facts.get("basis") or ("CONSOLIDATION" if tie.kind == "CONSOLIDATES" else "")
            for tie in stated
            if tie.start != tie.end and tie.facts.get("basis") != DE_FACTO
        }

    def judged(self, relation: str, decision: str) -> frozenset[tuple[str, str]]:
        """Return the pairs of parties of which a person has judged the relation so."""
        return self._judgements.get((relation, decision), frozenset())

    @cached_property
    def _judgements(self) -> Mapping[tuple[str, str], frozenset[tuple[str, str]]]:
        found: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for tie in self.facts.of_kind(OVERRIDDEN):
            found[tie.facts["relation"], tie.facts["decision"]].add((tie.start, tie.end))
        return {judged: frozenset(pairs) for judged, pairs in found.items()}

    @cached_property
    def rings_of_votes(self) -> tuple[frozenset[str], ...]:
        """The sets of companies that hold votes of each other, so that control may seem to support itself."""
        network = nx.DiGraph((holder, held) for held, holders in self.votes.votes.items() for holder in holders)
        return tuple(frozenset(ring) for ring in nx.strongly_connected_components(network) if len(ring) > 1)

    @cached_property
    def control_to_review(self) -> frozenset[tuple[str, str]]:
        """(controller, company) where somebody states control in fact: a person has to judge it."""
        stated = self.facts.of_kind(*CONTROL_TIES)
        return frozenset((tie.start, tie.end) for tie in stated if tie.facts.get("basis") == DE_FACTO)

    def acting_with(self, party: str) -> frozenset[str]:
        """Return the party and all who act in concert with it: their votes count as one."""
        return self._concerts.get(party, frozenset((party,)))

    @cached_property
    def _concerts(self) -> Mapping[str, frozenset[str]]:
        pairs = nx.Graph((tie.start, tie.end) for tie in self.facts.of_kind("ACTS_IN_CONCERT_WITH"))
        return {party: frozenset(pool) for pool in nx.connected_components(pairs) for party in pool}

    @cached_property
    def concerts(self) -> tuple[tuple[str, ...], ...]:
        """Sets of parties who act in concert, each ascending."""
        return tuple(sorted({tuple(sorted(pool)) for pool in self._concerts.values()}))

    @cached_property
    def minors(self) -> frozenset[str]:
        """Persons known to be under age."""
        aged = ((party.id, party.number("age")) for party in self.facts.parties.values())
        return frozenset(person for person, age in aged if age is not None and age < ADULT_AGE)

    @cached_property
    def family(self) -> Family:
        """Marriages and parenthoods of the day."""
        return Family(self._pairs("PARENT_OF"), self._pairs("SPOUSE_OF"), self._pairs("SIBLING_OF"), self.minors)

    def senior_managers(self, company: str) -> tuple[str, ...]:
        """Return who manages the company day by day, as far as posts are on record; ascending."""
        return self._managers.get(company, ())

    @cached_property
    def _managers(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, set[str]] = defaultdict(set)
        for tie in self.facts.of_kind("HOLDS_POSITION"):
            if tie.is_marked("is_key_manager") or tie.facts.get("role", tie.note).upper() in _SENIOR_ROLES:
                found[tie.end].add(tie.start)
        return {company: tuple(sorted(persons)) for company, persons in found.items()}

    @cached_property
    def professional_guarantors(self) -> frozenset[str]:
        """Licensed guarantee companies and banks: to give guarantees is their trade."""
        by_tie = {tie.start for tie in self.facts.of_kind("GUARANTEES") if _LICENSED_GUARANTOR in tie.note.lower()}
        by_party = {
            party.id
            for party in self.facts.parties.values()
            if party.is_marked("licensed_guarantor") or party.kind in ("Bank", "GuaranteeCompany")
        }
        return frozenset(by_tie | by_party | self.reporting_banks)

    def are_banks(self, parties: Collection[str]) -> bool:
        """Return whether all of these are banks, for whom there are limits of their own."""
        return all(self.party(one).kind == "Bank" or self.party(one).is_marked("is_bank") for one in parties)

    @cached_property
    def reporting_banks(self) -> frozenset[str]:
        """The bank whose books these are."""
        return frozenset(
            party.id
            for party in self.facts.parties.values()
            if party.is_marked("reporting_bank") or party.kind == "ReportingBank"
        )

    @cached_property
    def virtual(self) -> frozenset[str]:
        """Sources of funds that are no clients."""
        return frozenset(
            party.id
            for party in self.facts.parties.values()
            if party.kind == "Fund" or party.id.startswith(_FUND_PREFIX)
        )

    @cached_property
    def guarantees(self) -> GuaranteeNetwork:
        """The guarantees without those of professional guarantors."""
        given = (Guarantee(tie.start, tie.end, tie.amount) for tie in self.facts.of_kind("GUARANTEES"))
        return GuaranteeNetwork(given, self.professional_guarantors)

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """The same guarantees with their cover."""
        return tuple(
            Promise(tie.start, tie.end, tie.amount, tie.number("cash_cover") or ZERO)
            for tie in self.facts.of_kind("GUARANTEES")
            if not self.professional_guarantors & {tie.start, tie.end}
        )

    @cached_property
    def net_assets(self) -> Mapping[str, Fraction]:
        """Net assets of those of whom they are known; a figure of the party goes before one at a guarantee."""
        at_ties = ((tie.start, tie.number("net_assets")) for tie in self.facts.of_kind("GUARANTEES"))
        of_parties = ((party.id, party.number("net_assets")) for party in self.facts.parties.values())
        return {party: figure for party, figure in (*at_ties, *of_parties) if figure is not None}

    @cached_property
    def trades(self) -> tuple[Trade, ...]:
        """Yearly trade, as seen by whoever might depend on it."""
        return tuple(_trade(tie) for tie in self.facts.of_kind("TRANSACTS_WITH"))

    @cached_property
    def fundings(self) -> tuple[Funding, ...]:
        """Who is funded by whom; the reporting bank is never a common source."""
        return tuple(
            Funding(tie.start, tie.end, tie.amount, tie.is_marked("replaceable"))
            for tie in self.facts.of_kind("FUNDED_BY")
            if tie.end not in self.reporting_banks
        )

    @cached_property
    def exposures(self) -> Exposures:
        """Claims of the bank: a figure of each party, and ties HAS_EXPOSURE to claims that several may share."""
        of_parties = (
            Exposure(party.id, frozenset((party.id,)), figure)
            for party in self.facts.parties.values()
            for figure in (party.number("exposure"),)
            if figure is not None
        )
        shared: dict[str, set[str]] = defaultdict(set)
        amounts: dict[str, Fraction] = {}
        for tie in self.facts.of_kind("HAS_EXPOSURE"):
            shared[tie.end].add(tie.start)
            amounts[tie.end] = max(amounts.get(tie.end, ZERO), tie.amount or ZERO)
        claims = (Exposure(claim, frozenset(parties), amounts[claim]) for claim, parties in shared.items())
        return Exposures([*of_parties, *claims])

    @cached_property
    def has_exposures(self) -> bool:
        """Whether any claim of the bank is on record."""
        return bool(self.facts.of_kind("HAS_EXPOSURE")) or any(
            party.number("exposure") is not None for party in self.facts.parties.values()
        )

    @cached_property
    def attributes(self) -> SharedAttributes:
        """Telephones, addresses, devices that several parties gave."""
        ties = self.facts.of_kind(*_ATTRIBUTE_TIES)
        return SharedAttributes((tie.start, _ATTRIBUTE_TIES[tie.kind], tie.end) for tie in ties)

    def party(self, party: str) -> Party:
        """Return what is on record of the party itself."""
        return self.facts.parties.get(party) or Party(party, ORGANIZATION)

    def _pairs(self, kind: str) -> list[tuple[str, str]]:
        return [(tie.start, tie.end) for tie in self.facts.of_kind(kind)]


def _of_one_source(owned: Iterable[Tie]) -> list[Tie]:
    """Return of several sources on one holding the one that states most.

    Holdings that one source states apart (kinds of shares) add up; what a second source says of the same holding on
    the same day does not.
    """
    by_source: dict[tuple[str, str], dict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
    for tie in owned:
        by_source[tie.start, tie.end][tie.facts.get("source", "")].append(tie)
    return [
        tie
        for sources in by_source.values()
        for tie in max((ties for _, ties in sorted(sources.items())), key=_stated_share)
    ]


def _stated_share(ties: Iterable[Tie]) -> Fraction:
    return sum((tie.equity for tie in ties if tie.equity is not None), ZERO)


def _scope(mandate: Tie, holdings: list[Tie]) -> list[str | None]:
    """Return in which holdings the mandate counts: those that it names, those that name it, or (None) all."""
    held = {tie.end for tie in holdings}
    named = mandate.facts.get("scope_org") or mandate.note.split(",")[0].split(";")[0].strip()
    if named in held:
        return [named]
    naming: list[str | None] = [tie.end for tie in holdings if mandate.end in tie.note.replace(";", " ").split()]
    if naming and mandate.kind == "NOMINEE_FOR":
        return naming
    return [None]


def _trade(tie: Tie) -> Trade:
    """Read a trade; whoever receives a rent is the one who may depend on it, whichever way the tie is written."""
    total, replaceable = tie.number("annual_total"), tie.is_marked("replaceable")
    kind = tie.facts.get("kind", "").lower()
    if kind in ("rent", "lease", "fees"):
        return Trade(tie.end, tie.start, TradeSide.SALES, tie.amount, total, replaceable)
    side = TradeSide.PURCHASES if kind in ("purchases", "purchase") else TradeSide.SALES
    return Trade(tie.start, tie.end, side, tie.amount, total, replaceable)

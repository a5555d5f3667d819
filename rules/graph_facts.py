"""Facts from the graph around one party, as one caller may see them: up to the owners, down to the owned, or both.

Hidden parties and their ties are left out before anything is derived. What they hold is then missing from a cap
table, as if nobody had identified its holder: the answer is the same whoever they are, and says what is open.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from cypher import query
from graph.as_of import AsOf
from graph.caller import Caller
from graph.errors import CustomerNotFound
from graph.model import SHARE_ONE
from graph.omissions import Omission, Reason, counted, named, of_kinds
from graph.session import GraphSession, Row
from graph.sight import Sight
from graph.vault import Vault
from rules.facts import OVERRIDDEN, PERSON, Facts, Party
from rules.graph_rows import PartyReader, tie_of

PARTIES_MAX = 3_000
"""More parties around one are not asked about: the answer says that it is cut."""

TIES_MAX = 20_000
"""Most ties of one step."""

CONCERT = "ACTS_IN_CONCERT_WITH"
"""Stored once for a pair, so that it is asked for in both directions."""

MANDATES = ("NOMINEE_FOR", "DELEGATES_VOTE_TO", CONCERT)
OWNERSHIP = ("OWNS", "CONTROLS_ASSERTED")
KIN = ("SPOUSE_OF", "PARENT_OF")
DEPENDENCY = ("GUARANTEES", "FUNDED_BY")

_JUDGED_FROM = frozenset((*OWNERSHIP, *DEPENDENCY))
"""Who may walk over all of these may know of what has been judged about them."""

_CONTROL_IS_POSSIBLE_FROM = Fraction(1, 4)
"""Votes below this never control anything, however many of a company's own shares rest."""


@dataclass(frozen=True)
class Around:
    """What is on record around one party; `names` are as the caller may see them."""

    party_id: str
    facts: Facts
    names: Mapping[str, str | None]
    is_cut: bool
    omitted: tuple[Omission, ...]

    def name_of(self, party_id: str) -> str | None:
        """Return the party's name, None where it is not known or not to be seen."""
        return self.names.get(party_id)


@dataclass
class _Gathered:
    """Rows on their way to facts; each tie once, whichever end it was met at."""

    parties: dict[str, Party] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)
    ties: dict[str, Row] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    is_cut: bool = False

    def possibly_brought_down_by(self, parties: set[str]) -> set[str]:
        """Return whoever these parties together can control, or who may depend on one of them."""
        votes: dict[str, Fraction] = defaultdict(Fraction)
        found = set()
        for row in self.ties.values():
            if row["kind"] in OWNERSHIP and row["start_id"] in parties:
                votes[row["end_id"]] += _votes_at_most(row)
            elif row["kind"] in (*DEPENDENCY, "NOMINEE_FOR") and row["end_id"] in parties:
                found.add(row["start_id"])
            elif row["kind"] == OVERRIDDEN and parties & {row["start_id"], row["end_id"]}:
                found |= {row["start_id"], row["end_id"]} if _leads_on(row) else set()
        return found | {held for held, share in votes.items() if share >= _CONTROL_IS_POSSIBLE_FROM}


class GraphFacts:
    """The reader of facts around one party."""

    def __init__(self, session: GraphSession, vault: Vault, bank_id: str | None = None) -> None:
        """`bank_id` is the party that stands for the bank itself, where the graph has one."""
        self._session = session
        self._vault = vault
        self._bank_id = bank_id

    def owners(
        self, party_id: str, caller: Caller, as_of: AsOf, *, all_days: bool = False, with_relatives: bool = False
    ) -> Around:
        """Return everything above the party: whole cap tables, mandates, asserted control, and its managers.

        `with_relatives` adds marriages and parenthoods of the persons among them: two degrees apart, both ends of each
        way are met.
        """
        walk = self._begin(party_id, caller, as_of, all_days=all_days)
        walk.step([party_id], outgoing=(), incoming=(*OWNERSHIP, "HOLDS_POSITION", OVERRIDDEN))
        self._climb(walk)
        kin = KIN if with_relatives else ()
        persons = sorted(one for one, party in walk.gathered.parties.items() if party.kind == PERSON)
        if kin and persons:
            walk.step(persons, outgoing=kin, incoming=kin)
        return walk.around((*OWNERSHIP, *MANDATES, "HOLDS_POSITION", *kin))

    def owned(self, party_id: str, caller: Caller, as_of: AsOf) -> Around:
        """Return everything below the party, through whatever share."""
        walk = self._begin(party_id, caller, as_of)
        frontier = [party_id]
        while frontier:
            frontier = walk.step(frontier, outgoing=(*OWNERSHIP, *MANDATES), incoming=("NOMINEE_FOR",))
        return walk.around((*OWNERSHIP, *MANDATES))

    def contagion(self, party_id: str, caller: Caller, as_of: AsOf) -> Around:
        """Return whoever can bring the party down, and all that those can bring down.

        Upwards every holder; downwards only where the votes met so far could control.
        """
        walk = self._begin(party_id, caller, as_of)
        frontier = [party_id]
        while frontier:
            frontier = walk.step(
                frontier, outgoing=(*DEPENDENCY, *MANDATES, OVERRIDDEN), incoming=(*OWNERSHIP, CONCERT, OVERRIDDEN)
            )
        frontier = sorted(walk.gathered.asked)
        asked: set[str] = set()
        while frontier and not walk.gathered.is_cut:
            walk.step(frontier, outgoing=(*OWNERSHIP, OVERRIDDEN), incoming=(*DEPENDENCY, "NOMINEE_FOR", OVERRIDDEN))
            asked.update(frontier)
            possible = walk.gathered.possibly_brought_down_by(asked)
            frontier = sorted(possible - asked)
        return walk.around((*OWNERSHIP, *MANDATES, *DEPENDENCY))

    def guarantees(self, party_id: str, caller: Caller, as_of: AsOf) -> Around:
        """Return the network of guarantees of the party, in both directions."""
        walk = self._begin(party_id, caller, as_of)
        frontier = [party_id]
        while frontier:
            professional = {one for one in frontier if walk.gathered.parties[one].is_marked("licensed_guarantor")}
            onward = [one for one in frontier if one not in professional or one == party_id]
            frontier = walk.step(onward, outgoing=("GUARANTEES",), incoming=("GUARANTEES",)) if onward else []
        return walk.around(("GUARANTEES",))

    def family(self, party_id: str, caller: Caller, as_of: AsOf) -> Around:
        """Return relatives to the second degree."""
        walk = self._begin(party_id, caller, as_of)
        frontier = [party_id]
        for _ in range(3):
            frontier = walk.step(frontier, outgoing=KIN, incoming=KIN) if frontier else []
        return walk.around(KIN)

    def claims(self, party_ids: Iterable[str], caller: Caller, as_of: AsOf) -> list[Row]:
        """Return the bank's claims on these parties, each once with everybody of them who answers for it."""
        return self._accounts("derivation/claims", party_ids, caller, as_of)

    def deposits(self, party_ids: Iterable[str], caller: Caller, as_of: AsOf) -> list[Row]:
        """Return what these parties have with the bank, each account once with everybody of them whose it is."""
        return self._accounts("derivation/deposits", party_ids, caller, as_of)

    def _accounts(self, name: str, party_ids: Iterable[str], caller: Caller, as_of: AsOf) -> list[Row]:
        parameters = {"party_ids": sorted(party_ids), **as_of.parameters(), **caller.scope.parameters()}
        return self._session.read(query(name), parameters)

    def _climb(self, walk: "_Walk") -> None:
        frontier = sorted(set(walk.gathered.parties) - walk.gathered.asked)
        while frontier:
            frontier = walk.step(frontier, outgoing=MANDATES, incoming=(*OWNERSHIP, CONCERT, OVERRIDDEN))

    def _begin(self, party_id: str, caller: Caller, as_of: AsOf, *, all_days: bool = False) -> "_Walk":
        rows = self._session.read(query("derivation/party"), {"party_id": party_id, **caller.scope.parameters()})
        if not rows:
            raise CustomerNotFound(f"No customer {party_id} is visible to you.")
        reader = PartyReader(self._vault, as_of.valid_at, self._bank_id)
        return _Walk(self._session, Sight(self._vault, caller.entitlement), reader, caller, as_of, rows[0], all_days)


class _Walk:
    """One walk from one party for one caller."""

    def __init__(
        self,
        session: GraphSession,
        sight: Sight,
        reader: "PartyReader",
        caller: Caller,
        as_of: AsOf,
        first: Row,
        all_days: bool,  # noqa: FBT001 - private, and named where it is set
    ) -> None:
        self.gathered = _Gathered()
        self._session = session
        self._sight = sight
        self._reader = reader
        self._caller = caller
        self._as_of = as_of
        self._all_days = all_days
        self._first = str(first["party_id"])
        self._meet(self._first, first, "")

    def step(
        self,
        frontier: Collection[str],
        outgoing: Collection[str],
        incoming: Collection[str],
    ) -> list[str]:
        """Ask for the ties of the frontier; return all who were met and never asked about, ascending."""
        granted = self._caller.entitlement.tie_kinds
        if granted >= _JUDGED_FROM:
            granted |= {OVERRIDDEN}
        rows = self._session.read(
            query("derivation/ties"),
            {
                "frontier": sorted(frontier),
                "outgoing": sorted(granted & set(outgoing)),
                "incoming": sorted(granted & set(incoming)),
                "all_days": self._all_days,
                "rows_max": TIES_MAX,
                **self._as_of.parameters(),
                **self._caller.scope.parameters(),
            },
        )
        self.gathered.asked.update(frontier)
        self.gathered.is_cut |= len(rows) >= TIES_MAX
        for row in rows:
            if row["kind"] != OVERRIDDEN or _leads_on(row):
                self._meet(str(row["other_id"]), row, "other_")
            if row["kind"] == OVERRIDDEN:
                row["facts"] |= self._sight.shown({name: row["facts"][name] for name in ("reason", "evidence")})
            self.gathered.ties[row["facts"]["tie_id"]] = row
        if len(self.gathered.parties) > PARTIES_MAX:
            self.gathered.is_cut = True
            return []
        return sorted(set(self.gathered.parties) - self.gathered.asked)

    def around(self, kinds: Collection[str]) -> Around:
        """Return what was gathered; `kinds` are those that the answer rests on."""
        found = self.gathered
        omitted = (*of_kinds("related_parties", kinds, self._caller.entitlement), *self._withheld(kinds))
        return Around(
            self._first,
            Facts(found.parties.values(), map(tie_of, found.ties.values())),
            found.names,
            found.is_cut,
            named(omitted, self._caller.entitlement),
        )

    def _withheld(self, kinds: Collection[str]) -> tuple[Omission, ...]:
        if self._caller.scope.sees_all:
            return ()
        parameters = {
            "frontier": sorted(self.gathered.asked),
            "kinds": sorted(self._caller.entitlement.tie_kinds & set(kinds)),
            **self._as_of.parameters(),
            **self._caller.scope.parameters(),
        }
        count = self._session.read(query("derivation/withheld"), parameters)[0]["withheld"]
        return counted("related_parties", Reason.OUT_OF_SCOPE, count)

    def _meet(self, party_id: str, row: Row, prefix: str) -> None:
        if party_id in self.gathered.parties:
            return
        self.gathered.parties[party_id] = self._reader.party(party_id, row, prefix)
        self.gathered.names[party_id] = self._sight.shown(row[f"{prefix}name"])


def _votes_at_most(row: Row) -> Fraction:
    """Control on record, and a share whose size is unknown, count as all votes."""
    known = row["facts"]["voting_share_ppb"], row["facts"]["equity_share_ppb"]
    share = max((part for part in known if part is not None), default=SHARE_ONE)
    return Fraction(share if row["kind"] == "OWNS" else SHARE_ONE, SHARE_ONE)


def _leads_on(row: Row) -> bool:
    """Return whether a judgement says that one party can bring the other down."""
    return bool(row["facts"]["decision"] == "CONFIRMED" and row["facts"]["relation"] != "BENEFICIAL_OWNER_OF")

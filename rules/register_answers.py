"""Answers from the register of related parties: its entries page by page, the limits of the bank's own, differences."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from algorithms.exposures import Exposures, OwnFunds, use_of
from algorithms.verdict import Verdict
from cypher import query
from graph.as_of import AsOf
from graph.caller import Caller
from graph.cursor import decode_cursor, encode_cursor
from graph.errors import NotPermitted
from graph.parties import party_kind
from graph.session import GraphSession, Row
from graph.sight import Sight
from graph.vault import Vault
from rules.derived import DerivedKind, DerivedTie
from rules.derived_views import DerivedViews
from rules.graph_facts import GraphFacts
from rules.group_answers import BankCapital, RuledLimit, exposures_of, sees_exposures
from rules.groups import limit_of
from rules.naming import PartyRef
from rules.pack import Rule, RuleKind, RulePack
from rules.register import Difference, View, difference

DIFFERENCES_MAX = 1_000
"""Entries that one answer on differences lists of each sort."""

_MINOR_UNITS = 100


@dataclass(frozen=True)
class Wanted:
    """Which entries are wanted; None is all."""

    kind: DerivedKind | None = None
    status: Verdict | None = None
    party_id: str | None = None


@dataclass(frozen=True)
class Entry:
    """One entry with the parties by name; `end` is None where the tie leads to a group."""

    tie: DerivedTie
    start: PartyRef
    end: PartyRef | None
    group_id: str | None
    rule: Rule | None


@dataclass(frozen=True)
class RelatedLimit:
    """A limit of credit to related parties of the bank; `party` is None where it is about all of them."""

    limit: RuledLimit
    party: PartyRef | None


@dataclass(frozen=True)
class Count:
    """How many entries there are of one kind and status."""

    kind: DerivedKind
    status: Verdict
    entries: int


@dataclass(frozen=True)
class Register:
    """One page of a register. `is_whole` is False when persons were erased since, and their entries with them."""

    view: View
    is_whole: bool
    counts: tuple[Count, ...]
    limits: tuple[RelatedLimit, ...]
    entries: tuple[Entry, ...]
    next_cursor: str | None


@dataclass(frozen=True)
class ChangedEntry:
    """An entry that says otherwise than before."""

    before: Entry
    after: Entry


@dataclass(frozen=True)
class RegisterDifference:
    """What has changed between two registers; lists are cut at `DIFFERENCES_MAX`, counts are whole."""

    earlier: View
    later: View
    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    changed: tuple[ChangedEntry, ...]
    added_count: int
    removed_count: int
    changed_count: int
    unchanged_count: int


class RegisterAnswers:
    """The reader of registers, for whoever may see the whole bank."""

    def __init__(self, session: GraphSession, vault: Vault, capital: BankCapital) -> None:
        self._session = session
        self._vault = vault
        self._capital = capital
        self._views = DerivedViews(session)

    def views(self, rule_pack: str | None, caller: Caller) -> tuple[View, ...]:
        """Return the registers that there are, the latest day first; raises NotPermitted."""
        _require_whole_bank(caller)
        return self._views.views(rule_pack)

    def register(
        self, pack: RulePack, caller: Caller, as_of: AsOf, wanted: Wanted, cursor: str | None, limit: int
    ) -> Register:
        """Return a page of the register by the pack for the day.

        Raises DerivationNotFound, InvalidCursor, NotPermitted for whoever does not see the whole bank.
        """
        _require_whole_bank(caller)
        view = self._views.view(pack.name, as_of)
        listing = ("register", view.view_id, view.number, wanted)
        after = "" if cursor is None else decode_cursor(listing, cursor, (str,))[0]
        rows = self._session.read(
            query("derivation/register_page"),
            {
                "view_id": view.view_id,
                "kind": wanted.kind,
                "status": wanted.status,
                "party_id": wanted.party_id,
                "after": after,
                "rows_max": limit + 1,
            },
        )
        counts = self._session.read(query("derivation/register_counts"), {"view_id": view.view_id})
        shown = rows[:limit]
        return Register(
            view=view,
            is_whole=sum(row["entries"] for row in counts) == view.ties,
            counts=tuple(Count(DerivedKind(row["kind"]), Verdict(row["status"]), row["entries"]) for row in counts),
            limits=self._limits(pack, view, caller, as_of) if cursor is None else (),
            entries=tuple(self._entry(row, pack, Sight(self._vault, caller.entitlement)) for row in shown),
            next_cursor=encode_cursor(listing, (shown[-1]["sort_key"],)) if len(rows) > limit else None,
        )

    def difference(self, pack: RulePack, caller: Caller, earlier: AsOf, later: AsOf) -> RegisterDifference:
        """Return what has changed between the registers of two days; raises DerivationNotFound, NotPermitted."""
        _require_whole_bank(caller)
        views = [self._views.view(pack.name, day) for day in (earlier, later)]
        found = difference(*(self._views.ties(view) for view in views))
        return self._named_difference(found, views, pack, caller)

    def _named_difference(
        self, found: Difference, views: list[View], pack: RulePack, caller: Caller
    ) -> RegisterDifference:
        added, removed = found.added[:DIFFERENCES_MAX], found.removed[:DIFFERENCES_MAX]
        changed = found.changed[:DIFFERENCES_MAX]
        shown = [*added, *removed, *(after for _, after in changed)]
        names = self._names({party for tie in shown for party in (tie.start, tie.end)}, caller)

        def entry(tie: DerivedTie) -> Entry:
            is_group = tie.kind is DerivedKind.IN_RELATED_GROUP
            end = None if is_group else names.get(tie.end, PartyRef(tie.end, None, "UNKNOWN"))
            start = names.get(tie.start, PartyRef(tie.start, None, "UNKNOWN"))
            return Entry(tie, start, end, tie.end if is_group else None, _rule(tie.rule_id, pack))

        return RegisterDifference(
            earlier=views[0],
            later=views[1],
            added=tuple(map(entry, added)),
            removed=tuple(map(entry, removed)),
            changed=tuple(ChangedEntry(entry(before), entry(after)) for before, after in changed),
            added_count=len(found.added),
            removed_count=len(found.removed),
            changed_count=len(found.changed),
            unchanged_count=found.unchanged,
        )

    def _limits(self, pack: RulePack, view: View, caller: Caller, as_of: AsOf) -> tuple[RelatedLimit, ...]:
        """Return how much of the limits of credit to its own related parties the bank uses."""
        rules = [rule for rule in pack.in_force(as_of.valid_at, RuleKind.LIMIT) if rule.of in _OF_RELATED]
        if not rules or not sees_exposures(caller):
            return ()
        related = {tie.start for tie in self._views.ties(view) if tie.kind is DerivedKind.RELATED_TO}
        if not related:
            return ()
        claims = GraphFacts(self._session, self._vault).claims(related, caller, as_of)
        exposures = exposures_of(claims).get(self._capital.currency, Exposures(()))
        names = self._names(related, caller)
        found = []
        for rule in rules:
            if rule.of == "all_related":
                found.append(RelatedLimit(_use(rule, exposures, related, self._capital.own_funds), None))
                continue
            uses = ((party, _use(rule, exposures, (party,), self._capital.own_funds)) for party in sorted(related))
            largest = sorted(uses, key=lambda one: (-one[1].use.exposure, one[0]))
            found += [RelatedLimit(use, names[party]) for party, use in largest[:_LARGEST] if use.use.exposure]
        return tuple(found)

    def _names(self, party_ids: Iterable[str], caller: Caller) -> Mapping[str, PartyRef]:
        sight = Sight(self._vault, caller.entitlement)
        rows = self._session.read(query("derivation/names"), {"party_ids": sorted(set(party_ids))})
        return {row["party_id"]: _ref(row, sight) for row in rows}

    @staticmethod
    def _entry(row: Row, pack: RulePack, sight: Sight) -> Entry:
        tie = DerivedTie.from_graph(row["kind"], row["start_id"], row["end_id"], row["tie"])
        end = None if row["end"] is None else _ref(row["end"], sight)
        return Entry(tie, _ref(row["start"], sight), end, None if end else row["end_id"], _rule(tie.rule_id, pack))


_OF_RELATED = ("one_related", "all_related")
_LARGEST = 10
"""So many of the bank's related parties are shown with what they owe."""


def _use(rule: Rule, exposures: Exposures, parties: Collection[str], own_funds: OwnFunds) -> RuledLimit:
    owed = exposures.of(parties) / Fraction(_MINOR_UNITS)
    return RuledLimit(rule, use_of(limit_of(rule), owed, own_funds))


def _require_whole_bank(caller: Caller) -> None:
    if not caller.sees_whole_bank:
        raise NotPermitted("A register is about the whole bank, of which you see a part.")


def _rule(rule_id: str, pack: RulePack) -> Rule | None:
    return next((rule for rule in pack.rules if rule.id == rule_id), None)


def _ref(party: Mapping[str, Any], sight: Sight) -> PartyRef:
    return PartyRef(party["party_id"], sight.shown(party["name"]), party_kind(party["labels"]))

"""Answers on groups: who belongs to whom by law, by which chain, with what exposure; and circles of guarantees."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from algorithms.connected_groups import ConnectedGroup, Spread
from algorithms.exposures import Exposure, Exposures, LimitUse, OwnFunds, use_of
from algorithms.verdict import Verdict
from graph.as_of import AsOf
from graph.caller import Caller
from graph.entitlement import Section
from graph.omissions import Omission, named, of_sections
from graph.session import Row
from rules.books import Books
from rules.explanations import of_spread
from rules.graph_facts import Around, GraphFacts
from rules.groups import Groups, applies_to, limit_of
from rules.naming import Namer, PartyRef, refs
from rules.overrides import AppliedOverride, applied
from rules.pack import Rule, RuleKind, RulePack, Words

_MINOR_UNITS = 100


@dataclass(frozen=True)
class BankCapital:
    """What the bank's own settings give: capital in one currency; what is not given leaves limits open.

    `party_id` is the party of the graph that stands for the bank itself.
    """

    own_funds: OwnFunds = field(default_factory=dict)
    currency: str = "CNY"
    party_id: str | None = None


@dataclass(frozen=True)
class ChainLink:
    """One step by which trouble reaches a member, with the rule by which it counts."""

    origin: PartyRef
    reached: PartyRef
    rule: Rule | None
    rule_id: str
    words: Words | None


@dataclass(frozen=True)
class GroupMember:
    """A member, the chain of reasons from the head, and its own exposure in the bank's currency, if it is granted."""

    party: PartyRef
    chain: tuple[ChainLink, ...]
    exposure_minor: int | None


@dataclass(frozen=True)
class ExposureOf:
    """The bank's claims in one currency; a claim on several members counts once."""

    currency: str | None
    amount_minor: int


@dataclass(frozen=True)
class RuledLimit:
    """A limit, the rule that sets it, and how much of it is used."""

    rule: Rule
    use: LimitUse


@dataclass(frozen=True)
class Group:
    """One group of connected clients; `heads` are those who bring all others down."""

    heads: tuple[PartyRef, ...]
    members: tuple[GroupMember, ...]
    exposures: tuple[ExposureOf, ...]
    limits: tuple[RuledLimit, ...]


@dataclass(frozen=True)
class OpenDependency:
    """A dependency that is not decided: evidence is missing, or a person has to judge."""

    dependent: PartyRef
    on: PartyRef
    rule: Rule
    share: Fraction | None
    verdict: Verdict


@dataclass(frozen=True)
class PartyGroups:
    """The groups of one party; none when it stands alone."""

    party: PartyRef
    groups: tuple[Group, ...]
    own_limits: tuple[RuledLimit, ...]
    open_dependencies: tuple[OpenDependency, ...]
    overrides: tuple[AppliedOverride, ...]
    currency: str
    truncated: bool
    omitted: tuple[Omission, ...]


@dataclass(frozen=True)
class NamedGuarantee:
    """A guarantee between two named parties; the amount is None where it is unknown."""

    guarantor: PartyRef
    borrower: PartyRef
    amount: Fraction | None


@dataclass(frozen=True)
class GuaranteeCircles:
    """The guarantees around one party: its ring and circles, whom it nets, and the network it is part of.

    Amounts are there when the caller is granted exposures and all are in one currency: others do not add up.
    """

    party: PartyRef
    currency: str | None
    ring: tuple[PartyRef, ...]
    ring_amount: Fraction | None
    circles: tuple[tuple[PartyRef, ...], ...]
    mutual: tuple[tuple[PartyRef, Fraction | None], ...]
    chain: tuple[PartyRef, ...]
    network: tuple[PartyRef, ...]
    guarantees: tuple[NamedGuarantee, ...]
    professional: tuple[PartyRef, ...]
    truncated: bool
    omitted: tuple[Omission, ...]


class GroupAnswers:
    """Answers from the graph, derived in the request."""

    def __init__(self, facts: GraphFacts, capital: BankCapital) -> None:
        self._facts = facts
        self._capital = capital

    def groups(self, party_id: str, pack: RulePack, caller: Caller, as_of: AsOf, *, explain: bool) -> PartyGroups:
        """Return the groups of the party under the pack, with exposures against the pack's limits.

        Raises CustomerNotFound.
        """
        around = self._facts.contagion(party_id, caller, as_of)
        groups = Groups(Books(around.facts.under(pack.name)), pack, as_of.valid_at)
        name = Namer(around)
        found = groups.contagion.groups_of(party_id)
        is_granted = sees_exposures(caller)
        members = {member for group in found for member in group.members} | {party_id}
        claims = self._facts.claims(members, caller, as_of) if is_granted else []
        omitted = () if is_granted else named(of_sections((Section.EXPOSURES,), caller.entitlement), caller.entitlement)
        return PartyGroups(
            party=name(party_id),
            groups=tuple(
                self._group(group, groups, claims, name, is_granted=is_granted, explain=explain) for group in found
            ),
            own_limits=self._limits((party_id,), "single", groups, exposures_of(claims)) if is_granted else (),
            overrides=applied(around, pack.name, name),
            open_dependencies=tuple(
                OpenDependency(
                    name(ruled.dependency.dependent),
                    name(ruled.dependency.on),
                    ruled.rule,
                    ruled.dependency.share,
                    ruled.dependency.verdict,
                )
                for ruled in groups.dependencies
                if ruled.dependency.verdict.is_open and party_id in (ruled.dependency.dependent, ruled.dependency.on)
            ),
            currency=self._capital.currency,
            truncated=around.is_cut,
            omitted=(*around.omitted, *omitted),
        )

    def guarantee_circles(self, party_id: str, caller: Caller, as_of: AsOf) -> GuaranteeCircles:
        """Return the circles, chains and mutual guarantees that the party is part of; raises CustomerNotFound."""
        around = self._facts.guarantees(party_id, caller, as_of)
        network = Books(around.facts).guarantees
        name = Namer(around)
        ring, whole = network.ring_of(party_id), network.network_of(party_id)
        mutual = [pair for pair in network.pairs if party_id in pair]
        others = [one if other == party_id else other for one, other in mutual]
        currency = _one_currency(around) if sees_exposures(caller) else None
        has_amounts = currency is not None
        return GuaranteeCircles(
            party=name(party_id),
            ring=refs(ring, name),
            currency=currency,
            ring_amount=network.amount_within(ring) if has_amounts else None,
            circles=tuple(tuple(map(name, circle)) for circle in network.circles if party_id in circle),
            mutual=tuple(
                (name(other), network.net(party_id, other) if has_amounts else None) for other in sorted(others)
            ),
            chain=tuple(map(name, network.longest_chain_from(party_id))),
            network=refs(whole, name),
            guarantees=tuple(
                NamedGuarantee(
                    name(guarantee.guarantor), name(guarantee.borrower), guarantee.amount if has_amounts else None
                )
                for guarantee in network.guarantees_within(whole)
            ),
            professional=refs(network.professional, name),
            truncated=around.is_cut,
            omitted=around.omitted,
        )

    def _group(
        self,
        group: ConnectedGroup,
        groups: Groups,
        claims: Collection[Row],
        name: Namer,
        *,
        is_granted: bool,
        explain: bool,
    ) -> Group:
        exposed = exposures_of(claims)
        ours = exposed.get(self._capital.currency, Exposures(()))
        return Group(
            heads=refs(set(group.heads) & group.members, name),
            members=tuple(
                GroupMember(
                    name(member),
                    tuple(
                        _link(spread, groups, name, explain=explain)
                        for spread in groups.contagion.reasons(group.head, member)
                    ),
                    int(ours.of((member,))) if is_granted else None,
                )
                for member in sorted(group.members)
            ),
            exposures=tuple(
                ExposureOf(currency, int(exposures.of(group.members)))
                for currency, exposures in sorted(exposed.items(), key=lambda item: item[0] or "")
                if exposures.of(group.members)
            ),
            limits=self._limits(group.members, "group", groups, exposed) if is_granted else (),
        )

    def _limits(
        self, parties: Collection[str], of: str, groups: Groups, exposures: Mapping[str | None, Exposures]
    ) -> tuple[RuledLimit, ...]:
        ours = exposures.get(self._capital.currency, Exposures(()))
        banks = groups.books.are_banks(parties)
        return tuple(
            RuledLimit(rule, use_of(limit_of(rule), ours.of(parties) / _MINOR_UNITS, self._capital.own_funds))
            for rule in groups.pack.in_force(groups.day, RuleKind.LIMIT, RuleKind.LARGE_EXPOSURE)
            if rule.of == of and applies_to(rule, banks=banks)
        )


def _link(spread: Spread, groups: Groups, name: Namer, *, explain: bool) -> ChainLink:
    rule = next((rule for rule in groups.pack.rules if rule.id == spread.reason), None)
    is_control = rule is None or rule.kind in (RuleKind.CONTROL, RuleKind.ASSERTED_CONTROL)
    words = of_spread(spread.origin, spread.reached, rule, name.in_words, is_control=is_control) if explain else None
    return ChainLink(name(spread.origin), name(spread.reached), rule, spread.reason, words)


def exposures_of(claims: Collection[Row]) -> Mapping[str | None, Exposures]:
    """Return currency → claims in minor units: what is owed, or the whole limit where that is more."""
    return by_currency(claims, _claimed)


def by_currency(accounts: Collection[Row], amount_of: Callable[[Row], int]) -> Mapping[str | None, Exposures]:
    """Return currency → amounts in minor units by party; an account of several counts once in any sum."""
    found: dict[str | None, list[Exposure]] = {}
    for account in accounts:
        one = Exposure(account["account_id"], frozenset(account["party_ids"]), Fraction(amount_of(account)))
        found.setdefault(account["currency"], []).append(one)
    return {currency: Exposures(amounts) for currency, amounts in found.items()}


def _claimed(claim: Row) -> int:
    balance, principal = claim["balance_minor"], claim["principal_minor"]
    owed = abs(balance) if balance is not None else principal or 0
    return int(max(owed if claim["kind"] == "LOAN" else 0, claim["limit_minor"] or 0))


def sees_exposures(caller: Caller) -> bool:
    """Return whether sums are for this caller: they are exact, so whoever sees amounts as bands sees none."""
    return Section.EXPOSURES in caller.entitlement.sections and not caller.entitlement.bands_amounts


def _one_currency(around: Around) -> str | None:
    """Return the currency of all guarantees, None where there are several or one is not on record."""
    found = {tie.facts.get("currency") for tie in around.facts.of_kind("GUARANTEES")}
    return found.pop() if len(found) == 1 else None

"""Answers on one company: who owns it and what it owns, who controls it, who its beneficial owners are."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

from algorithms.control import Controllers, supported_by_a_ring
from algorithms.holdings import ZERO, Right, Shares
from algorithms.ownership import integrated, owned_by, owners_of, unidentified_share
from algorithms.voting_power import MOST_VOTERS, banzhaf, shapley_shubik
from graph.as_of import AsOf
from graph.caller import Caller
from rules.books import Books
from rules.explanations import of_beneficial_owner, of_control, of_outcome
from rules.graph_facts import GraphFacts
from rules.groups import Groups
from rules.naming import Namer, merged_omissions, refs
from rules.overrides import applied
from rules.owner_rules import OwnerHistory, beneficial_owner_rules, beneficial_owners_on, thresholds_of
from rules.ownership_shown import (
    Beneficial,
    ChartTie,
    Controller,
    Controlling,
    ControlStep,
    Owner,
    Ownership,
    Share,
    VotingPower,
)
from rules.pack import RulePack


class OwnershipAnswers:
    """Answers from the graph, derived in the request."""

    def __init__(self, facts: GraphFacts) -> None:
        self._facts = facts

    def ownership(self, party_id: str, caller: Caller, as_of: AsOf) -> Ownership:
        """Return the chart above and below the party with direct, total and integrated shares.

        Raises CustomerNotFound.
        """
        # The two walks wait for the server more than for each other.
        with ThreadPoolExecutor(1) as aside:
            later = aside.submit(self._facts.owned, party_id, caller, as_of)
            above = self._facts.owners(party_id, caller, as_of)
            below = later.result()
        up, down = Books(above.facts), Books(below.facts)
        owners = owners_of(up.holdings.equity, party_id)
        owned = owned_by(down.holdings.by_holder(Right.EQUITY), party_id)
        named = Namer(above, below)
        direct = up.holdings.equity.get(party_id, {})
        held = down.holdings.by_holder(Right.EQUITY).get(party_id, {})
        over = {**up.holdings.above_one(), **down.holdings.above_one()}
        return Ownership(
            party=named(party_id),
            owners=_shares(
                {
                    other: (direct.get(other), total, integrated(up.holdings.equity, owners, other))
                    for other, total in owners.total.items()
                },
                named,
            ),
            owned=_shares({other: (held.get(other), total, None) for other, total in owned.total.items()}, named),
            up=_chart(up.holdings.equity, up.holdings.votes, owners.rings, named),
            down=_chart(down.holdings.equity, down.holdings.votes, owned.rings, named),
            unidentified=unidentified_share(owners, up.identified) if up.kind_of(party_id) != "Person" else ZERO,
            rings=tuple(refs(ring, named) for ring in dict.fromkeys((*owners.rings, *owned.rings))),
            closed=refs(owners.closed | owned.closed, named),
            above_one=tuple((named(one), total) for one, total in sorted(over.items())),
            approximate=owners.approximate or owned.approximate,
            truncated=above.is_cut or below.is_cut,
            omitted=merged_omissions(above.omitted, below.omitted),
        )

    def controllers(self, party_id: str, pack: RulePack, caller: Caller, as_of: AsOf, *, explain: bool) -> Controlling:
        """Return who controls the party under the pack, with the way of control; raises CustomerNotFound."""
        above = self._facts.owners(party_id, caller, as_of, with_relatives=True)
        groups = Groups(Books(above.facts.under(pack.name)), pack, as_of.valid_at)
        named = Namer(above)
        found = groups.controllers_of(party_id)
        return Controlling(
            party=named(party_id),
            rule=groups.control_rule,
            controllers=tuple(_controller(one, found, groups, named, explain=explain) for one in found.all),
            to_review=refs(_to_review(party_id, groups, found), named),
            voting_power=_voting_power(party_id, groups, named),
            overrides=applied(above, pack.name, named),
            truncated=above.is_cut,
            omitted=above.omitted,
        )

    def beneficial_owners(
        self, party_id: str, pack: RulePack, caller: Caller, as_of: AsOf, *, explain: bool, higher_risk: bool
    ) -> Beneficial:
        """Return every person above the party by every standard; raises CustomerNotFound.

        With `higher_risk` the lower threshold of the pack counts, where it has one.
        """
        around = self._facts.owners(party_id, caller, as_of, all_days=True)
        rules = beneficial_owner_rules(pack, as_of.valid_at, higher_risk=higher_risk)
        found = beneficial_owners_on(around, party_id, pack, as_of.valid_at, rules)
        named = Namer(around)
        threshold = thresholds_of(rules, pack, as_of.valid_at).threshold
        history = OwnerHistory(around, party_id, pack, as_of.valid_at, rules)
        return Beneficial(
            party=named(party_id),
            outcome=found.outcome,
            words=of_outcome(found.outcome) if explain else None,
            owners=tuple(
                Owner(
                    person=named(finding.person),
                    finding=finding,
                    rule=rules.get(finding.standard),
                    formed_on=history.formed_on(finding),
                    words=of_beneficial_owner(finding, party_id, threshold, rules.get(finding.standard), named.in_words)
                    if explain
                    else None,
                )
                for finding in found.findings
            ),
            senior_managers=refs(found.senior_managers, named),
            fallback=found.fallback,
            unidentified=found.unidentified,
            rings=tuple(refs(ring, named) for ring in found.rings),
            overrides=applied(around, pack.name, named),
            truncated=around.is_cut,
            omitted=around.omitted,
        )


def _to_review(party_id: str, groups: Groups, found: Controllers) -> set[str]:
    """Return who would control by a ring that supports itself, or with close relatives, or is said to in fact."""
    books, majority = groups.books, groups.majority
    in_fact = {controller for controller, company in books.control_to_review if company == party_id}
    review = in_fact if groups.rule_of_facts else set()
    if books.rings_of_votes:
        review |= {
            one
            for one in books.votes.above(party_id)
            if party_id in supported_by_a_ring(books.acting_with(one), books.votes, majority)
        }
    review |= {one for one in books.votes.above(party_id) if party_id in groups.only_with_family(one)}
    return review - set(found.all)


def _controller(
    controller: str,
    found: Controllers,
    groups: Groups,
    named: "Namer",
    *,
    explain: bool,
) -> Controller:
    controlled = found.reasons[controller]
    roots = groups.books.acting_with(controller)
    steps = tuple(
        ControlStep(
            company=named(control.company),
            votes=control.votes,
            parts=tuple((named(holder), share) for holder, share in sorted(control.parts.items())),
            on_record=control.asserted_by is not None,
            words=of_control(roots, control, controlled, groups.majority, groups.rule_of(control), named.in_words)
            if explain
            else None,
        )
        for control in found.steps_of(controller)
    )
    return Controller(named(controller), controller in found.ultimate, refs(roots - {controller}, named), steps)


def _voting_power(party_id: str, groups: Groups, named: "Namer") -> tuple[VotingPower, ...]:
    votes = {one: share for one, share in groups.books.votes.votes.get(party_id, {}).items() if share}
    if not votes or len(votes) > MOST_VOTERS:
        return ()
    orders, swings = shapley_shubik(votes, groups.majority), banzhaf(votes, groups.majority)
    return tuple(
        VotingPower(named(one), share, orders[one], swings[one])
        for one, share in sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    )


def _shares(found: Mapping[str, tuple[Fraction | None, Fraction, Fraction | None]], named: Namer) -> tuple[Share, ...]:
    ranked = sorted(found.items(), key=lambda item: (-item[1][1], item[0]))
    return tuple(Share(named(one), *shares) for one, shares in ranked)


def _chart(equity: Shares, votes: Shares, rings: tuple[frozenset[str], ...], named: Namer) -> tuple[ChartTie, ...]:
    ties = []
    for held, holders in sorted(equity.items()):
        for holder, share in sorted(holders.items()):
            is_back_link = any(held in ring and holder in ring for ring in rings)
            voted = votes.get(held, {}).get(holder, ZERO)
            ties.append(ChartTie(named(holder), named(held), share, voted, is_back_link))
    return tuple(ties)

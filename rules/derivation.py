"""Everything that follows by one rule pack from a whole bank's facts of one day, or from a part that has changed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date

from algorithms.beneficial_owners import Finding, Outcome, Standard
from algorithms.connected_groups import Spread
from algorithms.control import Control, controlled_by, steps_to, supported_by_a_ring
from algorithms.holdings import Right, reachable
from algorithms.verdict import Verdict
from rules.bank_related import BankRelated
from rules.books import Books
from rules.derived import DerivedKind, DerivedTie, group_id, share_text
from rules.evidence import Evidence, Path
from rules.facts import Facts
from rules.groups import BY_VOTES, Groups
from rules.owner_rules import beneficial_owner_rules, beneficial_owners_in
from rules.pack import RulePack

HEAD = "HEAD"
"""Stands for the rule at the party with which a group begins."""

_ONWARD = ("OWNS", "CONTROLS_ASSERTED")
_BACKWARD = ("GUARANTEES", "FUNDED_BY")
_BOTH_WAYS = (
    "NOMINEE_FOR", "DELEGATES_VOTE_TO", "ACTS_IN_CONCERT_WITH", "OVERRIDDEN", "SPOUSE_OF", "PARENT_OF",
)  # fmt: skip

Heard = Callable[[str, int, int], None]
"""Is told what is being derived, how far it is, and how far it goes."""


def reached_from(facts: Facts, changed: Iterable[str]) -> set[str]:
    """Return the parties on which something may follow otherwise when these have changed."""
    arcs: dict[str, set[str]] = defaultdict(set)
    for tie in facts.ties:
        if tie.kind in (*_ONWARD, *_BOTH_WAYS):
            arcs[tie.start].add(tie.end)
        if tie.kind in (*_BACKWARD, *_BOTH_WAYS):
            arcs[tie.end].add(tie.start)
    return reachable(arcs, changed)


class Derivation:
    """One derivation. `facts` are those of the day under the pack."""

    def __init__(self, facts: Facts, pack: RulePack, day: date) -> None:
        self._groups = Groups(Books(facts), pack, day)
        self._books = self._groups.books
        self._evidence = Evidence(self._books)
        self._day = day
        self._pack = pack
        self._alone: dict[str, Mapping[str, Control]] = {}

    def ties(
        self,
        targets: Collection[str] | None = None,
        kept: Iterable[DerivedTie] = (),
        heard: Heard = lambda *_: None,
    ) -> list[DerivedTie]:
        """Return every tie that follows, ascending by key.

        With `targets` only what concerns these parties is derived; `kept` are the ties of an earlier derivation, of
        which those about all other parties are taken over. Groups, and who is related to the bank, rest on all of
        them and are always derived anew.
        """
        said = {company for _, company in self._books.control_to_review}
        wanted = self._books.votes.parties | said if targets is None else set(targets)
        found = list(self._of_controllers(wanted, heard))
        found += self._of_beneficial_owners(wanted, heard)
        found += self._of_dependencies(None if targets is None else wanted)
        if targets is not None:
            with_ties = {party for tie in self._books.facts.ties for party in (tie.start, tie.end)}
            unchanged = with_ties - wanted
            found += [tie for tie in kept if tie.kind in _PER_PARTY and _subject(tie) in unchanged]
        found += self._of_groups(found, heard)
        found += BankRelated(self._groups, self._evidence).ties()
        on_record = self._books.facts.parties
        # Whoever stands behind a nominee who names nobody is no party that a tie could begin at.
        return sorted({tie.key: tie for tie in found if tie.start in on_record}.values(), key=lambda tie: tie.key)

    def _of_controllers(self, wanted: set[str], heard: Heard) -> Iterator[DerivedTie]:
        book = self._books.votes
        roots = sorted(wanted | book.above(*wanted))
        in_rings = {party for ring in self._books.rings_of_votes for party in ring}
        for number, root in enumerate(roots):
            heard("control", number, len(roots))
            controlled = self._groups.controlled(root)
            together = self._groups.books.acting_with(root)
            for company in self._groups.has_part_in(root, wanted & controlled.keys()):
                yield self._control(root, company, controlled)
            if in_rings and in_rings & book.below(together):
                rule = self._groups.control_rule
                ring = supported_by_a_ring(together, book, self._groups.majority) & wanted
                for company in self._groups.has_part_in(root, ring):
                    yield DerivedTie(
                        DerivedKind.CONTROLS, root, company, rule.id if rule else BY_VOTES, Verdict.REVIEW, basis="RING"
                    )
            yield from self._control_with_family(root, wanted)
        for controller, company in sorted(self._books.control_to_review):
            if company in wanted and company not in self._groups.controlled(controller):
                rule = self._groups.rule_of_facts
                if rule is not None:
                    ways = self._evidence.between(controller, company, "CONTROLS_ASSERTED")
                    yield DerivedTie(
                        DerivedKind.CONTROLS, controller, company, rule.id, Verdict.REVIEW, basis="DE_FACTO", paths=ways
                    )

    def _control_with_family(self, root: str, wanted: set[str]) -> Iterator[DerivedTie]:
        companies = wanted.intersection(self._groups.only_with_family(root))
        rule, together = self._groups.family_rule, self._groups.controlled_with_family(root) if companies else {}
        for company in sorted(companies):
            ways = self._evidence.ways_of_control(self._groups.family_of(root), company, steps_to(company, together))
            yield DerivedTie(
                DerivedKind.CONTROLS,
                root,
                company,
                rule.id if rule else BY_VOTES,
                Verdict.REVIEW,
                basis="FAMILY",
                lower=share_text(together[company].votes),
                paths=ways,
            )

    def _control(self, root: str, company: str, controlled: Mapping[str, Control]) -> DerivedTie:
        control = controlled[company]
        roots = self._books.acting_with(root)
        return DerivedTie(
            DerivedKind.CONTROLS,
            root,
            company,
            self._groups.reason_of(control),
            basis="ON_RECORD" if control.asserted_by is not None else "VOTES",
            lower=share_text(control.votes),
            paths=self._evidence.ways_of_control(roots, company, steps_to(company, controlled)),
        )

    def _of_beneficial_owners(self, wanted: set[str], heard: Heard) -> Iterator[DerivedTie]:
        books = self._books
        companies = [company for company in books.companies if company in wanted]
        rules = beneficial_owner_rules(self._pack, self._day)
        if not rules:
            return
        for number, company in enumerate(companies):
            heard("beneficial owners", number, len(companies))
            found = beneficial_owners_in(books, company, self._pack, self._day, rules, self._controlled_alone)
            ways = _Ways(company, books, self._evidence, self._controlled_alone)
            for finding in found.findings:
                rule = rules.get(finding.standard)
                if finding.verdict is not Verdict.FALSE and rule is not None:
                    yield _owner(finding, company, rule.id, ways.of(finding))
            rule = rules.get(Standard.SENIOR_MANAGER)
            if found.outcome is Outcome.SENIOR_MANAGER and rule is not None:
                for manager in found.senior_managers:
                    yield DerivedTie(
                        DerivedKind.BENEFICIAL_OWNER_OF,
                        manager,
                        company,
                        rule.id,
                        standard=Standard.SENIOR_MANAGER.value,
                        paths=self._evidence.between(manager, company, "HOLDS_POSITION"),
                    )

    def _controlled_alone(self, person: str) -> Mapping[str, Control]:
        """What a person controls without those who act in concert: of a beneficial owner that is asked."""
        if person not in self._alone:
            self._alone[person] = controlled_by((person,), self._books.votes, self._groups.majority)
        return self._alone[person]

    def _of_dependencies(self, wanted: set[str] | None) -> Iterator[DerivedTie]:
        for ruled in self._groups.dependencies:
            dependency = ruled.dependency
            if dependency.verdict is Verdict.FALSE or (wanted is not None and dependency.dependent not in wanted):
                continue
            yield DerivedTie(
                DerivedKind.DEPENDS_ON,
                dependency.dependent,
                dependency.on,
                ruled.rule.id,
                dependency.verdict,
                basis=dependency.criterion.value,
                lower=share_text(dependency.share),
                paths=tuple(
                    path
                    for kind in _BACKWARD
                    for path in self._evidence.between(dependency.dependent, dependency.on, kind)
                ),
            )

    def _of_groups(self, derived: Collection[DerivedTie], heard: Heard) -> Iterator[DerivedTie]:
        ways: dict[tuple[str, str, str], Path] = {}
        for tie in derived:
            if tie.status is Verdict.TRUE and tie.kind in (DerivedKind.CONTROLS, DerivedKind.DEPENDS_ON):
                origin, reached = (tie.start, tie.end) if tie.kind is DerivedKind.CONTROLS else (tie.end, tie.start)
                ways[origin, reached, tie.rule_id] = tie.paths[0] if tie.paths else ()
        spreads = [*(Spread(*way) for way in ways), *self._groups.dependencies_on_record()]
        contagion = self._groups.contagion_along(spreads)
        groups = contagion.groups
        for number, group in enumerate(groups):
            heard("groups", number, len(groups))
            for member in sorted(group.members):
                chain = contagion.reasons(group.head, member)
                way = tuple(
                    key for spread in chain for key in ways.get((spread.origin, spread.reached, spread.reason), ())
                )
                yield DerivedTie(
                    DerivedKind.IN_RELATED_GROUP,
                    member,
                    group_id(self._pack.name, group.head),
                    chain[-1].reason if chain else HEAD,
                    rules=tuple(spread.reason for spread in chain),
                    paths=(way,) if way else (),
                )


def _owner(finding: Finding, company: str, rule_id: str, ways: tuple[Path, ...]) -> DerivedTie:
    return DerivedTie(
        DerivedKind.BENEFICIAL_OWNER_OF,
        finding.person,
        company,
        rule_id,
        finding.verdict,
        finding.standard.value,
        finding.right.value if finding.right else "control",
        share_text(finding.lower),
        share_text(finding.upper),
        paths=ways,
    )


class _Ways:
    """The ways of one company's beneficial owners; rights with the same cap tables have the same ways."""

    def __init__(
        self,
        company: str,
        books: Books,
        evidence: Evidence,
        controlled: Callable[[str], Mapping[str, Control]],
    ) -> None:
        self._company = company
        self._holdings = books.holdings
        self._evidence = evidence
        self._controlled = controlled
        self._above: dict[int, set[str]] = {}
        self._known: dict[tuple[int, str], tuple[Path, ...]] = {}

    def of(self, finding: Finding) -> tuple[Path, ...]:
        """Return by which ties the person is found."""
        person = finding.person
        if finding.standard is Standard.CONTROL and self._company in self._controlled(person):
            steps = steps_to(self._company, self._controlled(person))
            return self._evidence.ways_of_control((person,), self._company, steps)
        right = finding.right or Right.VOTES
        table = self._holdings.of(right)
        if id(table) not in self._above:
            self._above[id(table)] = reachable(table, (self._company,))
        if (id(table), person) not in self._known:
            ways = self._evidence.ways_of_shares(right, person, self._company, self._above[id(table)])
            self._known[id(table), person] = ways
        return self._known[id(table), person]


_PER_PARTY = (DerivedKind.CONTROLS, DerivedKind.BENEFICIAL_OWNER_OF, DerivedKind.DEPENDS_ON)


def _subject(tie: DerivedTie) -> str:
    """Return the party about which the tie decides something."""
    return tie.start if tie.kind is DerivedKind.DEPENDS_ON else tie.end

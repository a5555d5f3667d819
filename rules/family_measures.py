"""Measures of families: relatives by each law's list, what a family controls together, who was related lately."""

from calendar import monthrange
from collections.abc import Collection, Iterator
from datetime import date

from algorithms.control import Control, Majority, controlled_by
from algorithms.holdings import ZERO
from algorithms.kinship import Degree
from algorithms.ownership import owners_of
from algorithms.verdict import Operator, Verdict
from rules.asked import Asked
from rules.books import Books
from rules.facts import Facts
from rules.measure import Measure, measure
from rules.pack import Rule

_NUCLEAR = "CTRL-FAMILY"
_WITH_RELATIVES = "CN-GRP-3-3"
_STRICT = Majority(Operator.ABOVE)


class FamilyMeasures:
    """Families of the day; `kinship` are the lists of relatives of all packs, `group_degrees` those of a group."""

    def __init__(
        self, books: Books, asked: Asked, kinship: Collection[Rule], group_degrees: Collection[Degree]
    ) -> None:
        self._books = books
        self._couples = asked.couples
        self._kinship = kinship
        self._group_degrees = group_degrees

    def measures(self) -> Iterator[Measure]:
        """Yield kinship of every person with a relative, then what families control."""
        family = self._books.family
        for couple in self._couples:
            married = couple[1] in family.of_degree(couple[0], Degree.SPOUSE)
            for one, other in (couple, couple[::-1]):
                yield measure("spouse", "TIME-ASOF", one, other, married)
            if not married:
                for company in self._books.companies:
                    yield measure("family_control_gt_0.50", _NUCLEAR, "|".join(couple), company, value=False)
        for person in sorted(family.persons):
            yield from self._kin(person)
        for members in self._nuclear_families():
            yield from self._together(members, _NUCLEAR)
        yield from self._with_relatives()

    def _kin(self, person: str) -> Iterator[Measure]:
        family = self._books.family
        for rule in self._kinship:
            relatives = family.relatives(person, rule.degrees)
            to_review = family.relatives(person, rule.degrees_to_review) - relatives
            yield measure("kin_set", rule.id, person, "", relatives)
            for other in sorted(family.persons - {person}):
                verdict = Verdict.REVIEW if other in to_review else Verdict.of(other in relatives)
                yield measure("kin_member", rule.id, person, other, verdict)

    def _nuclear_families(self) -> list[tuple[str, ...]]:
        """Couples with their children, in the order in which ties name them."""
        families = []
        for tie in self._books.facts.of_kind("SPOUSE_OF"):
            couple = (tie.start, tie.end)
            children = {child for parent in couple for child in self._books.family.of_degree(parent, Degree.CHILD)}
            families.append((*couple, *sorted(children)))
        return families

    def _together(self, members: tuple[str, ...], rule_id: str) -> Iterator[Measure]:
        controlled = self._controlled(members)
        subject = "|".join(members)
        for company in self._books.companies:
            yield measure("family_control_gt_0.50", rule_id, subject, company, company in controlled)
            total = owners_of(self._books.holdings.equity, company).total
            pooled = sum((total.get(member, ZERO) for member in members), ZERO)
            yield measure("pooled_ownership", rule_id, subject, company, pooled)
        if rule_id == _NUCLEAR:
            for company in controlled:
                yield measure("credit_group", _WITH_RELATIVES, company, "", controlled)

    def _with_relatives(self) -> Iterator[Measure]:
        """Yield what each person controls with all relatives that the group rule counts."""
        family = self._books.family
        for person in sorted(family.persons & self._books.votes.parties):
            relatives = family.relatives(person, self._group_degrees)
            controlled = self._controlled((person, *relatives))
            if controlled:
                yield measure("credit_group", _WITH_RELATIVES, person, "", controlled)
            for couple in self._nuclear_families():
                if person in couple[:2]:
                    wider = (*couple, *sorted(relatives - set(couple)))
                    yield from self._together(wider, _WITH_RELATIVES)

    def _controlled(self, members: Collection[str]) -> dict[str, Control]:
        return controlled_by(members, self._books.votes, _STRICT)


def related_lately(facts: Facts, day: date, rule: Rule) -> Iterator[Measure]:
    """Yield for each pair with dated ties whether they are related on the day or were in the months before it."""
    since = _months_before(day, rule.months or 0)
    pairs: dict[tuple[str, str], bool] = {}
    for tie in facts.ties:
        if tie.valid_from is None and tie.valid_to is None:
            continue
        has_begun = tie.valid_from is None or tie.valid_from <= day
        not_long_over = tie.valid_to is None or tie.valid_to > since
        for pair in ((tie.start, tie.end), (tie.end, tie.start)):
            pairs[pair] = pairs.get(pair, False) or (has_begun and not_long_over)
    for (one, other), lately in sorted(pairs.items()):
        for rule_id in (rule.id, *rule.aliases):
            yield measure(f"related_within_{rule.months}m", rule_id, one, other, lately)


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    last = monthrange(year, month)[1]
    return date(year, month, min(day.day, last))

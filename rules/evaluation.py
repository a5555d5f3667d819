"""Every measure of the facts of one day under one rule pack: what `guanxi rules evaluate` prints."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from algorithms.exposures import OwnFunds
from rules.asked import Asked
from rules.bank_related import BankRelated
from rules.beneficial_owner_measures import BeneficialOwnerMeasures
from rules.books import Books
from rules.control_measures import ControlMeasures
from rules.evidence import Evidence
from rules.facts import Facts
from rules.family_measures import FamilyMeasures, related_lately
from rules.group_measures import GroupMeasures
from rules.groups import Groups
from rules.measure import Measure, measure
from rules.network_measures import close_link_measures, guarantee_measures, shared_attribute_measures
from rules.ownership_measures import OwnershipMeasures
from rules.pack import Rule, RuleKind, RulePack, load_pack, pack_names

if TYPE_CHECKING:
    from algorithms.kinship import Degree

_CLOSE_LINK_FROM = Fraction(1, 5)
_GROUP_KIN = "KIN-GRP2010-3-3"


def evaluate(facts: Facts, pack: RulePack, day: date, own_funds: OwnFunds) -> Iterator[Measure]:
    """Yield every measure, once; those of dated facts a second time with `@day` behind the measure's name.

    The pack decides which control and dependency make a group. Figures are the same under any pack; decisions that a
    law names with its own threshold are printed for all packs, so that regimes can be compared by rule id.
    """
    is_dated = bool(facts.days_of_change)
    seen: set[Measure] = set()
    for found in _measures(facts, pack, day, own_funds):
        if found not in seen:
            seen.add(found)
            yield found
            if is_dated:
                yield replace(found, measure=f"{found.measure}@{day.isoformat()}", rule_id=_dated(found))


def _dated(found: Measure) -> str:
    as_of = {"OWN-LEONTIEF", "CTRL-LFP"}
    return "TIME-ASOF" if found.rule_id in as_of else found.rule_id


def _measures(facts: Facts, pack: RulePack, day: date, own_funds: OwnFunds) -> Iterator[Measure]:
    books = Books(facts.on(day))
    rules = _all_rules(pack)
    asked = Asked.of(facts)
    yield from OwnershipMeasures(books, asked).measures()
    yield from ControlMeasures(books, asked).measures()
    yield from BeneficialOwnerMeasures(books, asked).measures()
    kinship = [rule for rule in rules if rule.kind is RuleKind.KINSHIP]
    degrees: tuple[Degree, ...] = next(rule.degrees for rule in kinship if rule.id == _GROUP_KIN)
    yield from FamilyMeasures(books, asked, kinship, degrees).measures()
    for rule in rules:
        if rule.kind is RuleKind.LOOK_BACK:
            yield from related_lately(facts, day, rule)
    groups = Groups(books, pack, day)
    yield from GroupMeasures(groups, rules, own_funds).measures()
    for tie in BankRelated(groups, Evidence(books)).ties():
        yield measure("related_to_bank", tie.rule_id, tie.start, tie.end, tie.status)
    yield from guarantee_measures(books.guarantees)
    yield from close_link_measures(books, _CLOSE_LINK_FROM, asked)
    yield from shared_attribute_measures(books.attributes, sorted(books.facts.parties))


def _all_rules(first: RulePack) -> list[Rule]:
    others = (load_pack(name) for name in pack_names() if name != first.name)
    return [rule for pack in (first, *others) for rule in pack.rules]

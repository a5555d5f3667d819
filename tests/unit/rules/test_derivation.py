"""Whole-bank derivations: what is written, and that deriving a part anew comes to the same as deriving all."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.verdict import Verdict
from graph.as_of import AsOf
from rules.bank_facts import changed_since, fingerprints, packed
from rules.derivation import Derivation, reached_from
from rules.derived import DerivedKind, DerivedTie
from rules.evaluation import evaluate
from rules.facts import OVERRIDDEN, Facts, Party, Tie
from rules.pack import load_pack
from rules.register import difference, register_digest

DAY = date(2026, 6, 30)
AS_OF = AsOf(DAY, datetime(2026, 6, 30, tzinfo=UTC))
PERSONS = ("P1", "P2", "P3", "P4")
COMPANIES = ("A", "B", "C", "D", "E", "F")
KINDS = ("OWNS",) * 5 + (
    "GUARANTEES",
    "ACTS_IN_CONCERT_WITH",
    "NOMINEE_FOR",
    "CONTROLS_ASSERTED",
    "SPOUSE_OF",
    "PARENT_OF",
)
FAMILY = ("SPOUSE_OF", "PARENT_OF")


def _facts(*ties: Tie, **kinds: str) -> Facts:
    known = dict.fromkeys(PERSONS, "Person") | dict.fromkeys(COMPANIES, "Organization") | kinds
    facts = {"BANK": {"reporting_bank": "true"}}
    return Facts((Party(one, kind, facts.get(one, {})) for one, kind in known.items()), ties)


def _owns(holder: str, held: str, share: str) -> Tie:
    return Tie(holder, "OWNS", held, equity=Fraction(share), key=f"{holder}>{held}")


def _derive(facts: Facts, pack: str = "cn") -> list[DerivedTie]:
    return Derivation(facts, load_pack(pack), DAY).ties()


def _of(kind: DerivedKind, ties: list[DerivedTie]) -> dict[tuple[str, str], DerivedTie]:
    return {(tie.start, tie.end): tie for tie in ties if tie.kind is kind}


@st.composite
def banks(draw: st.DrawFn) -> list[Tie]:
    """Ties among a few persons and companies; of most companies less than everything is held."""
    ties = {}
    for number in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(KINDS))
        starts = COMPANIES if kind == "GUARANTEES" else PERSONS + COMPANIES
        ends = PERSONS if kind in FAMILY else COMPANIES
        start, end = draw(st.sampled_from(PERSONS if kind in FAMILY else starts)), draw(st.sampled_from(ends))
        share = Fraction(draw(st.sampled_from((10, 20, 25, 30, 50, 60))), 100) if kind == "OWNS" else None
        if start != end:
            facts = {"basis": draw(st.sampled_from(("CONTRACT", "DE_FACTO")))} if kind == "CONTROLS_ASSERTED" else {}
            ties[kind, start, end] = Tie(start, kind, end, equity=share, facts=facts, key=f"t{number}")
    return list(ties.values())


@settings(max_examples=150)
@given(before=banks(), data=st.data())
def test_deriving_what_has_changed_comes_to_the_same_as_deriving_all(before: list[Tie], data: st.DataObject) -> None:
    pack = load_pack("cn")
    after = list(before)
    place = data.draw(st.integers(0, len(after) - 1)) if after else 0
    match data.draw(st.sampled_from(("remove", "change", "add"))):
        case "remove" if after:
            del after[place]
        case "change" if after:
            share = Fraction(55, 100) if after[place].kind == "OWNS" else None
            after[place] = replace(after[place], equity=share, facts={"basis": "ARTICLES"})
        case _:
            after.append(_owns("P4", "F", "0.55"))

    earlier, later = _facts(*before), _facts(*after)
    kept = packed(fingerprints(earlier, pack, AS_OF))
    changed = changed_since(fingerprints(later, pack, AS_OF), kept)
    part = Derivation(later, pack, DAY).ties(reached_from(later, changed), _derive(earlier))

    assert part == _derive(later)


def test_changing_one_holding_reaches_only_what_lies_below_it() -> None:
    ties = [_owns("P1", "A", "0.6"), _owns("A", "B", "0.6"), _owns("P2", "C", "0.6"), _owns("C", "D", "0.3")]
    pack = load_pack("cn")
    kept = packed(fingerprints(_facts(*ties), pack, AS_OF))
    now = _facts(*ties[:3], _owns("C", "D", "0.4"))
    changed = changed_since(fingerprints(now, pack, AS_OF), kept)
    assert changed == {"C", "D"}
    assert reached_from(now, changed) == {"C", "D"}


def test_another_law_changes_every_party() -> None:
    facts = _facts(_owns("P1", "A", "0.6"), _owns("P2", "B", "0.6"))
    kept = packed(fingerprints(facts, load_pack("cn"), AS_OF))
    before_the_rules_on_owners = AsOf(date(2025, 6, 30), AS_OF.known_at)
    assert changed_since(fingerprints(facts, load_pack("eu"), AS_OF), kept) == {"P1", "P2", "A", "B"}
    again = fingerprints(facts, load_pack("cn"), before_the_rules_on_owners)
    assert changed_since(again, kept) == {"P1", "P2", "A", "B"}


def test_control_carries_rule_votes_and_the_ways_on_record() -> None:
    ties = _derive(_facts(_owns("P1", "A", "0.6"), _owns("A", "C", "0.3"), _owns("P1", "C", "0.25")))
    control = _of(DerivedKind.CONTROLS, ties)["P1", "C"]
    assert (control.rule_id, control.status, control.lower) == ("CN-GRP-1", Verdict.TRUE, "0.55")
    assert control.paths == (("P1>A", "A>C"), ("P1>C",))
    owner = _of(DerivedKind.BENEFICIAL_OWNER_OF, [tie for tie in ties if tie.standard == 1])["P1", "C"]
    assert (owner.rule_id, owner.lower, owner.paths) == ("CN-BO-STD1", "0.43", control.paths)
    member = next(tie for tie in ties if tie.kind is DerivedKind.IN_RELATED_GROUP and tie.start == "C")
    assert (member.rules, member.paths) == (("CN-GRP-1",), (("P1>A", "A>C"),))


def test_a_nominees_mandate_is_among_the_ways() -> None:
    nominee = Tie("P2", "NOMINEE_FOR", "P1", key="mandate")
    ties = _derive(_facts(_owns("P2", "A", "0.6"), nominee))
    assert _of(DerivedKind.CONTROLS, ties)["P1", "A"].paths == (("P2>A", "mandate"),)
    assert ("P2", "A") not in _of(DerivedKind.CONTROLS, ties)


def test_nobody_behind_a_broker_is_written_or_joined_to_a_group() -> None:
    broker = [
        Tie("P2", "OWNS", held, equity=Fraction(9, 10), key=held, facts={"is_nominee": "true"}) for held in ("A", "B")
    ]
    assert [tie for tie in _derive(_facts(*broker)) if tie.kind is not DerivedKind.BENEFICIAL_OWNER_OF] == []


def test_what_supports_itself_and_what_is_said_in_fact_is_to_review() -> None:
    ring = [_owns("P1", "A", "0.3"), _owns("B", "A", "0.3"), _owns("A", "B", "0.6")]
    in_fact = Tie("P2", "CONTROLS_ASSERTED", "C", facts={"basis": "DE_FACTO"}, key="fact")
    control = _of(DerivedKind.CONTROLS, _derive(_facts(*ring, in_fact)))
    assert {control["P1", "A"].status, control["P2", "C"].status} == {Verdict.REVIEW}
    assert (control["P2", "C"].rule_id, control["P2", "C"].paths) == ("CN-CTRL-FACT", (("fact",),))


def test_close_relatives_who_control_together_are_to_review() -> None:
    ties = [_owns("P1", "A", "0.3"), _owns("P2", "A", "0.3"), _owns("A", "B", "0.6"), Tie("P1", "SPOUSE_OF", "P2")]
    control = _of(DerivedKind.CONTROLS, _derive(_facts(*ties)))
    assert {pair: tie.basis for pair, tie in control.items()} == {
        ("A", "B"): "VOTES", ("P1", "A"): "FAMILY", ("P2", "A"): "FAMILY", ("P1", "B"): "FAMILY", ("P2", "B"): "FAMILY",
    }  # fmt: skip
    assert (control["P1", "B"].rule_id, control["P1", "B"].status) == ("CN-GRP-3-3", Verdict.REVIEW)
    assert control["P1", "B"].paths == (("P1>A", "A>B"), ("P2>A", "A>B"))
    assert _of(DerivedKind.CONTROLS, _derive(_facts(*ties), "eu")).keys() == {("A", "B")}
    assert not [tie for tie in _derive(_facts(*ties)) if tie.start == "P1" and tie.kind is DerivedKind.IN_RELATED_GROUP]


@pytest.mark.parametrize(
    ("relation", "pair"), [("CONTROLS", ("P1", "A")), ("BENEFICIAL_OWNER_OF", ("P1", "A")), ("DEPENDS_ON", ("B", "A"))]
)
def test_a_rebutted_relation_is_not_derived_and_a_confirmed_one_is(relation: str, pair: tuple[str, str]) -> None:
    def judged(decision: str) -> Tie:
        return Tie(pair[0], OVERRIDDEN, pair[1], facts={"relation": relation, "decision": decision}, key="o")

    guarantee = Tie("B", "GUARANTEES", "A", key="g")
    facts = (_owns("P1", "A", "0.6"), guarantee)
    kind = DerivedKind(relation)
    assert pair in _of(kind, _derive(_facts(*facts)))
    assert pair not in _of(kind, _derive(_facts(*facts, judged("REBUTTED"))))
    if relation == "CONTROLS":
        confirmed = _derive(_facts(_owns("P1", "A", "0.2"), judged("CONFIRMED")))
        assert _of(kind, confirmed)[pair].basis == "ON_RECORD"
        members = [tie.start for tie in confirmed if tie.kind is DerivedKind.IN_RELATED_GROUP]
        assert sorted(members) == ["A", "P1"]


def test_who_is_related_to_the_bank() -> None:
    ties = [
        _owns("A", "BANK", "0.6"), _owns("P1", "A", "0.8"), _owns("C", "BANK", "0.05"), _owns("D", "BANK", "0.04"),
        _owns("P2", "C", "0.9"), _owns("BANK", "E", "0.7"), _owns("P4", "F", "0.6"), _owns("A", "G", "0.2"),
        Tie("P3", "HOLDS_POSITION", "BANK", facts={"role": "DIRECTOR"}, key="post"),
        Tie("P4", "SPOUSE_OF", "P3", key="married"),
    ]  # fmt: skip
    related = {
        (tie.start, tie.rule_id): tie
        for tie in _derive(_facts(*ties, BANK="Organization", G="Organization"))
        if tie.kind is DerivedKind.RELATED_TO
    }
    assert set(related) == {
        ("A", "CN-RP-6-1"), ("P1", "CN-RP-6-1"), ("A", "CN-RP-6-2"), ("P1", "CN-RP-6-2"), ("C", "CN-RP-6-2"),
        ("P2", "CN-RP-7-2"), ("P3", "CN-RP-6-3"), ("P4", "CN-RP-6-4"), ("F", "CN-RP-7-3"), ("E", "CN-RP-7-4"),
        ("G", "CN-RP-7-3-SI"), ("A", "CN-RP-7-3"), ("C", "CN-RP-7-3"),
    }  # fmt: skip
    assert related["P4", "CN-RP-6-4"].paths == (("married",),)
    assert related["C", "CN-RP-6-2"].lower == "0.05"
    assert related["G", "CN-RP-7-3-SI"].status is Verdict.REVIEW
    assert [tie for tie in _derive(_facts(*ties)) if tie.kind is DerivedKind.RELATED_TO] == []
    facts = _facts(*ties, BANK="ReportingBank", G="Organization")
    measures = evaluate(facts, load_pack("cn"), DAY, {})
    found = {(one.subject_id, one.rule_id) for one in measures if one.measure == "related_to_bank"}
    assert found == set(related)


def test_a_register_has_one_hash_in_whatever_order_and_shows_what_has_changed() -> None:
    earlier = _derive(_facts(_owns("P1", "A", "0.6"), _owns("P2", "B", "0.6")))
    later = _derive(_facts(_owns("P1", "A", "0.7"), _owns("P3", "B", "0.6")))
    law = ("cn", "1", DAY)
    assert register_digest(*law, earlier) == register_digest(*law, reversed(earlier))
    assert register_digest(*law, earlier) != register_digest(*law, later)
    found = difference(earlier, later)
    assert {tie.start for tie in found.added if tie.kind is DerivedKind.CONTROLS} == {"P3"}
    assert {tie.start for tie in found.removed if tie.kind is DerivedKind.CONTROLS} == {"P2"}
    assert {(before.lower, after.lower) for before, after in found.changed if after.kind is DerivedKind.CONTROLS} == {
        ("0.6", "0.7")
    }

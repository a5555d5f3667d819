"""Groups under a pack: control and dependency mixed, exemptions, concert parties."""

from datetime import date
from fractions import Fraction

from rules.books import Books
from rules.facts import Facts, Party, Tie
from rules.groups import Groups
from rules.pack import load_pack

DAY = date(2026, 6, 30)


def _owns(holder: str, held: str, share: str) -> Tie:
    return Tie(holder, "OWNS", held, equity=Fraction(share))


def _groups(ties: list[Tie], pack: str = "cn", **kinds: str) -> Groups:
    parties = {party for tie in ties for party in (tie.start, tie.end)}
    kind_of = {party: kinds.get(party, "Person" if party.startswith("P") else "Organization") for party in parties}
    return Groups(Books(Facts((Party(party, kind) for party, kind in kind_of.items()), ties)), load_pack(pack), DAY)


def _members(groups: Groups) -> list[list[str]]:
    return [sorted(group.members) for group in groups.contagion.groups]


def test_half_the_votes_make_a_group_in_china_and_not_in_the_eu() -> None:
    ties = [_owns("A", "JV", "0.5"), _owns("B", "JV", "0.5")]
    assert _members(_groups(ties, "cn")) == [["A", "JV"], ["B", "JV"]]
    assert _members(_groups(ties, "eu")) == []


def test_companies_under_the_state_are_no_group_for_that_alone() -> None:
    ties = [_owns("S", "A", "1"), _owns("S", "B", "1"), _owns("B", "B1", "1")]
    assert _members(_groups(ties, "cn", S="State")) == [["B", "B1"]]
    assert _members(_groups(ties, "eu", S="State")) == [["A", "B", "B1", "S"]]


def test_concert_parties_control_together() -> None:
    ties = [_owns("P1", "C", "0.3"), _owns("P2", "C", "0.3"), Tie("P1", "ACTS_IN_CONCERT_WITH", "P2")]
    assert _members(_groups(ties)) == [["C", "P1"], ["C", "P2"]]
    assert _members(_groups(ties[:2])) == []


def test_the_reporting_bank_connects_nobody() -> None:
    ties = [_owns("BANK", "A", "1"), _owns("BANK", "B", "1")]
    assert _members(_groups(ties, BANK="ReportingBank")) == []


def test_one_source_of_funds_connects_whom_it_funds_and_is_not_shown() -> None:
    ties = [
        Tie("A", "FUNDED_BY", "FUND_1", amount=Fraction(10), facts={"replaceable": "false"}),
        Tie("B", "FUNDED_BY", "FUND_1", amount=Fraction(10), facts={"replaceable": "false"}),
        Tie("C", "FUNDED_BY", "FUND_1", amount=Fraction(10), facts={"replaceable": "true"}),
    ]
    assert _members(_groups(ties, "basel")) == [["A", "B"]]


def test_asserted_control_has_the_rule_that_names_its_basis() -> None:
    groups = _groups([Tie("A", "CONTROLS_ASSERTED", "B", facts={"basis": "BOARD_MAJORITY"})], "eu")
    (reason,) = groups.contagion.reasons("A", "B")
    assert reason.reason == "EU-CTRL-3b"
    assert _members(_groups([Tie("A", "CONTROLS_ASSERTED", "B", facts={"basis": "DE_FACTO"})], "eu")) == []


def test_a_guarantee_without_an_amount_leaves_dependency_open() -> None:
    groups = _groups([Tie("G", "GUARANTEES", "B", facts={"net_assets": "100"})])
    assert {ruled.dependency.verdict for ruled in groups.dependencies} == {"UNKNOWN"}
    assert _members(groups) == []


def test_a_second_source_on_one_holding_does_not_add_up_and_an_earlier_one_hides_nothing() -> None:
    def stated(source: str, share: str, first: date | None = None, end: date | None = None) -> Tie:
        facts = {"source": source}
        return Tie("P", "OWNS", "C", equity=Fraction(share), facts=facts, valid_from=first, valid_to=end)

    change = date(2026, 1, 1)
    facts = Facts(
        [Party("P", "Person"), Party("C", "Organization")],
        [
            stated("old", "0.9", end=change),
            stated("registry", "0.2", change),
            stated("registry", "0.1", change),
            stated("survey", "0.25", change),
        ],
    )
    assert Books(facts.on(DAY)).holdings.equity == {"C": {"P": Fraction(3, 10)}}
    assert Books(facts.on(date(2025, 6, 30))).holdings.equity == {"C": {"P": Fraction(9, 10)}}

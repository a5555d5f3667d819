"""Why somebody is related, in words: one sentence in English, one in Chinese, with the figures and the law."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from algorithms.beneficial_owners import Finding, Outcome, Standard
from algorithms.control import Control, Majority
from algorithms.holdings import Right
from algorithms.verdict import Verdict
from rules.measure import decimal_of
from rules.pack import Rule, Words

Name = Callable[[str], str]
"""Party id → how the party is called in a sentence."""

_PERCENT_DIGITS = 4


def percent(share: Fraction) -> str:
    """Return a share as a percentage, rounded to four decimals without trailing zeros."""
    rounded = decimal_of(round(share * 100, _PERCENT_DIGITS))
    return f"{rounded.rstrip('0').rstrip('.') if '.' in rounded else rounded}%"


def of_control(
    controllers: Iterable[str],
    control: Control,
    controlled: Mapping[str, Control],
    majority: Majority,
    rule: Rule | None,
    name: Name,
) -> Words:
    """Say why the controllers control a company: what they hold themselves, and through whom."""
    roots = sorted(controllers)
    who_en, who_zh = " and ".join(map(name, roots)), "、".join(map(name, roots))
    company = name(control.company)
    if control.asserted_by is not None:
        by = name(control.asserted_by)
        return Words(
            en=f"{who_en} controls {company}: control by {by} is on record{_cite_en(rule)}",
            zh=f"{who_zh}控制{company}：记录显示由{by}控制{_cite_zh(rule)}",
        )
    own = [(holder, share) for holder, share in sorted(control.parts.items()) if holder in roots]
    through = [(holder, share) for holder, share in sorted(control.parts.items()) if holder not in roots]
    parts_en = [f"{name(holder)} holds {percent(share)}" for holder, share in own]
    parts_zh = [f"{name(holder)}持有{percent(share)}" for holder, share in own]
    for holder, share in through:
        held_en, held_zh = _how_controlled(controlled.get(holder))
        parts_en.append(f"through {name(holder)}{held_en} {percent(share)}")
        parts_zh.append(f"通过{name(holder)}{held_zh}持有{percent(share)}")
    test = f"{percent(control.votes)} {majority.operator} {percent(majority.threshold)}"
    return Words(
        en=f"{who_en} controls {company}: {_joined_en(parts_en)}: {test}{_cite_en(rule)}",
        zh=f"{who_zh}控制{company}：{'，并'.join(parts_zh)}：合计{test}{_cite_zh(rule)}",
    )


def _how_controlled(control: Control | None) -> tuple[str, str]:
    if control is None or control.asserted_by is not None:
        return " (control on record)", "（记录在案的控制）"
    return f" (controlled with {percent(control.votes)})", f"（以{percent(control.votes)}控制）"


def _joined_en(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{parts[0]} and, {', '.join(parts[1:])}" if parts else ""


def of_beneficial_owner(finding: Finding, company: str, threshold: Fraction, rule: Rule | None, name: Name) -> Words:
    """Say what is known of one person by one standard."""
    person, held = name(finding.person), name(company)
    if finding.standard is Standard.CONTROL or finding.lower is None or finding.upper is None:
        said_en, said_zh = _CONTROL[finding.verdict]
        return Words(en=f"{person} {said_en} {held}{_cite_en(rule)}", zh=f"{person}{said_zh}{held}{_cite_zh(rule)}")
    right_en, right_zh = _RIGHTS[finding.right or Right.EQUITY]
    lower, upper = percent(finding.lower), percent(finding.upper)
    between_en = lower if lower == upper else f"{lower} to {upper}"
    between_zh = lower if lower == upper else f"{lower}至{upper}"
    said_en, said_zh = _SHARE[finding.verdict]
    test = percent(threshold)
    return Words(
        en=f"{person} has {between_en} of the {right_en} of {held}, {said_en} {test}{_cite_en(rule)}",
        zh=f"{person}拥有{held}{between_zh}的{right_zh}，{said_zh}{test}{_cite_zh(rule)}",
    )


_RIGHTS = {
    Right.EQUITY: ("capital", "股权"),
    Right.VOTES: ("votes", "表决权"),
    Right.INCOME: ("income", "收益权"),
}
_SHARE = {
    Verdict.TRUE: ("which reaches", "达到"),
    Verdict.FALSE: ("below", "低于"),
    Verdict.UNKNOWN: ("it is open whether that reaches", "尚不能确定是否达到"),
    Verdict.REVIEW: ("a person has to judge whether that reaches", "须人工判断是否达到"),
}
_CONTROL = {
    Verdict.TRUE: ("controls", "控制"),
    Verdict.FALSE: ("does not control", "不控制"),
    Verdict.UNKNOWN: ("may control, with votes of holders who are not known,", "可能通过未识别持有人的表决权控制"),
    Verdict.REVIEW: ("may control, by cross-holdings that support each other,", "可能通过相互持股控制"),
}

_OUTCOMES: Mapping[Outcome, Words] = {
    Outcome.IDENTIFIED: Words(en="Beneficial owners are identified.", zh="已识别受益所有人。"),
    Outcome.SENIOR_MANAGER: Words(
        en="Nobody owns or controls enough; senior managers stand in.",
        zh="无人达到所有权或控制标准，以高级管理人员代替。",
    ),
    Outcome.NO_ONE_ON_RECORD: Words(
        en="Nobody owns or controls enough, and no senior manager is on record.",
        zh="无人达到所有权或控制标准，且没有高级管理人员的记录。",
    ),
    Outcome.INSUFFICIENT_EVIDENCE: Words(
        en="The evidence does not decide: part of the ownership ends with nobody known.",
        zh="证据不足：部分股权的最终持有人未知。",
    ),
}


def of_outcome(outcome: Outcome) -> Words:
    """Say what is known of a company's beneficial owners as a whole."""
    return _OUTCOMES[outcome]


def of_spread(origin: str, reached: str, rule: Rule | None, name: Name, *, is_control: bool) -> Words:
    """Say why trouble at one party is trouble at another."""
    first, second = name(origin), name(reached)
    if is_control:
        return Words(en=f"{first} controls {second}{_cite_en(rule)}", zh=f"{first}控制{second}{_cite_zh(rule)}")
    return Words(en=f"{second} depends on {first}{_cite_en(rule)}", zh=f"{second}在经济上依存于{first}{_cite_zh(rule)}")


def _cite_en(rule: Rule | None) -> str:
    return f" ({rule.cite})" if rule else ""


def _cite_zh(rule: Rule | None) -> str:
    return f"（{rule.cite}）" if rule else ""

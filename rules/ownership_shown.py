"""What answers on ownership, control and beneficial owners consist of."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from algorithms.beneficial_owners import Finding, Outcome
from algorithms.verdict import Verdict
from graph.omissions import Omission
from rules.naming import PartyRef
from rules.overrides import AppliedOverride
from rules.pack import Rule, Words


@dataclass(frozen=True)
class Share:
    """A party's part of the one asked about (or the reverse); None where cross-holdings leave it undefined."""

    party: PartyRef
    direct: Fraction | None
    total: Fraction
    integrated: Fraction | None


@dataclass(frozen=True)
class ChartTie:
    """One arrow of the ownership chart, nominees and proxies put in their place."""

    holder: PartyRef
    held: PartyRef
    equity: Fraction
    votes: Fraction
    is_back_link: bool


@dataclass(frozen=True)
class Ownership:
    """Who owns the party and what it owns; `closed` are parties of rings that nobody outside owns a part of."""

    party: PartyRef
    owners: tuple[Share, ...]
    owned: tuple[Share, ...]
    up: tuple[ChartTie, ...]
    down: tuple[ChartTie, ...]
    unidentified: Fraction
    rings: tuple[tuple[PartyRef, ...], ...]
    closed: tuple[PartyRef, ...]
    above_one: tuple[tuple[PartyRef, Fraction], ...]
    approximate: bool
    truncated: bool
    omitted: tuple[Omission, ...]


@dataclass(frozen=True)
class ControlStep:
    """A company on the way of control, with the votes that control it; `words` only when asked for."""

    company: PartyRef
    votes: Fraction
    parts: tuple[tuple[PartyRef, Fraction], ...]
    on_record: bool
    words: Words | None


@dataclass(frozen=True)
class Controller:
    """Somebody who controls the party, with the steps that lead there, and those acting in concert."""

    party: PartyRef
    is_ultimate: bool
    in_concert_with: tuple[PartyRef, ...]
    steps: tuple[ControlStep, ...]


@dataclass(frozen=True)
class VotingPower:
    """How often a holder's votes decide: a hint, never control."""

    party: PartyRef
    votes: Fraction
    shapley_shubik: Fraction
    banzhaf: Fraction


@dataclass(frozen=True)
class Controlling:
    """Who controls the party by which rule; `to_review` would, if cross-holdings supported themselves."""

    party: PartyRef
    rule: Rule | None
    controllers: tuple[Controller, ...]
    to_review: tuple[PartyRef, ...]
    voting_power: tuple[VotingPower, ...]
    overrides: tuple[AppliedOverride, ...]
    truncated: bool
    omitted: tuple[Omission, ...]


@dataclass(frozen=True)
class Owner:
    """One person by one standard, with the rule, and since when without a break."""

    person: PartyRef
    finding: Finding
    rule: Rule | None
    formed_on: date | None
    words: Words | None


@dataclass(frozen=True)
class Beneficial:
    """What is known of the party's beneficial owners."""

    party: PartyRef
    outcome: Outcome
    words: Words | None
    owners: tuple[Owner, ...]
    senior_managers: tuple[PartyRef, ...]
    fallback: Verdict
    unidentified: Fraction
    rings: tuple[tuple[PartyRef, ...], ...]
    overrides: tuple[AppliedOverride, ...]
    truncated: bool
    omitted: tuple[Omission, ...]

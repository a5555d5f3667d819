"""What the bank may do by a person's word: the state of consent that follows from all decisions, strictest wins.

    GRANTED < UNKNOWN < REFUSED < WITHDRAWN < OBJECTED

Of the decisions of one record or desk the latest counts, since a person may change his mind; between records and
desks the strictest counts, since nobody knows which of them heard the person right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

EVERY_CHANNEL = "ANY"
MINOR_BELOW_YEARS = 14
"""PIPL Art. 31: whoever is younger needs the consent of a guardian."""


class ConsentPurpose(StrEnum):
    """What a person can be asked for; service, risk and money laundering rest on contract and law instead."""

    MARKETING = "MARKETING"
    PROFILING = "PROFILING"
    SHARING = "SHARING"


class DecisionState(StrEnum):
    """What a person can say."""

    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    OBJECTED = "OBJECTED"
    OBJECTION_REVOKED = "OBJECTION_REVOKED"


class ConsentState(StrEnum):
    """What follows from all that a person has said."""

    GRANTED = "GRANTED"
    UNKNOWN = "UNKNOWN"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    OBJECTED = "OBJECTED"


STRICTNESS = {state: place for place, state in enumerate(ConsentState)}
_SAYS = {
    DecisionState.GRANTED: ConsentState.GRANTED,
    DecisionState.REFUSED: ConsentState.REFUSED,
    DecisionState.WITHDRAWN: ConsentState.WITHDRAWN,
    # An objection that was revoked leaves no consent behind: the same desk has to hear a new one.
    DecisionState.OBJECTED: ConsentState.WITHDRAWN,
}


@dataclass(frozen=True)
class Decision:
    """One thing that a person said; `state` can be a code of a source that no rule knows, which grants nothing."""

    decision_id: str
    purpose: str
    channel: str
    state: str
    decided_at: datetime
    stated_by: str
    by_guardian: bool = False

    @property
    def says(self) -> ConsentState:
        """What this decision alone would mean."""
        known = self.state in DecisionState.__members__
        return _SAYS[DecisionState(self.state)] if known else ConsentState.REFUSED


@dataclass(frozen=True)
class EffectiveConsent:
    """The state for one purpose over one channel, and the decisions that it rests on."""

    purpose: str
    channel: str
    state: ConsentState
    because: tuple[str, ...]
    needs_guardian: bool

    @property
    def is_allowed(self) -> bool:
        """Whether the bank may: silence is no consent (PIPL Art. 13 and 14)."""
        return self.state is ConsentState.GRANTED


def effective(
    decisions: Iterable[Decision], purpose: str, channel: str, valid_at: date, *, is_minor: bool = False
) -> EffectiveConsent:
    """Return the state on a day; the order of the decisions does not matter."""
    known = [decision for decision in decisions if day_of(decision.decided_at) <= valid_at]
    if objections := _standing_objections(known, purpose):
        return EffectiveConsent(purpose, channel, ConsentState.OBJECTED, _ids(objections), is_minor)
    latest = _latest_by_record(
        decision
        for decision in known
        if decision.purpose == purpose
        and decision.channel in {channel, EVERY_CHANNEL}
        and decision.state != DecisionState.OBJECTION_REVOKED
    )
    counted = [
        decision
        for decision in latest
        if decision.says is not ConsentState.GRANTED or decision.by_guardian or not is_minor
    ]
    if not counted:
        return EffectiveConsent(purpose, channel, ConsentState.UNKNOWN, (), is_minor)
    state = max((decision.says for decision in counted), key=STRICTNESS.__getitem__)
    because = _ids(decision for decision in counted if decision.says is state)
    return EffectiveConsent(purpose, channel, state, because, is_minor)


def _standing_objections(decisions: Sequence[Decision], purpose: str) -> list[Decision]:
    """Return the objections in force: one to marketing holds for every channel and for profiling as well."""
    hit_by = {
        ConsentPurpose.MARKETING: (ConsentPurpose.MARKETING,),
        ConsentPurpose.PROFILING: (ConsentPurpose.MARKETING, ConsentPurpose.PROFILING),
    }
    standing = []
    for objected_to in hit_by.get(ConsentPurpose(purpose), ()) if purpose in ConsentPurpose.__members__ else ():
        said = [decision for decision in decisions if decision.purpose == objected_to]
        revoked = max(
            (one.decided_at for one in said if one.state == DecisionState.OBJECTION_REVOKED), default=_LONG_AGO
        )
        standing += [one for one in said if one.state == DecisionState.OBJECTED and one.decided_at >= revoked]
    return standing


def _latest_by_record(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the last word of each record; of two words at one moment the stricter, and then any: they agree."""
    latest: dict[str, Decision] = {}
    for decision in decisions:
        former = latest.get(decision.stated_by)
        if former is None or _rank(former) < _rank(decision):
            latest[decision.stated_by] = decision
    return list(latest.values())


def _rank(decision: Decision) -> tuple[datetime, int, bool, str]:
    return decision.decided_at, STRICTNESS[decision.says], not decision.by_guardian, decision.decision_id


def _ids(decisions: Iterable[Decision]) -> tuple[str, ...]:
    return tuple(sorted(decision.decision_id for decision in decisions))


def day_of(moment: datetime) -> date:
    """Return the day of a moment in this machine's zone, as the clock `valid_at` counts days."""
    return moment.astimezone().date()


def is_minor_on(birth_date: date | None, day: date) -> bool:
    """Whether somebody born then is a minor; of whom no birth date is known is taken for grown up."""
    if birth_date is None:
        return False
    years = day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
    return years < MINOR_BELOW_YEARS


_LONG_AGO = datetime.min.replace(tzinfo=UTC)

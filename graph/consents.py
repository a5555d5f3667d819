"""Reads of consent: what a party has said, what follows from it now, and who may be written or called."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from cypher import query
from graph.as_of import AsOf
from graph.caller import Caller
from graph.consent_rules import (
    EVERY_CHANNEL,
    ConsentPurpose,
    ConsentState,
    Decision,
    EffectiveConsent,
    effective,
    is_minor_on,
)
from graph.errors import CustomerNotFound
from graph.session import GraphSession
from graph.vault import Vault, is_sealed

MARKETING_CHANNELS = ("APP", "EMAIL", "MAIL", "PHONE", "SMS", "WECHAT")
"""By which a bank advertises; other channels that a source names are answered as well."""


@dataclass(frozen=True)
class Recorded:
    """One decision as it stands in the graph; a superseded one was told anew by its source since."""

    decision: Decision
    source: str
    recorded_at: datetime
    recorded_by: str | None
    obtained_by: str | None
    text_version: str | None
    is_superseded: bool


@dataclass(frozen=True)
class ConsentsOfParty:
    """What holds now, and all that was said, oldest first."""

    party_id: str
    is_minor: bool
    effective: tuple[EffectiveConsent, ...]
    history: tuple[Recorded, ...]


class Consents:
    """The reader of consents."""

    def __init__(self, session: GraphSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    def of_party(self, party_id: str, caller: Caller, as_of: AsOf) -> ConsentsOfParty:
        """Return what this party said and what follows; raises CustomerNotFound."""
        asked = {"party_ids": [party_id], "known_at": as_of.known_at, **caller.scope.parameters()}
        rows = self._session.read(query("consents/decisions"), asked)
        if not rows:
            raise CustomerNotFound(f"No customer {party_id} is visible to you.")
        return self._of_row(rows[0], as_of)

    def contactable(
        self, party_ids: Sequence[str], purpose: str, channel: str, caller: Caller, as_of: AsOf
    ) -> tuple[str, ...]:
        """Return those of these parties who allow this purpose over this channel, in the order asked."""
        states = self.states(party_ids, [(purpose, channel)], caller, as_of)
        granted = (ConsentState.GRANTED,)
        return tuple(party_id for party_id in dict.fromkeys(party_ids) if states.get(party_id) == granted)

    def states(
        self, party_ids: Sequence[str], wanted: Sequence[tuple[str, str]], caller: Caller, as_of: AsOf
    ) -> dict[str, tuple[ConsentState, ...]]:
        """Return what these parties have said about each purpose over a channel, of those visible to the caller."""
        # An objection to marketing holds for other purposes as well.
        purposes = {ConsentPurpose.MARKETING.value, *(purpose for purpose, _ in wanted)}
        rows = self._session.read(
            query("consents/words"),
            {
                "party_ids": sorted(set(party_ids)),
                "purposes": sorted(purposes),
                "known_at": as_of.known_at,
                **caller.scope.parameters(),
            },
        )
        found = (self._of_row({**row, "decisions": _with_moments(row["decisions"])}, as_of, wanted) for row in rows)
        return {one.party_id: tuple(consent.state for consent in one.effective) for one in found}

    def is_parent(self, guardian_id: str, party_id: str, as_of: AsOf) -> bool:
        """Whether the first is a parent of the second."""
        asked = {"party_id": party_id, "guardian_id": guardian_id, **as_of.parameters()}
        return bool(self._session.read(query("consents/guardians"), asked))

    def _of_row(self, row: Mapping[str, Any], as_of: AsOf, wanted: Sequence[tuple[str, str]] = ()) -> ConsentsOfParty:
        history = tuple(sorted((_recorded(item) for item in row["decisions"]), key=_by_moment))
        standing = [item.decision for item in history if not item.is_superseded]
        is_minor = is_minor_on(self._birth_date(row["birth_date"]), as_of.valid_at)
        asked = wanted or _asked_about(standing)
        return ConsentsOfParty(
            row["party_id"],
            is_minor,
            tuple(effective(standing, *one, as_of.valid_at, is_minor=is_minor) for one in asked),
            history,
        )

    def _birth_date(self, stored: object) -> date | None:
        """Return the day behind a seal: whether somebody is a minor is decided whatever the caller may see."""
        if is_sealed(stored):
            return date.fromisoformat(self._vault.open(stored).clear)
        return stored if isinstance(stored, date) else None


def _asked_about(decisions: Iterable[Decision]) -> list[tuple[str, str]]:
    named = {(one.purpose, one.channel) for one in decisions if one.channel != EVERY_CHANNEL}
    named |= {(ConsentPurpose.MARKETING.value, channel) for channel in MARKETING_CHANNELS}
    named |= {(purpose.value, EVERY_CHANNEL) for purpose in ConsentPurpose if purpose is not ConsentPurpose.MARKETING}
    return sorted(named)


def _with_moments(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the decisions with their microseconds since 1970 as moments."""
    names = ("decided_at", "tie_recorded_at")
    return [{**item, **{name: _moment(item[name]) for name in names}} for item in items]


def _moment(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _recorded(item: Mapping[str, Any]) -> Recorded:
    recorded_at = item["tie_recorded_at"]
    decided_at = item.get("decided_at")
    if decided_at is None:
        # The day is all that the source gives; without one, the decision is as old as the bank's knowledge of it.
        day = item["decided_on"]
        decided_at = datetime.combine(day, time()).astimezone() if day else recorded_at
    decision = Decision(
        decision_id=item["consent_id"],
        purpose=item["purpose"],
        channel=item["channel"],
        state=item["state"],
        decided_at=decided_at,
        stated_by=f"{item['source']}/{item.get('stated_by') or item['consent_id']}",
        by_guardian=bool(item.get("by_guardian")),
    )
    return Recorded(
        decision,
        item["source"],
        recorded_at,
        item.get("recorded_by"),
        item.get("obtained_by"),
        item.get("text_version"),
        item["is_superseded"],
    )


def _by_moment(item: Recorded) -> tuple[datetime, datetime, str]:
    return item.decision.decided_at, item.recorded_at, item.decision.decision_id

"""Records what a person says about the use of his data: each decision is a new fact, none is changed."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.as_of import AsOf
from graph.caller import Caller
from graph.consent_rules import EVERY_CHANNEL, ConsentPurpose, DecisionState
from graph.consents import Consents, ConsentsOfParty
from graph.errors import InvalidParameters
from graph.model import SourceType
from graph.nodes import Consent, Source
from graph.session import GraphSession
from graph.ties import Plain
from graph.vault import Vault
from graph.writer import GraphWriter, NodeRow, TieRow

DESK = "consent-desk"
"""The source of decisions recorded here; whichever way the person spoke, the last word counts among them."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before it there was no law to consent under: an earlier moment is a slip."""


@dataclass(frozen=True)
class NewDecision:
    """What a person said, how it was obtained and under which text; `guardian_id` spoke for a child."""

    purpose: ConsentPurpose
    channel: str
    state: DecisionState
    obtained_by: str
    decided_at: datetime | None = None
    text_version: str | None = None
    guardian_id: str | None = None


class ConsentDesk:
    """Where decisions are recorded."""

    def __init__(self, session: GraphSession, vault: Vault, reader: Consents) -> None:
        self._session = session
        self._vault = vault
        self._reader = reader

    def record(self, party_id: str, told: NewDecision, caller: Caller) -> ConsentsOfParty:
        """Record a decision and return what holds now.

        Raises CustomerNotFound, and InvalidParameters for a day to come or a guardian who is none.
        """
        now = datetime.now(UTC)
        as_of = AsOf.given(known_at=now)
        self._reader.of_party(party_id, caller, as_of)
        decided_at = told.decided_at or now
        if not EARLIEST <= decided_at <= now:
            raise InvalidParameters("A decision is made after 1990 and before it is recorded.")
        if told.guardian_id is not None and not self._reader.is_parent(told.guardian_id, party_id, as_of):
            raise InvalidParameters("The guardian is not known as a parent of this person.")
        self._write(party_id, told, decided_at, caller, now)
        return self._reader.of_party(party_id, caller, AsOf.given())

    def object(self, party_id: str, obtained_by: str, decided_at: datetime | None, caller: Caller) -> ConsentsOfParty:
        """Record that a person wants no marketing at all, on any channel, and no profiling for it."""
        objection = NewDecision(
            ConsentPurpose.MARKETING, EVERY_CHANNEL, DecisionState.OBJECTED, obtained_by, decided_at=decided_at
        )
        return self.record(party_id, objection, caller)

    def _write(self, party_id: str, told: NewDecision, decided_at: datetime, caller: Caller, now: datetime) -> None:
        consent_id = f"{DESK}-{secrets.token_hex(8)}"
        writer = GraphWriter(self._session, consent_id, now, self._vault)
        source = Source(title="Consent desk", source_type=SourceType.SELF_DECLARATION, rank=1)
        writer.nodes("Source", [NodeRow(DESK, source)])
        consent = Consent(
            purpose=told.purpose,
            channel=told.channel,
            state=told.state,
            decided_at=decided_at,
            stated_by=DESK,
            obtained_by=told.obtained_by,
            text_version=told.text_version,
            recorded_by=caller.name,
            by_guardian=told.guardian_id is not None,
        )
        writer.nodes("Consent", [NodeRow(consent_id, consent)])
        tie = Plain(source=DESK, source_type=SourceType.SELF_DECLARATION)
        writer.ties("GAVE", [TieRow(party_id, consent_id, consent_id, tie)])

"""Corrects what is wrong about a person: one more record, of the source that is trusted most.

No source is changed and none is lost, and no later delivery overwrites the correction: the golden record takes each
property from the most trusted record that has one.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import ValidationError

from cypher import query
from graph.caller import Caller
from graph.errors import InvalidParameters
from graph.model import PartyRecord, SourceType
from graph.nodes import Source
from graph.person_statements import Persons
from graph.session import GraphSession
from graph.vault import SealedKind, Vault
from graph.writer import GraphWriter, NodeRow, PartyRow

CORRECTION = "correction"
BEST_RANK = 0
"""Sources of deliveries have ranks from 1."""

_LAST_MILLIS = 10**14
"""Beyond the year 5000: ids count down to it, since of two records of one rank the smaller id wins."""


class CorrectedField(StrEnum):
    """What can be corrected; everything else is the bank's own fact."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    NATIONALITY = "nationality"
    OCCUPATION = "occupation"
    ID_NUMBER = "id_number"


@dataclass(frozen=True)
class Correction:
    """What is right instead, what shows it, and why it was wrong."""

    field: CorrectedField
    value: str
    evidence: str
    reason: str


@dataclass(frozen=True)
class Corrected:
    """A correction that was made."""

    party_id: str
    record_id: str
    field: CorrectedField
    recorded_at: datetime


class CorrectionDesk:
    """Where corrections are made; `search_forms` spells a name for the search."""

    def __init__(
        self,
        session: GraphSession,
        vault: Vault,
        persons: Persons,
        search_forms: Callable[[str], str | None],
    ) -> None:
        self._session = session
        self._vault = vault
        self._persons = persons
        self._search_forms = search_forms

    def correct(self, party_id: str, wanted: Correction, caller: Caller) -> Corrected:
        """Make a correction.

        Raises CustomerNotFound, and InvalidParameters for what is no person or a value that the field cannot hold.
        """
        if self._persons.statements(party_id, caller).kind != "PERSON":
            raise InvalidParameters("Only what is said of a person is corrected here.")
        record = self._record(wanted)
        now = datetime.now(UTC)
        record_id = f"{CORRECTION}-{_LAST_MILLIS - int(now.timestamp() * 1000)}-{secrets.token_hex(4)}"
        writer = GraphWriter(self._session, record_id, now, self._vault)
        source = Source(title="Corrections", source_type=SourceType.VERIFIED, rank=BEST_RANK)
        writer.nodes("Source", [NodeRow(CORRECTION, source)])
        writer.parties([PartyRow(party_id, record_id, CORRECTION, BEST_RANK, ("Person",), record)])
        self._session.write(
            query("persons/correction_grounds"),
            {
                "record_id": record_id,
                "made_by": caller.name,
                "evidence": self._vault.seal(SealedKind.PERSONAL_TEXT, wanted.evidence),
                "reason": self._vault.seal(SealedKind.PERSONAL_TEXT, wanted.reason),
            },
        )
        return Corrected(party_id, record_id, wanted.field, now)

    def _record(self, wanted: Correction) -> PartyRecord:
        values: dict[str, str | None] = {wanted.field.value: wanted.value}
        if wanted.field is CorrectedField.NAME:
            values["name_search"] = self._search_forms(wanted.value)
        try:
            return PartyRecord.model_validate(values)
        except ValidationError as error:
            # The value itself stays out of the message: it is personal.
            raise InvalidParameters(f"The value does not fit {wanted.field}: {error.errors()[0]['msg']}.") from error

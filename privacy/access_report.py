"""What a person is told who asks what the bank holds on him: all statements, what for, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.as_of import AsOf
from graph.caller import Caller
from graph.consents import Consents, ConsentsOfParty
from graph.person_statements import Persons, PersonStatements
from privacy.retention_rules import DataClass, RetentionRule

PURPOSES = (
    ("SERVICE", "Contract with the customer", "PIPL Art. 13 (2)"),
    ("RISK", "Legal duty to judge credit and connected exposure", "PIPL Art. 13 (3)"),
    (
        "AML",
        "Legal duty to know the customer and to keep records",
        "PIPL Art. 13 (3); Anti-Money Laundering Law Art. 34",
    ),
    ("MARKETING", "Consent, by channel", "PIPL Art. 13 (1), 24"),
    ("PROFILING", "Consent", "PIPL Art. 13 (1), 24"),
)
"""What personal data is used for, on which ground, by which article."""


@dataclass(frozen=True)
class AccessReport:
    """The whole report."""

    made_at: datetime
    statements: PersonStatements
    consents: ConsentsOfParty
    retention: tuple[RetentionRule, ...]


class AccessReports:
    """Makes the reports."""

    def __init__(self, persons: Persons, consents: Consents, rules: Mapping[DataClass, RetentionRule]) -> None:
        self._persons = persons
        self._consents = consents
        self._rules = rules

    def of_party(self, party_id: str, caller: Caller) -> AccessReport:
        """Return what the bank holds on this party; raises CustomerNotFound."""
        return AccessReport(
            datetime.now(UTC),
            self._persons.statements(party_id, caller),
            self._consents.of_party(party_id, caller, AsOf.given()),
            tuple(self._rules.values()),
        )

"""Everything that serves the rights of persons, as one object."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine

from graph.consents import Consents
from graph.erasure import Erasures
from graph.person_statements import Persons
from graph.session import GraphSession
from graph.vault import Vault
from privacy.access_report import AccessReports
from privacy.certificates import Certificates
from privacy.consents import ConsentDesk
from privacy.corrections import CorrectionDesk
from privacy.erasure import ErasureDesk, RemoveRefusedRows
from privacy.locked import LockedBundles, LockingKeys
from privacy.retention_rules import DataClass, RetentionRule, retention_rules


@dataclass(frozen=True)
class OtherPlaces:
    """What the rights of persons need of other packages: spelling for the search, refused rows, kept answers."""

    search_forms: Callable[[str], str | None]
    remove_refused_rows: RemoveRefusedRows
    forget_answers: Callable[[], None]


class Rights:
    """The readers and desks behind the routes about persons' rights."""

    def __init__(
        self,
        session: GraphSession,
        vault: Vault,
        keys: LockingKeys,
        engine: Engine,
        places: OtherPlaces,
        rules: Mapping[DataClass, RetentionRule] | None = None,
    ) -> None:
        self.rules = rules or retention_rules()
        self.persons = Persons(session, vault)
        self.consents = Consents(session, vault)
        self.consent_desk = ConsentDesk(session, vault, self.consents)
        self.corrections = CorrectionDesk(session, vault, self.persons, places.search_forms)
        self.access_reports = AccessReports(self.persons, self.consents, self.rules)
        self.bundles = LockedBundles(engine, vault, keys)
        self.erasures = ErasureDesk(
            Erasures(session),
            self.persons,
            vault,
            Certificates(engine),
            self.bundles,
            places.remove_refused_rows,
            places.forget_answers,
            self.rules["customer_records"].days,
        )

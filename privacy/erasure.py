"""Erases a person: one person asks, another approves, what goes is counted, and what the law keeps is locked away."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from graph.caller import Caller
from graph.entitlement import SEES_EVERYTHING
from graph.erasure import Doomed, Erasures, Removed
from graph.errors import CustomerNotFound, ErasureConflict, GuanxiError, InvalidParameters
from graph.parties import party_kind
from graph.person_statements import Persons
from graph.sight import Sight
from graph.vault import Vault
from privacy.certificates import Certificate, Certificates, day_text, now_text
from privacy.locked import LockedBundles
from privacy.marks import Marks
from privacy.relationship import Basis, Outcome, Verdict, verdict

PERSON = "PERSON"
Counts = dict[str, dict[str, int]]
RemoveRefusedRows = Callable[[Callable[[str], bool]], int]
"""Removes the refused rows of ingest whose text is about somebody, and returns how many."""


@dataclass(frozen=True)
class ErasurePlan:
    """What would happen now: nothing has."""

    party_id: str
    verdict: Verdict
    counts: Counts


class ErasureDesk:
    """Where erasures are planned, asked for and decided."""

    def __init__(
        self,
        graph: Erasures,
        persons: Persons,
        vault: Vault,
        store: Certificates,
        bundles: LockedBundles,
        remove_refused_rows: RemoveRefusedRows,
        forget_answers: Callable[[], None],
        retention_days: int | None,
    ) -> None:
        self._graph = graph
        self._persons = persons
        self._vault = vault
        self._sight = Sight(vault, SEES_EVERYTHING)
        self.certificates = store
        self._bundles = bundles
        self._remove_refused_rows = remove_refused_rows
        self._forget_answers = forget_answers
        self._retention_days = retention_days

    def plan(self, party_id: str, caller: Caller) -> ErasurePlan:
        """Return what an erasure would come to today; raises CustomerNotFound, and InvalidParameters for no person."""
        self._require_person(party_id, caller)
        seen = self._graph.doomed(party_id)
        found = self._verdict(seen)
        return ErasurePlan(party_id, found, _counts(found, seen.nodes, seen.ties, seen.kept_ties, seen.touchpoints))

    def request(self, party_id: str, ground: str, caller: Caller) -> Certificate:
        """Ask for an erasure.

        Raises CustomerNotFound, InvalidParameters for no person, and ErasureConflict when it is asked for already.
        """
        self._require_person(party_id, caller)
        return self.certificates.request(party_id, self._blind(party_id), ground, caller.name)

    def refuse(self, certificate_id: str, caller: Caller) -> Certificate:
        """Decide against what is only asked for; raises ErasureNotFound and ErasureConflict."""
        against = Verdict(Outcome.REFUSED, Basis.NOT_APPROVED)
        self.certificates.refuse(certificate_id, caller.name, **_ending(against, {}, None))
        return self._closed(certificate_id)

    def approve(self, certificate_id: str, caller: Caller) -> Certificate:
        """Agree, and carry it out as far as the law allows; after a crash in between the same call completes it.

        Raises ErasureNotFound and ErasureConflict.
        """
        asked = self.certificates.approve(certificate_id, caller.name)
        try:
            return self._decided(asked)
        except GuanxiError:
            self.certificates.release(asked)
            raise

    def _decided(self, asked: Certificate) -> Certificate:
        try:
            seen = self._graph.doomed(str(asked.party_id))
        except CustomerNotFound:
            return self._completed(asked)
        # A request of an earlier version, or a delivery since: what was asked about need not be a person now.
        is_person = party_kind(seen.labels) == PERSON
        found = self._verdict(seen) if is_person else Verdict(Outcome.REFUSED, Basis.NOT_A_PERSON)
        return (
            self._refused(asked, found) if found.outcome is Outcome.REFUSED else self._carried_out(asked, seen, found)
        )

    def locked(self, certificate_id: str) -> Any:
        """Return what is locked under a certificate; raises ErasureNotFound."""
        self.certificates.get(certificate_id)
        return self._bundles.open(certificate_id)

    def _carried_out(self, asked: Certificate, seen: Doomed, found: Verdict) -> Certificate:
        certificate_id = asked.certificate_id
        opened = self._sight.shown([dict(node) for node in seen.nodes])
        refused_rows = self._remove_refused_rows(Marks.of(opened).are_in)
        if found.kept_until is not None:
            content = self._sight.shown({name: _plain(part) for name, part in asdict(seen).items()})
            self._bundles.put(certificate_id, content, found.kept_until)
        planned = _counts(found, seen.nodes, seen.ties, seen.kept_ties, seen.touchpoints)
        planned["deleted"]["refused rows"] = refused_rows
        self.certificates.write(asked, counts=planned, basis=found.basis, kept_until=day_text(found.kept_until))
        try:
            removed = self._graph.erase(str(asked.party_id), f"erased-{secrets.token_hex(8)}", seen)
        except ErasureConflict:
            return self._given_up(asked)
        counts = _counts(found, removed.nodes, removed.ties, removed.kept_ties, removed.touchpoints)
        counts["deleted"]["refused rows"] = refused_rows
        return self._finish(asked, found, counts, self._list_hash(removed))

    def _given_up(self, asked: Certificate) -> Certificate:
        """Undo what was prepared for a removal that did not happen; raises ErasureConflict when so."""
        try:
            self._graph.doomed(str(asked.party_id))
        except CustomerNotFound:
            # It happened, and only the answer to it was lost: what is locked is all that is left.
            return self._completed(self.certificates.get(asked.certificate_id))
        self.certificates.write(asked, counts=None, basis=None, kept_until=None)
        self._bundles.destroy(asked.certificate_id)
        raise ErasureConflict("What is known of this person has changed in this moment; ask again.")

    def _completed(self, asked: Certificate) -> Certificate:
        """Return the certificate of an erasure whose person has left the graph before it could be written."""
        if asked.counts is None or asked.basis is None:
            return self._refused(asked, Verdict(Outcome.REFUSED, Basis.NOBODY_THERE))
        kept_until = None if asked.kept_until is None else date.fromisoformat(asked.kept_until)
        outcome = Outcome.DONE if kept_until is None else Outcome.LOCKED
        known = Verdict(outcome, Basis(asked.basis), kept_until=kept_until)
        return self._finish(asked, known, asked.counts, None)

    def _refused(self, asked: Certificate, found: Verdict) -> Certificate:
        """Refuse what was agreed to; what an earlier try has locked away goes, for the person stays."""
        self.certificates.write(asked, counts=None)
        self._bundles.destroy(asked.certificate_id)
        return self._finish(asked, found, {}, None)

    def _finish(
        self, asked: Certificate, found: Verdict, counts: Mapping[str, Any], list_hash: str | None
    ) -> Certificate:
        self.certificates.write(asked, state=found.outcome.value, **_ending(found, counts, list_hash))
        return self._closed(asked.certificate_id)

    def _closed(self, certificate_id: str) -> Certificate:
        self._forget_answers()
        self.certificates.forget_pages()
        return self.certificates.get(certificate_id)

    def _require_person(self, party_id: str, caller: Caller) -> None:
        if self._persons.statements(party_id, caller).kind != PERSON:
            raise InvalidParameters("Only a natural person is erased: the law gives this right to nobody else.")

    def _verdict(self, seen: Doomed) -> Verdict:
        return verdict(seen.relationships, seen.roles, datetime.now(UTC).astimezone().date(), self._retention_days)

    def _blind(self, text: str) -> str:
        return self._vault.blind("erasure", text)

    def _list_hash(self, removed: Removed) -> str:
        """Return a hash over everything that went, by which a list that turns up later is told true or false."""
        parts = (removed.nodes, removed.ties, removed.kept_ties, removed.touchpoints)
        blinds = sorted(self._blind(f"{one['label']}:{one['key']}") for part in parts for one in part)
        return hashlib.sha256("\n".join(blinds).encode()).hexdigest()


def _ending(found: Verdict, counts: Mapping[str, Any], list_hash: str | None) -> dict[str, Any]:
    return {
        "party_id": None,
        "basis": found.basis.value,
        "kept_until": day_text(found.kept_until),
        "counts": dict(counts),
        "list_hash": list_hash,
        "done_at": now_text(),
    }


def _counts(
    found: Verdict,
    nodes: Iterable[Mapping[str, Any]],
    ties: Iterable[Mapping[str, Any]],
    kept_ties: Iterable[Mapping[str, Any]],
    touchpoints: Iterable[Mapping[str, Any]],
) -> Counts:
    gone = _by_kind([*nodes, *ties])
    is_locked = found.outcome is Outcome.LOCKED
    return {
        "deleted": {} if is_locked else gone,
        "locked": gone if is_locked else {},
        "anonymised": _by_kind([*kept_ties, *touchpoints]),
    }


def _by_kind(items: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return dict(sorted(Counter(str(item.get("label") or item.get("type")) for item in items).items()))


def _plain(part: Any) -> Any:
    return [dict(item) if isinstance(item, Mapping) else item for item in part]

"""Runs that derive a whole bank and write it down: beside what is there, and swapped in by one transaction."""

import secrets
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from cypher import query
from graph.as_of import AsOf
from graph.batches import batches
from graph.errors import DerivationConflict, GuanxiError
from graph.load_statements import derived_statement_name, retired_statement_name
from graph.migrations import require_schema
from graph.run_records import RunCounts, RunRecord
from graph.session import GraphSession, Row
from graph.vault import Vault
from rules.bank_facts import changed_since, fingerprints, packed, read_bank
from rules.derivation import Derivation, Heard, reached_from
from rules.derived import DerivedKind, DerivedTie
from rules.derived_views import BATCH, DerivedViews, derived_of
from rules.facts import Facts
from rules.pack import RulePack
from rules.register import View, register_digest, view_id


@dataclass(frozen=True)
class DerivationReport:
    """What a run has come to; `derived_parties` of `parties` were looked at anew."""

    run_id: str
    view: View
    parties: int
    ties_read: int
    derived_parties: int
    created: int
    changed: int
    retired: int
    unchanged: int
    seconds: float


class Derivations(DerivedViews):
    """Where derivations are made and read."""

    def __init__(self, session: GraphSession, vault: Vault, bank_id: str | None = None) -> None:
        """`bank_id` is the party that stands for the bank itself, where the graph has one."""
        super().__init__(session)
        self._vault = vault
        self._bank_id = bank_id

    def derive(
        self,
        pack: RulePack,
        as_of: AsOf,
        *,
        whole: bool = False,
        heard: Heard = lambda *_: None,
    ) -> DerivationReport:
        """Derive everything by this pack as of this day and moment, and make it what is read.

        What has not changed since the last derivation by the pack is taken over from it, unless `whole` is set. Until
        the last step readers see what was there before; a run that fails changes nothing. Raises SchemaOutOfDate,
        DerivationConflict when another run has begun to derive the same.
        """
        require_schema(self._session)
        return _Run(self._session, self, pack, as_of, heard).derive(
            read_bank(self._session, self._vault, as_of, self._bank_id, lambda rows: heard("reading", rows, 0)).under(
                pack.name
            ),
            whole=whole,
        )


class _Run:
    """One run, under one Run node of the graph."""

    def __init__(
        self, session: GraphSession, derivations: DerivedViews, pack: RulePack, as_of: AsOf, heard: Heard
    ) -> None:
        self._session = session
        self._derivations = derivations
        self._pack = pack
        self._as_of = as_of
        self._heard = heard
        self._started_at = datetime.now(UTC)
        self._run_id = f"derive-{self._started_at:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        self._view_id = view_id(pack.name, as_of.valid_at)
        self._read_before: tuple[int, Sequence[Row]] = (-1, ())

    def derive(self, facts: Facts, *, whole: bool) -> DerivationReport:
        started = time.monotonic()
        record = RunRecord(
            self._session, self._run_id, "DERIVATION", self._view_id, self._pack.version, started_at=self._started_at
        )
        record.start()
        try:
            report = self._derive(facts, started, whole=whole)
        except BaseException:
            # When the server itself is gone, the run stays RUNNING there: the first error is the one to tell.
            with suppress(GuanxiError):
                record.fail(RunCounts(len(facts.ties), len(facts.ties)))
            raise
        changed = report.changed + report.retired
        record.complete(RunCounts(report.ties_read, report.ties_read, 0, report.created, changed))
        return report

    def _derive(self, facts: Facts, started: float, *, whole: bool) -> DerivationReport:
        found = fingerprints(facts, self._pack, self._as_of)
        base = None if whole else self._base()
        targets, kept = self._what_changed(facts, found, base)
        derivation = Derivation(facts, self._pack, self._as_of.valid_at)
        ties = derivation.ties(targets, kept, self._heard)
        written = self._write(ties)
        digest = register_digest(self._pack.name, self._pack.version, self._as_of.valid_at, ties)
        self._swap(written.number, digest, len(ties), packed(found))
        return DerivationReport(
            run_id=self._run_id,
            view=self._derivations.view(self._pack.name, self._as_of),
            parties=len(found),
            ties_read=len(facts.ties),
            derived_parties=len(found) if targets is None else len(targets),
            created=written.created,
            changed=written.changed,
            retired=written.retired,
            unchanged=len(ties) - written.created - written.changed,
            seconds=time.monotonic() - started,
        )

    def _base(self) -> View | None:
        """Return the derivation from which most can be taken over: of the same day, or else the last one made."""
        views = self._derivations.views(self._pack.name)
        same = next((view for view in views if view.view_id == self._view_id), None)
        return same or max(views, key=lambda view: view.finished_at, default=None)

    def _what_changed(
        self, facts: Facts, found: dict[str, int], base: View | None
    ) -> tuple[set[str] | None, Sequence[DerivedTie]]:
        """Return the parties to derive anew, None for all, and the ties of the earlier derivation."""
        if base is None:
            return None, ()
        kept_prints = self._session.read(query("derivation/view_facts"), {"view_id": base.view_id})
        if not kept_prints:
            return None, ()
        changed = changed_since(found, kept_prints[0]["fingerprints"])
        targets = reached_from(facts, changed)
        if len(targets) >= len(found):
            return None, ()
        rows = list(self._derivations.rows(base.view_id))
        if base.view_id == self._view_id:
            self._read_before = base.number, rows
        return targets, [derived_of(row) for row in rows]

    def _write(self, ties: Sequence[DerivedTie]) -> "_Written":
        """Write what is new beside what is there, and mark what is no longer so."""
        number = self._claim()
        current = self._current(number)
        new = {tie.id_in(self._view_id): tie for tie in ties}
        digests = {derived_id: tie.digest for derived_id, tie in new.items()}
        to_write = [one for one, digest in digests.items() if current.get(one, ("", "", ""))[2] != digest]
        gone = [(kind, tie_id) for one, (kind, tie_id, digest) in current.items() if digests.get(one) != digest]
        self._write_ties(to_write, new, number)
        self._retire(gone)
        changed = len(set(to_write) & set(current))
        return _Written(number, len(to_write) - changed, changed, len(gone) - changed)

    def _claim(self) -> int:
        claimed = self._session.write(
            query("derivation/claim"),
            {
                "view_id": self._view_id,
                "rule_pack": self._pack.name,
                "valid_at": self._as_of.valid_at,
                "run_id": self._run_id,
            },
        )
        self._derivations.repeat("derivation/discard_unfinished", self._view_id)
        return int(claimed[0]["number"])

    def _current(self, number: int) -> dict[str, tuple[str, str, str]]:
        """Return of what is there now: derived id → (kind, id of the tie, digest)."""
        read_at, read = self._read_before
        rows = read if read_at == number else self._derivations.rows(self._view_id)
        return {row["tie"]["derived_id"]: (row["kind"], row["tie"]["tie_id"], row["tie"]["digest"]) for row in rows}

    def _write_ties(self, to_write: Sequence[str], new: dict[str, DerivedTie], number: int) -> None:
        by_kind: dict[DerivedKind, list[dict[str, object]]] = defaultdict(list)
        for derived_id in to_write:
            tie = new[derived_id]
            properties = tie.properties() | {
                "derived_id": derived_id,
                "digest": tie.digest,
                "view_id": self._view_id,
                "rule_pack": self._pack.name,
                "pack_version": self._pack.version,
                "valid_at": self._as_of.valid_at,
                "run_id": self._run_id,
                "sort_key": "|".join(tie.key),
            }
            by_kind[tie.kind].append(
                {
                    "start_id": tie.start,
                    "end_id": tie.end,
                    "tie_id": f"{derived_id}.{number + 1}",
                    "properties": properties,
                }
            )
        groups = sorted({str(row["end_id"]) for row in by_kind[DerivedKind.IN_RELATED_GROUP]})
        for group_ids in batches(groups, BATCH):
            self._session.write(query("derivation/groups"), {"group_ids": group_ids})
        written = 0
        for kind, rows in sorted(by_kind.items()):
            for batch in batches(rows, BATCH):
                self._heard("writing", written, len(to_write))
                done = self._session.write(query(derived_statement_name(kind.value)), self._mine(rows=batch))
                self._require_mine(done[0]["written"], len(batch))
                written += len(batch)

    def _retire(self, gone: Iterable[tuple[str, str]]) -> None:
        by_kind: dict[str, list[str]] = defaultdict(list)
        for kind, tie_id in gone:
            by_kind[kind].append(tie_id)
        for kind, tie_ids in sorted(by_kind.items()):
            for ids in batches(tie_ids, BATCH):
                done = self._session.write(query(retired_statement_name(kind)), self._mine(tie_ids=ids))
                self._require_mine(done[0]["retired"], len(ids))

    def _swap(self, number: int, digest: str, ties: int, kept_prints: bytes) -> None:
        properties = {
            "pack_version": self._pack.version,
            "known_at": self._as_of.known_at,
            "finished_at": datetime.now(UTC),
            "digest": digest,
            "ties": ties,
            "fingerprints": kept_prints,
        }
        swapped = self._session.write(query("derivation/swap"), self._mine(number=number, properties=properties))
        self._require_mine(len(swapped), 1)
        self._derivations.repeat("derivation/prune", self._view_id)
        self._session.write(query("derivation/lonely_groups"))

    def _mine(self, **parameters: object) -> dict[str, object]:
        return {"view_id": self._view_id, "run_id": self._run_id, **parameters}

    def _require_mine(self, done: int, expected: int) -> None:
        if done != expected:
            raise DerivationConflict(
                f"{self._view_id}: another run has taken over, or a party was removed meanwhile; "
                "what was there before is still what is read. Run the command again."
            )


@dataclass(frozen=True)
class _Written:
    number: int
    created: int
    changed: int
    retired: int

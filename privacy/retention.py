"""The retention job: what each class of data has too old of, and its removal, recorded as a run.

It can be broken off at any moment and started again; a second run in a row finds nothing.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph.errors import GuanxiError
from graph.retention import OldFacts
from graph.run_records import RunCounts, RunRecord
from graph.session import GraphSession
from privacy.certificates import Certificates
from privacy.locked import LockedBundles
from privacy.retention_rules import DataClass, RetentionRule

Report = Callable[[str, int], None]
"""Hears the class of data and how many went with a batch."""


@dataclass(frozen=True)
class Remover:
    """Counts and removes what is older than a moment, in one place."""

    count: Callable[[datetime], int]
    remove: Callable[[datetime], Iterable[int]]


@dataclass(frozen=True)
class RetentionReport:
    """How many were too old in each class; with `is_dry` they still are."""

    run_id: str | None
    counts: Mapping[DataClass, int]
    is_dry: bool


class RetentionJob:
    """Removes what is older than its class allows; the refused rows and sign-ins come as removers of their own."""

    def __init__(
        self,
        session: GraphSession,
        rules: Mapping[DataClass, RetentionRule],
        certificates: Certificates,
        bundles: LockedBundles,
        others: Mapping[DataClass, Remover],
        forget_answers: Callable[[], None],
    ) -> None:
        self._session = session
        self._rules = rules
        self._certificates = certificates
        self._bundles = bundles
        self._forget_answers = forget_answers
        facts = OldFacts(session)
        self._removers: dict[DataClass, Remover] = {
            "money_touchpoints": Remover(
                lambda before: facts.touchpoints(before, with_money=True),
                lambda before: facts.delete_touchpoints(before, with_money=True),
            ),
            "contact_touchpoints": Remover(
                lambda before: facts.touchpoints(before, with_money=False),
                lambda before: facts.delete_touchpoints(before, with_money=False),
            ),
            "superseded_ties": Remover(facts.superseded_ties, facts.delete_superseded_ties),
            **others,
        }

    def run(self, now: datetime, report: Report, *, dry_run: bool = False) -> RetentionReport:
        """Remove what is too old now, or only count it."""
        if dry_run:
            counts = {name: remover.count(before) for name, remover, before in self._due(now)}
            over = len(self._bundles.over(now.astimezone().date()))
            return RetentionReport(None, {**counts, "customer_records": over}, is_dry=True)
        run_id = f"retention-{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        record = self._record(run_id, now)
        record.start()
        counts = {}
        try:
            for name, remover, before in self._due(now):
                counts[name] = 0
                for removed in remover.remove(before):
                    counts[name] += removed
                    report(name, removed)
            counts["customer_records"] = sum(self._destroyed(now))
        except GuanxiError:
            record.fail(_counts(counts))
            raise
        self._forget_answers()
        self._certificates.forget_pages()
        record.complete(_counts(counts))
        return RetentionReport(run_id, counts, is_dry=False)

    def _due(self, now: datetime) -> Iterator[tuple[DataClass, Remover, datetime]]:
        for name, remover in self._removers.items():
            days = self._rules[name].days
            if days is not None:
                yield name, remover, now - timedelta(days=days)

    def _destroyed(self, now: datetime) -> Iterator[int]:
        """Destroy the keys and bundles of erased persons whose records the law no longer keeps."""
        for certificate_id in self._bundles.over(now.astimezone().date()):
            self._bundles.destroy(certificate_id)
            self._certificates.destroyed(certificate_id)
            yield 1

    def _record(self, run_id: str, now: datetime) -> RunRecord:
        periods = " ".join(f"{name}={rule.days}" for name, rule in sorted(self._rules.items()))
        return RunRecord(self._session, run_id, "RETENTION", "retention", input_digest=periods, started_at=now)


def _counts(removed_by_class: Mapping[DataClass, int]) -> RunCounts:
    removed = sum(removed_by_class.values())
    return RunCounts(removed, removed, changed=removed)

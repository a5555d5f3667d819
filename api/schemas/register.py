"""Shapes of the register of related parties and of what has changed in it."""

from datetime import date, datetime

from pydantic import Field

from algorithms.exposures import Capital
from algorithms.verdict import Verdict
from api.schemas.shares import Answered, Decimal, PartyRefShape, Percent, RuleShape
from rules.derived import DerivedKind
from rules.register import View
from rules.register_answers import Entry, Register, RegisterDifference


class ViewShape(Answered):
    """One derivation: by which law, for which day, on what the bank knew when; `digest` is of all its entries."""

    rule_pack: str = Field(examples=["cn"])
    pack_version: str = Field(examples=["2026.2"])
    valid_at: date = Field(examples=["2026-06-30"])
    known_at: datetime
    run_id: str = Field(examples=["derive-20260701T020000-0a1b2c"])
    finished_at: datetime
    digest: str = Field(
        description="SHA-256 of the law, the day and every entry; deriving again on the same knowledge gives the same.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    entries: int = Field(ge=0)

    @classmethod
    def of(cls, view: View) -> "ViewShape":
        """Return the shape of a derivation."""
        return cls(
            rule_pack=view.rule_pack,
            pack_version=view.pack_version,
            valid_at=view.valid_at,
            known_at=view.known_at,
            run_id=view.run_id,
            finished_at=view.finished_at,
            digest=view.digest,
            entries=view.ties,
        )


class EntryShape(Answered):
    """One entry: what follows by which rule from which ties on record. `end` is null where it leads to a group."""

    kind: DerivedKind
    start: PartyRefShape
    end: PartyRefShape | None
    group_id: str | None = Field(examples=["group-5b2c7d0e9f31a86420"])
    rule_id: str = Field(examples=["CN-BO-STD1"])
    rule: RuleShape | None
    status: Verdict
    standard: int | None = Field(description="Of a beneficial owner: by which standard.", examples=[1])
    basis: str = Field(description="The right, criterion or relation on which it rests.", examples=["equity"])
    lower: Decimal | None = Field(description="Share of 1 that is certain.")
    upper: Decimal | None = Field(description="Share of 1 with all that nobody known owns.")
    rules: list[str] = Field(description="Of a member of a group: the rules along the chain from its head.")
    paths: list[list[str]] = Field(description="Ways on record, each as ids of ties from the start to the end.")

    @classmethod
    def of(cls, entry: Entry) -> "EntryShape":
        """Return the shape of an entry."""
        tie = entry.tie
        return cls(
            kind=tie.kind,
            start=PartyRefShape.model_validate(entry.start),
            end=None if entry.end is None else PartyRefShape.model_validate(entry.end),
            group_id=entry.group_id,
            rule_id=tie.rule_id,
            rule=None if entry.rule is None else RuleShape.model_validate(entry.rule),
            status=tie.status,
            standard=tie.standard,
            basis=tie.basis,
            lower=tie.lower,
            upper=tie.upper,
            rules=list(tie.rules),
            paths=[list(path) for path in tie.paths],
        )


class CountShape(Answered):
    """How many entries there are of one kind and status."""

    kind: DerivedKind
    status: Verdict
    entries: int


class RelatedLimitShape(Answered):
    """Credit to the bank's own related parties against a limit; `party` is null where it is about all of them."""

    party: PartyRefShape | None
    rule: RuleShape
    capital: Capital
    exposure: Decimal
    ratio: Percent | None
    reached: Verdict


class RegisterShape(Answered):
    """One page of a register, with counts of the whole."""

    view: ViewShape
    is_whole: bool = Field(description="False when persons were erased since, and their entries with them.")
    counts: list[CountShape]
    limits: list[RelatedLimitShape] = Field(description="On the first page only.")
    entries: list[EntryShape]
    next_cursor: str | None

    @classmethod
    def of(cls, found: Register) -> "RegisterShape":
        """Return the shape of a page."""
        return cls(
            view=ViewShape.of(found.view),
            is_whole=found.is_whole,
            counts=[CountShape.model_validate(count) for count in found.counts],
            limits=[
                RelatedLimitShape(
                    party=None if one.party is None else PartyRefShape.model_validate(one.party),
                    rule=RuleShape.model_validate(one.limit.rule),
                    capital=one.limit.use.limit.capital,
                    exposure=one.limit.use.exposure,
                    ratio=one.limit.use.ratio,
                    reached=one.limit.use.reached,
                )
                for one in found.limits
            ],
            entries=[EntryShape.of(entry) for entry in found.entries],
            next_cursor=found.next_cursor,
        )


class RegistersShape(Answered):
    """The registers that there are."""

    registers: list[ViewShape]


class ChangedEntryShape(Answered):
    """An entry that says otherwise than before."""

    before: EntryShape
    after: EntryShape


class RegisterDifferenceShape(Answered):
    """What has changed between two registers; lists are cut at a thousand, counts are whole."""

    earlier: ViewShape
    later: ViewShape
    added: list[EntryShape]
    removed: list[EntryShape]
    changed: list[ChangedEntryShape]
    added_count: int
    removed_count: int
    changed_count: int
    unchanged_count: int

    @classmethod
    def of(cls, found: RegisterDifference) -> "RegisterDifferenceShape":
        """Return the shape of a difference."""
        return cls(
            earlier=ViewShape.of(found.earlier),
            later=ViewShape.of(found.later),
            added=[EntryShape.of(entry) for entry in found.added],
            removed=[EntryShape.of(entry) for entry in found.removed],
            changed=[
                ChangedEntryShape(before=EntryShape.of(one.before), after=EntryShape.of(one.after))
                for one in found.changed
            ],
            added_count=found.added_count,
            removed_count=found.removed_count,
            changed_count=found.changed_count,
            unchanged_count=found.unchanged_count,
        )

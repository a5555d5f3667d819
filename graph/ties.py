"""What each relationship type carries: its two ends, its own properties, and whether it reads both ways.

Every tie also carries source, source_type, confidence, status, and two clocks: valid_from/valid_to (half-open days
in the world) and recorded_at/superseded_at (when the bank knew).
"""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, model_validator

from graph.values import (
    Code,
    Confidence,
    Count,
    Currency,
    Day,
    Instant,
    Key,
    MinorUnits,
    Share,
    SourceType,
    Status,
    Text,
)


class TieRecord(BaseModel):
    """Properties that every tie has; `source` is the id of a Source node."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_enum_values=True, coerce_numbers_to_str=True)

    source: Key
    source_type: SourceType
    confidence: Confidence = 1.0
    status: Status = Status.ASSERTED
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _interval_runs_forward(self) -> "TieRecord":
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} is before valid_from {self.valid_from}")
        return self


class Owns(TieRecord):
    """Shares of an organisation; an absent share is unknown, not zero."""

    equity_share_ppb: Share | None = None
    voting_share_ppb: Share | None = None
    shares_count: Count | None = None
    is_nominee: bool = False
    interest_type: Code | None = None


class ControlsAsserted(TieRecord):
    """Control by board majority, contract, articles or consolidation."""

    basis: Code


class HoldsPosition(TieRecord):
    """A post in an organisation."""

    role: Code
    is_key_manager: bool = False


class EmployedBy(TieRecord):
    """Employment outside the bank's own staff."""

    title: Text | None = None


class Kin(TieRecord):
    """Marriage or parenthood; other kinship is derived from these two."""

    kind: Code | None = None


class SocialTie(TieRecord):
    """Friends, colleagues, classmates: known each other, with a score from 0 to 1."""

    kind: Code
    score: Confidence | None = None


class Referred(TieRecord):
    """One party brought the other to the bank."""

    campaign: Text | None = None


class Agreement(TieRecord):
    """Acting in concert, holding for another, or lending a vote."""

    agreement_ref: Text | None = None


class Guarantees(TieRecord):
    """A guarantee given for another's debt."""

    amount_minor: MinorUnits | None = None
    currency: Currency | None = None
    cash_cover_minor: MinorUnits | None = None
    kind: Code | None = None
    contract_id: Text | None = None


class FundedBy(TieRecord):
    """Funding that comes from another party."""

    amount_minor: MinorUnits | None = None
    currency: Currency | None = None


class Flow(TieRecord):
    """Money sent in one month: its sum and count, first and last moment."""

    month: Text
    amount_minor: MinorUnits
    currency: Currency
    count: Count
    first_at: Instant
    last_at: Instant
    purpose: Code | None = None


class StandingOrder(TieRecord):
    """An order to pay the same amount again and again."""

    order_id: Text
    amount_minor: MinorUnits
    currency: Currency
    purpose: Code | None = None


class Holds(TieRecord):
    """A party's part in an account: PRIMARY, JOINT, AUTHORIZED, CARDHOLDER, BORROWER."""

    role: Code


class MemberOf(TieRecord):
    """A party in a household, community or segment."""

    role: Code | None = None


class Manages(TieRecord):
    """An employee who looks after a party."""

    is_primary: bool = True


class Plain(TieRecord):
    """A tie whose existence is all that it says."""


@dataclass(frozen=True)
class TieKind:
    """A relationship type between two labels. `symmetric` ties are stored once, smaller key first."""

    name: str
    start: str
    end: str
    record: type[TieRecord]
    symmetric: bool = False
    self_allowed: bool = False


TIE_KINDS: dict[str, TieKind] = {
    kind.name: kind
    for kind in (
        TieKind("OWNS", "Party", "Party", Owns, self_allowed=True),
        TieKind("CONTROLS_ASSERTED", "Party", "Party", ControlsAsserted),
        TieKind("HOLDS_POSITION", "Party", "Party", HoldsPosition),
        TieKind("EMPLOYED_BY", "Party", "Party", EmployedBy),
        TieKind("SPOUSE_OF", "Party", "Party", Kin, symmetric=True),
        TieKind("PARENT_OF", "Party", "Party", Kin),
        TieKind("SOCIAL_TIE", "Party", "Party", SocialTie, symmetric=True),
        TieKind("REFERRED", "Party", "Party", Referred),
        TieKind("ACTS_IN_CONCERT_WITH", "Party", "Party", Agreement, symmetric=True),
        TieKind("NOMINEE_FOR", "Party", "Party", Agreement),
        TieKind("DELEGATES_VOTE_TO", "Party", "Party", Agreement),
        TieKind("GUARANTEES", "Party", "Party", Guarantees),
        TieKind("FUNDED_BY", "Party", "Party", FundedBy),
        TieKind("TRANSFERS_TO", "Party", "Party", Flow, self_allowed=True),
        TieKind("REMITS_TO", "Account", "Account", Flow, self_allowed=True),
        TieKind("STANDING_ORDER", "Account", "Account", StandingOrder),
        TieKind("SETTLES_THROUGH", "Account", "Account", Plain),
        TieKind("HOLDS", "Party", "Account", Holds),
        TieKind("OF_PRODUCT", "Account", "Product", Plain),
        TieKind("HAS_PHONE", "Party", "Phone", Plain),
        TieKind("HAS_ADDRESS", "Party", "Address", Plain),
        TieKind("USED_DEVICE", "Party", "Device", Plain),
        TieKind("HAS_EMAIL", "Party", "Email", Plain),
        TieKind("IN_HOUSEHOLD", "Party", "Household", MemberOf),
        TieKind("IN_COMMUNITY", "Party", "Community", MemberOf),
        TieKind("IN_SEGMENT", "Party", "Segment", MemberOf),
        TieKind("INTERACTED", "Party", "Touchpoint", Plain),
        TieKind("ON_ACCOUNT", "Touchpoint", "Account", Plain),
        TieKind("VIA", "Touchpoint", "Channel", Plain),
        TieKind("TARGETS", "Campaign", "Segment", Plain),
        TieKind("GAVE", "Party", "Consent", Plain),
        TieKind("MANAGES", "Employee", "Party", Manages),
        TieKind("COVERS", "Employee", "Employee", Plain),
        TieKind("SERVED_BY", "Party", "Branch", Plain),
        TieKind("WORKS_AT", "Employee", "Branch", Plain),
        TieKind("PART_OF", "Branch", "Branch", Plain),
    )
}

PARTY_TIE_TYPES = tuple(kind.name for kind in TIE_KINDS.values() if kind.start == kind.end == "Party")
"""Types that relate two parties directly."""

CONNECTOR_TIE_TYPES = ("HOLDS", "HAS_PHONE", "HAS_ADDRESS", "USED_DEVICE", "HAS_EMAIL", "IN_HOUSEHOLD")
"""Types that relate two parties through a thing they share."""

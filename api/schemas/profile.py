"""Shapes of the 360 view of one customer."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

from pydantic import Field

from api.schemas.common import AsOfShape, Money, OmittedShape, PartyKind, Shape, money, party_kind, readable
from api.schemas.timeline import TouchpointsShape
from graph.as_of import AsOf
from graph.pages import Page
from graph.profile import Exposure, Holding, Profile, TierBasis
from graph.tiers import TIER_CURRENCY
from graph.timeline import Touchpoint

_NOT_IDENTITY = frozenset(
    {"party_id", "name", "name_search", "sources", "run_id", "recorded_at", "quality_flags"}
)


class IdentifierShape(Shape):
    """A number by which the party is found."""

    scheme: str = Field(examples=["CN_RESIDENT_ID"])
    value: str
    source: str | None = Field(examples=["core"])


class IdentityShape(Shape):
    """Who the party is, by its most trusted sources."""

    party_id: str
    kind: PartyKind
    is_customer: bool
    name: str | None
    properties: dict[str, Any] = Field(
        description="What is known of it: birth_date, industry, registered_capital …; unknown ones are absent.",
        examples=[{"birth_date": "1985-03-07", "region": "上海市"}],
    )
    identifiers: list[IdentifierShape]
    quality_flags: list[str] = Field(description="Doubts about its data.", examples=[["ID_NUMBER_CHECKSUM"]])


class TierShape(Shape):
    """The tier, and what it rests on. Joint balances count by equal parts; debts and cards do not count."""

    tier: str | None = Field(examples=["T2"], description="PB, T3, T2, T1, T0; null when `reason` says why.")
    total: Money | None = Field(description="The party's part of positive balances.")
    oldest_balance_on: date | None = Field(description="Day of the oldest balance in the total.")
    newest_balance_on: date | None = Field(description="Day of the newest balance in the total.")
    reason: str | None = Field(examples=[None], description="NOT_IN_CNY, NO_BALANCE_KNOWN or NOT_A_CUSTOMER.")

    @classmethod
    def of(cls, basis: TierBasis) -> Self:
        """Return the shape of a tier."""
        return cls(
            tier=basis.tier.name,
            total=money(basis.tier.total_minor, TIER_CURRENCY),
            oldest_balance_on=basis.oldest_balance_on,
            newest_balance_on=basis.newest_balance_on,
            reason=basis.tier.reason,
        )


class StandingOrderShape(Shape):
    """An order to pay the same amount again and again."""

    order_id: str
    amount: Money | None
    purpose: str | None
    payee_account: str | None
    payee_bank: str | None

    @classmethod
    def of(cls, order: Mapping[str, Any]) -> Self:
        """Return the shape of an order."""
        return cls(
            order_id=order["order_id"],
            amount=money(order["amount_minor"], order["currency"]),
            purpose=order["purpose"],
            payee_account=order["payee_account"],
            payee_bank=order["payee_bank"],
        )


class ProductShape(Shape):
    """A product of the bank."""

    product_id: str
    name: str | None
    category: str | None
    risk_level: str | None


class HoldingShape(Shape):
    """An account, card, loan or investment, and the party's part in it."""

    account_id: str
    kind: str = Field(examples=["CURRENT"])
    number: str | None
    status: str | None
    roles: list[str] = Field(examples=[["PRIMARY"]])
    owners: int = Field(description="How many hold it as PRIMARY or JOINT.", examples=[2])
    owned_part: str = Field(description="The party's part of the balance.", examples=["1/2"])
    product: ProductShape | None
    currency: str | None
    balance: Money | None = Field(description="Of the whole account, on `balance_on`.")
    balance_on: date | None
    limit: Money | None
    principal: Money | None = Field(description="What was lent.")
    payment: Money | None = Field(description="What is paid back each month.")
    properties: dict[str, Any] = Field(description="The rest: duration_months, overdue_days, risk_class …")
    opened_on: date | None
    closed_on: date | None
    settles_through: str | None = Field(description="Account that a card or loan is paid from.")
    standing_orders: list[StandingOrderShape]

    @classmethod
    def of(cls, holding: Holding) -> Self:
        """Return the shape of a holding."""
        account = holding.account
        currency = account.get("currency")
        return cls(
            account_id=account["account_id"],
            kind=account["kind"],
            number=account.get("number"),
            status=account.get("status"),
            roles=list(holding.roles),
            owners=holding.owners,
            owned_part=str(holding.owned_part),
            product=ProductShape(**holding.product) if holding.product else None,
            currency=currency,
            balance=money(account.get("balance_minor"), currency),
            balance_on=account.get("balance_on"),
            limit=money(account.get("limit_minor"), currency),
            principal=money(account.get("principal_minor"), currency),
            payment=money(account.get("payment_minor"), currency),
            properties=readable({key: account.get(key) for key in _OTHER_ACCOUNT_PROPERTIES}),
            opened_on=account.get("opened_on"),
            closed_on=account.get("closed_on"),
            settles_through=holding.settles_through,
            standing_orders=[StandingOrderShape.of(order) for order in holding.orders],
        )


_OTHER_ACCOUNT_PROPERTIES = (
    "duration_months", "matures_on", "overdue_days", "risk_class", "statement_frequency", "bank_code", "region",
)  # fmt: skip


class ExposureShape(Shape):
    """What is at stake in one currency; each account counts once, in full."""

    currency: str | None
    loans: Money = Field(description="Balances of loans; the sum lent where no balance is known.")
    limits: Money
    guarantees_given: Money
    guarantees_received: Money

    @classmethod
    def of(cls, exposure: Exposure) -> Self:
        """Return the shape of an exposure."""

        def exact(minor: int) -> Money:
            shown = money(minor, exposure.currency)
            assert shown is not None
            return shown

        return cls(
            currency=exposure.currency,
            loans=exact(exposure.loans_minor),
            limits=exact(exposure.limits_minor),
            guarantees_given=exact(exposure.guarantees_given_minor),
            guarantees_received=exact(exposure.guarantees_received_minor),
        )


class TieCountShape(Shape):
    """How many visible parties are tied by one kind of tie."""

    kind: str = Field(examples=["OWNS"])
    parties: int = Field(examples=[3])


class ContactShape(Shape):
    """A phone, address, e-mail address or device."""

    kind: str = Field(examples=["Phone"])
    value: str | None
    source: str
    confidence: float
    status: str
    valid_from: date | None
    valid_to: date | None


class HouseholdShape(Shape):
    """A household that the party belongs to."""

    household_id: str
    name: str | None
    role: str | None
    members: int


class SegmentShape(Shape):
    """A segment that the party is in."""

    segment_id: str
    name: str | None


class ConsentShape(Shape):
    """The party's word on one purpose over one channel."""

    purpose: str = Field(examples=["MARKETING"])
    channel: str = Field(examples=["SMS"])
    state: str = Field(examples=["GIVEN"])
    decided_on: date | None
    source: str


class ManagerShape(Shape):
    """An employee who looks after the party."""

    employee_id: str
    name: str | None
    title: str | None
    team: str | None
    is_primary: bool | None


class BranchShape(Shape):
    """A branch that serves the party."""

    branch_id: str
    name: str | None
    level: str | None
    region: str | None


class RunShape(Shape):
    """The last job that brought something of this source."""

    run_id: str
    state: str
    started_at: datetime | None
    finished_at: datetime | None


class SourceShape(Shape):
    """How fresh the data of one source is for this party."""

    source: str = Field(examples=["core"])
    title: str | None
    source_type: str | None
    records: int
    recorded_at: datetime | None
    last_run: RunShape | None


class ProfileShape(Shape):
    """What the bank knows of one customer. Balances and identity are the last known, whatever the clocks say."""

    as_of: AsOfShape
    identity: IdentityShape
    tier: TierShape
    holdings: list[HoldingShape]
    exposures: list[ExposureShape]
    ties: list[TieCountShape]
    contacts: list[ContactShape]
    households: list[HouseholdShape]
    segments: list[SegmentShape]
    consents: list[ConsentShape]
    managers: list[ManagerShape]
    branches: list[BranchShape]
    timeline: TouchpointsShape
    sources: list[SourceShape]
    omitted: list[OmittedShape]

    @classmethod
    def of(cls, profile: Profile, timeline: Page[Touchpoint], as_of: AsOf) -> Self:
        """Return the shape of a view and the first page of its timeline."""
        return cls(
            as_of=AsOfShape.of(as_of),
            identity=_identity(profile),
            tier=TierShape.of(profile.tier),
            holdings=[HoldingShape.of(holding) for holding in profile.holdings],
            exposures=[ExposureShape.of(exposure) for exposure in profile.exposures],
            ties=[TieCountShape(**row) for row in profile.ties],
            contacts=[ContactShape(**row) for row in profile.contacts],
            households=[HouseholdShape(**row) for row in profile.households],
            segments=[SegmentShape(**row) for row in profile.segments],
            consents=[ConsentShape(**row) for row in profile.consents],
            managers=[ManagerShape(**row) for row in profile.managers],
            branches=[BranchShape(**row) for row in profile.branches],
            timeline=TouchpointsShape.of(timeline),
            sources=[SourceShape(**row) for row in profile.sources],
            omitted=[OmittedShape.of(item) for item in profile.omitted],
        )


def _identity(profile: Profile) -> IdentityShape:
    party = profile.party
    # The capital of a company carries no currency of its own in the model.
    return IdentityShape(
        party_id=party["party_id"],
        kind=party_kind(profile.labels),
        is_customer="Customer" in profile.labels,
        name=party.get("name"),
        properties=readable(party, _NOT_IDENTITY),
        identifiers=[IdentifierShape(**row) for row in profile.identifiers],
        quality_flags=party.get("quality_flags") or [],
    )

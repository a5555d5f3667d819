"""Shapes of what one customer holds and owes: accounts, standing orders, exposure, tier."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from pydantic import Field

from api.schemas.common import Money, Shape, amount, money
from graph.profile import Exposure, Holding, TierBasis
from graph.readable import readable
from graph.tiers import TIER_CURRENCY


class TierShape(Shape):
    """The tier and what it rests on: joint balances by equal parts, debts and cards not at all."""

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


_OTHER_ACCOUNT_PROPERTIES = (
    "duration_months",
    "matures_on",
    "overdue_days",
    "risk_class",
    "statement_frequency",
    "bank_code",
    "region",
)


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
        code = exposure.currency
        return cls(
            currency=code,
            loans=amount(exposure.loans_minor, code),
            limits=amount(exposure.limits_minor, code),
            guarantees_given=amount(exposure.guarantees_given_minor, code),
            guarantees_received=amount(exposure.guarantees_received_minor, code),
        )

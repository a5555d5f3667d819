"""Economic dependency: who is likely to fail when another fails, though neither controls the other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from algorithms.holdings import ZERO
from algorithms.verdict import Operator, Verdict


class Criterion(StrEnum):
    """Why one party depends on another."""

    GUARANTEE = "guarantee"
    RECEIPTS = "receipts"
    EXPENDITURES = "expenditures"
    FUNDING = "funding"


@dataclass(frozen=True, slots=True)
class Dependency:
    """`dependent` fails if `on` fails; `share` is of net assets, receipts, expenditures or funding, None if unknown."""

    dependent: str
    on: str
    criterion: Criterion
    share: Fraction | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DependencyTest:
    """From which share on a party depends; `asks_replaceable` where the law lets a replaceable partner off."""

    threshold: Fraction = Fraction(1, 2)
    operator: Operator = Operator.AT_LEAST
    asks_replaceable: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """A guarantee; amounts are in one money, None is unknown. No cover on record is no cover."""

    guarantor: str
    borrower: str
    amount: Fraction | None
    cash_cover: Fraction = ZERO

    @property
    def net(self) -> Fraction | None:
        """What the guarantor would lose."""
        return None if self.amount is None else max(ZERO, self.amount - self.cash_cover)


class TradeSide(StrEnum):
    """Which side of a trade a party is on, as seen from whose books the yearly total is."""

    SALES = "sales"
    PURCHASES = "purchases"


@dataclass(frozen=True, slots=True)
class Trade:
    """Yearly trade of `party` with `partner`, and all that `party` sells (or buys) in that year."""

    party: str
    partner: str
    side: TradeSide
    amount: Fraction | None
    yearly_total: Fraction | None
    replaceable: bool | None = None

    @property
    def share(self) -> Fraction | None:
        """The partner's part of the party's receipts or expenditures."""
        if self.amount is None or not self.yearly_total:
            return None
        return self.amount / self.yearly_total


def burden(promises: Iterable[Promise], net_assets: Fraction | None) -> Fraction | None:
    """Return what is answered for as a part of the guarantor's net assets; None where a figure is unknown.

    Net assets of nothing or less make every promise unbearable: the burden is then unknown, never small.
    """
    nets = [promise.net for promise in promises]
    if any(net is None for net in nets):
        return None
    total = sum((net for net in nets if net is not None), ZERO)
    if not total:
        return ZERO
    return total / net_assets if net_assets is not None and net_assets > 0 else None


def guarantee_dependencies(
    promises: Iterable[Promise], net_assets: Mapping[str, Fraction], test: DependencyTest
) -> tuple[Dependency, ...]:
    """Decide for each guarantor and borrower whether the guarantor depends on the borrower.

    A guarantor without net assets of its own depends on whomever it answers for.
    """
    found = []
    for (guarantor, borrower), given in sorted(_by_pair(promises).items()):
        share = burden(given, net_assets.get(guarantor))
        is_broke = guarantor in net_assets and net_assets[guarantor] <= 0
        verdict = Verdict.REVIEW if share is None and is_broke else _decided(share, test)
        found.append(Dependency(guarantor, borrower, Criterion.GUARANTEE, share, verdict))
    return tuple(found)


def guarantors_to_review(
    promises: Iterable[Promise], net_assets: Mapping[str, Fraction], test: DependencyTest
) -> dict[str, tuple[str, ...]]:
    """Return guarantor → borrowers where no single promise is too much, but all of them together are."""
    given: dict[str, list[Promise]] = defaultdict(list)
    for promise in promises:
        given[promise.guarantor].append(promise)
    found = {}
    for guarantor, its in sorted(given.items()):
        together = burden(its, net_assets.get(guarantor))
        single = guarantee_dependencies(its, net_assets, test)
        if _decided(together, test) is Verdict.TRUE and not any(one.verdict is Verdict.TRUE for one in single):
            found[guarantor] = tuple(one.on for one in single)
    return found


def trade_dependency(trade: Trade, test: DependencyTest) -> Dependency:
    """Decide whether the party depends on its partner by receipts or expenditures.

    Where the law asks whether the partner can be replaced, an unknown answer leaves it open and a yes sends it to
    a person: no law says how easily is easily.
    """
    verdict = _decided(trade.share, test)
    if verdict is Verdict.TRUE and test.asks_replaceable:
        verdict = {None: Verdict.UNKNOWN, True: Verdict.REVIEW, False: Verdict.TRUE}[trade.replaceable]
    criterion = Criterion.RECEIPTS if trade.side is TradeSide.SALES else Criterion.EXPENDITURES
    return Dependency(trade.party, trade.partner, criterion, trade.share, verdict)


@dataclass(frozen=True, slots=True)
class Funding:
    """`party` is funded by `source`; amounts in one money, None is unknown."""

    party: str
    source: str
    amount: Fraction | None
    replaceable: bool | None = None


def funding_dependencies(fundings: Iterable[Funding], test: DependencyTest) -> tuple[Dependency, ...]:
    """Decide for each party and source whether the source gives the main part of the funds, not easily replaced.

    Two parties that depend on one source are connected through it, though the source is no client.
    """
    by_party: dict[str, dict[str, list[Funding]]] = defaultdict(lambda: defaultdict(list))
    for funding in fundings:
        by_party[funding.party][funding.source].append(funding)
    found = []
    for party, sources in sorted(by_party.items()):
        amounts = {source: _sum_known(funding.amount for funding in given) for source, given in sources.items()}
        total = _sum_known(amounts.values())
        for source, given in sorted(sources.items()):
            amount = amounts[source]
            share = amount / total if amount is not None and total else None
            verdict = _decided(share, test)
            replaceable = [funding.replaceable for funding in given]
            if verdict is Verdict.TRUE and True in replaceable:
                verdict = Verdict.REVIEW
            elif verdict is Verdict.TRUE and None in replaceable:
                verdict = Verdict.UNKNOWN
            found.append(Dependency(party, source, Criterion.FUNDING, share, verdict))
    return tuple(found)


def _decided(share: Fraction | None, test: DependencyTest) -> Verdict:
    return Verdict.UNKNOWN if share is None else Verdict.of(test.operator.holds(share, test.threshold))


def _sum_known(amounts: Iterable[Fraction | None]) -> Fraction | None:
    known = list(amounts)
    return None if None in known else sum((amount for amount in known if amount is not None), ZERO)


def _by_pair(promises: Iterable[Promise]) -> dict[tuple[str, str], list[Promise]]:
    pairs: dict[tuple[str, str], list[Promise]] = defaultdict(list)
    for promise in promises:
        pairs[promise.guarantor, promise.borrower].append(promise)
    return pairs

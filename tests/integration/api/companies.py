"""A small group of companies and the family above it, written through the product's own writer.

ren ─60%→ hold ─55%→ works ─100%→ shop      lu ─40%→ hold     ren ─20%→ shop until 2025
hold ─20%→ works through agent (nominee)    zhu ─25%→ works   works ↔ depot: guarantees; depot → mill
ren ══ lin (spouse), their child xiao       ren and works owe; ren and lin owe one loan together
"""

from datetime import date
from fractions import Fraction
from typing import Any

from algorithms.exposures import Capital
from graph import nodes as node_records
from graph import ties as tie_records
from graph.model import PartyRecord
from graph.values import SHARE_ONE, SourceType
from graph.writer import GraphWriter, NodeRow, PartyRow, TieRow
from rules.group_answers import BankCapital

DAY = "2026-06-30"
PERSONS = {"ren": "任先生", "lu": "陆女士", "zhu": "朱先生", "lin": "林女士", "xiao": "任小小", "agent": "代持人"}
COMPANIES = ("hold", "works", "shop", "depot", "mill")
CUSTOMERS = ("ren", "works", "depot")
BANK_CAPITAL = BankCapital({Capital.TIER1: Fraction(10_000)})


def write_companies(writer: GraphWriter) -> None:
    """Write all of it."""
    writer.nodes("Source", [_node("core", "Source", title="Core", source_type="OFFICIAL_REGISTER", rank=1)])
    born = dict.fromkeys(PERSONS, date(1980, 1, 1)) | {"xiao": date(2016, 1, 1)}
    writer.parties(
        [
            *(_party(key, "Person", name, born[key]) for key, name in PERSONS.items()),
            *(_party(key, "Organization", key.title(), None) for key in COMPANIES),
        ]
    )
    percent = SHARE_ONE // 100
    owns = {
        ("ren", "hold"): 60, ("lu", "hold"): 40, ("hold", "works"): 55, ("agent", "works"): 20, ("zhu", "works"): 25,
        ("works", "shop"): 100,
    }  # fmt: skip
    writer.ties(
        "OWNS",
        [
            *(
                tie(*pair, f"own-{n}", "Owns", equity_share_ppb=share * percent)
                for n, (pair, share) in enumerate(owns.items())
            ),
            tie("ren", "shop", "own-old", "Owns", equity_share_ppb=20 * percent, valid_to=date(2025, 1, 1)),
            tie("lu", "mill", "own-guess", "Owns", equity_share_ppb=SHARE_ONE, status="INFERRED"),
        ],
    )
    writer.ties("NOMINEE_FOR", [tie("agent", "hold", "nom-1", "Agreement")])
    writer.ties("HOLDS_POSITION", [tie("lin", "works", "pos-1", "HoldsPosition", role="CEO", is_key_manager=True)])
    writer.ties("SPOUSE_OF", [tie("lin", "ren", "sp-1", "Kin")])
    writer.ties("PARENT_OF", [tie("ren", "xiao", "pa-1", "Kin")])
    writer.ties(
        "GUARANTEES",
        [
            tie(*pair, f"gu-{pair[0]}", "Guarantees", amount_minor=amount, currency="CNY")
            for pair, amount in {("works", "depot"): 500, ("depot", "works"): 300, ("mill", "depot"): 100}.items()
        ],
    )
    loan = {"kind": "LOAN", "currency": "CNY"}
    writer.nodes(
        "Account",
        [
            _node("L1", "Account", **loan, balance_minor=-150_000),
            _node("L2", "Account", **loan, balance_minor=-100_000),
            _node("D1", "Account", kind="DEPOSIT", currency="CNY", balance_minor=100_000_000),
            _node("D2", "Account", kind="CURRENT", currency="CNY", balance_minor=5_000),
        ],
    )
    writer.ties(
        "HOLDS",
        [
            tie("ren", "L1", "ho-1", "Holds", role="PRIMARY"),
            tie("works", "L1", "ho-2", "Holds", role="JOINT"),
            tie("works", "L2", "ho-3", "Holds", role="BORROWER"),
            tie("ren", "D1", "ho-4", "Holds", role="PRIMARY"),
            tie("lin", "D1", "ho-5", "Holds", role="JOINT"),
            tie("lin", "D2", "ho-6", "Holds", role="PRIMARY"),
        ],
    )
    writer.nodes("Employee", [_node(key, "Employee", name=key) for key in ("rm1", "rm2")])
    manages = [("rm1", "works"), ("rm1", "depot"), ("rm2", "ren"), ("rm2", "works")]
    writer.ties("MANAGES", [tie(*pair, f"ma-{number}", "Manages") for number, pair in enumerate(manages)])


def _party(key: str, label: str, name: str, born: date | None) -> PartyRow:
    labels = (label, "Customer") if key in CUSTOMERS else (label,)
    record = PartyRecord.model_validate({"name": name, "birth_date": born})
    return PartyRow(key, f"core:{key}", "core", 1, labels, record, ())


def _node(key: str, record: str, **values: Any) -> NodeRow:
    return NodeRow(key, getattr(node_records, record).model_validate(values))


def tie(start: str, end: str, tie_id: str, record: str, **values: Any) -> TieRow:
    """Return a tie as the register states it."""
    facts = {"source": "core", "source_type": SourceType.OFFICIAL_REGISTER, **values}
    return TieRow(start, end, tie_id, getattr(tie_records, record).model_validate(facts))

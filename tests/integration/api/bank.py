"""A bank small enough to be known by heart, written through the product's own writer.

wei ══SPOUSE══ na          wei ─OWNS 60%→ acme ─OWNS 30%→ beta        zhao ─OWNS→ acme until 2020
wei ─joint account A1─ na   state ─OWNS 40%→ beta, gamma               wei, na, child: household H1
child ←PARENT─ wei          na, chen: phone P1                        twenty people: address DORM (a hub)
chen ─GUARANTEES→ acme      wei ─TRANSFERS 3 months→ landlord         rm1 manages wei, na (before: rm3); rm2 chen
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from graph import nodes as node_records
from graph import ties as tie_records
from graph.nodes import NodeRecord, PartyRecord
from graph.session import GraphSession
from graph.values import SHARE_ONE, SourceType
from graph.vault import Vault
from graph.writer import GraphWriter, IdentifierRow, NodeRow, PartyRow, TieRow
from ingest.names import search_forms
from tests.support.vault import test_vault

RECORDED_AT = datetime(2026, 1, 10, 8, tzinfo=UTC)
CORRECTED_AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
TODAY = date(2026, 6, 30)
TOUCHPOINTS = 25

PEOPLE = {
    "wei": ("张伟", "110101198503071231"),
    "na": ("李娜", "11010119860512124X"),
    "child": ("张小雨", None),
    "chen": ("陈敏敏", "110101197001011253"),
    "wei2": ("张伟", "310101199009093210"),
    "smith": ("Anna Smith-Jones", None),
    "landlord": ("周房东", None),
}
COMPANIES = {
    "acme": ("长江贸易有限公司", "91110000MA00000012"),
    "beta": ("Beta Holdings", None),
    "gamma": ("Gamma Works", None),
}
CUSTOMERS = frozenset({"wei", "na", "chen", "wei2", "smith", "acme"})


def build_bank(session: GraphSession, vault: Vault | None = None) -> None:
    """Write the bank; some facts are recorded a second time, changed, at CORRECTED_AT."""
    vault = vault or test_vault()
    writer = GraphWriter(session, "run-1", RECORDED_AT, vault)
    writer.nodes("Source", [_node("core", "Source", title="Core banking", source_type="OFFICIAL_REGISTER", rank=1)])
    writer.parties(_parties())
    _bank_nodes(writer)
    _party_ties(writer)
    _held(writer)
    _looked_after(writer)
    _dormitory(writer)
    _touchpoints(writer)
    corrections = GraphWriter(session, "run-2", CORRECTED_AT, vault)
    corrections.ties("OWNS", [_tie("wei", "acme", "own-1", "Owns", equity_share_ppb=SHARE_ONE * 60 // 100)])


def _parties() -> list[PartyRow]:
    rows = [_party(key, ("Person",), name, "id_number", number) for key, (name, number) in PEOPLE.items()]
    rows += [_party(key, ("Organization",), name, "uscc", number) for key, (name, number) in COMPANIES.items()]
    return [*rows, _party("state", ("State",), "国资委", "uscc", None)]


def _party(key: str, labels: tuple[str, ...], name: str, scheme: str, number: str | None) -> PartyRow:
    identifiers = [IdentifierRow(f"{scheme}:{number}", scheme.upper(), number)] if number else []
    if key in CUSTOMERS:
        identifiers.append(IdentifierRow(f"customer_no:C-{key}", "customer_no", f"C-{key}".upper()))
        labels = (*labels, "Customer")
    record = PartyRecord.model_validate({"name": name, "name_search": search_forms(name), scheme: number})
    return PartyRow(key, f"core:{key}", "core", 1, labels, record, tuple(identifiers))


def _bank_nodes(writer: GraphWriter) -> None:
    account: dict[str, Any] = {"kind": "CURRENT", "currency": "CNY", "balance_on": TODAY}
    writer.nodes(
        "Account",
        [
            _node("A1", "Account", **account, number="6222000000000001", balance_minor=20_000_001),
            _node("A2", "Account", **account, balance_minor=10_000_000),
            _node(
                "L1",
                "Account",
                kind="LOAN",
                currency="CNY",
                balance_minor=-7_500_000,
                principal_minor=9_000_000,
            ),
            _node("X1", "Account", kind="EXTERNAL", number="999", bank_code="ICBC"),
        ],
    )
    writer.nodes("Product", [_node("cur", "Product", name="活期", category="DEPOSIT")])
    writer.nodes("Channel", [_node("app", "Channel", name="App"), _node("branch", "Channel", name="Branch")])
    writer.nodes("Phone", [_node("P1", "Phone", number="+8613800000001")])
    writer.nodes("Address", [_node("DORM", "Address", text="学生宿舍1号")])
    writer.nodes("Household", [_node("H1", "Household", name="张家")])
    writer.nodes("Consent", [_node("K1", "Consent", purpose="MARKETING", channel="SMS", state="GRANTED")])
    names = {"rm1": "王经理", "rm2": "吴经理", "rm3": "Former manager"}
    writer.nodes("Employee", [_node(key, "Employee", name=name) for key, name in names.items()])
    writer.nodes("Branch", [_node("b1", "Branch", name="Main"), _node("b2", "Branch", name="Harbour")])


def _party_ties(writer: GraphWriter) -> None:
    writer.ties("SPOUSE_OF", [_tie("wei", "na", "sp-1", "Kin", valid_from=date(2010, 5, 1))])
    writer.ties("PARENT_OF", [_tie("wei", "child", "pa-1", "Kin")])
    writer.ties(
        "OWNS",
        [
            _tie("wei", "acme", "own-1", "Owns", equity_share_ppb=SHARE_ONE * 55 // 100),
            _tie("acme", "beta", "own-2", "Owns", equity_share_ppb=SHARE_ONE * 30 // 100),
            _tie("state", "beta", "own-3", "Owns", equity_share_ppb=SHARE_ONE * 40 // 100),
            _tie("state", "gamma", "own-4", "Owns", equity_share_ppb=SHARE_ONE * 40 // 100),
            _tie("wei2", "acme", "own-5", "Owns", valid_from=date(2015, 1, 1), valid_to=date(2020, 1, 1)),
        ],
    )
    writer.ties(
        "GUARANTEES",
        [_tie("chen", "acme", "gu-1", "Guarantees", amount_minor=5_000_000, currency="CNY", confidence=0.9)],
    )
    writer.ties("TRANSFERS_TO", [_flow(month) for month in (1, 2, 3)])
    writer.ties("SOCIAL_TIE", [_tie("wei", "smith", "so-1", "SocialTie", kind="FRIEND", status="REJECTED")])


def _flow(month: int) -> TieRow:
    first = datetime(2026, month, 1, tzinfo=UTC)
    values = {"month": f"2026-{month:02}", "amount_minor": 300_000, "currency": "CNY", "count": 1}
    return _tie(
        "wei",
        "landlord",
        f"tr-{month}",
        "Flow",
        **values,
        first_at=first,
        last_at=first,
        valid_from=first.date(),
    )


def _held(writer: GraphWriter) -> None:
    writer.ties(
        "HOLDS",
        [
            _tie("wei", "A1", "ho-1", "Holds", role="PRIMARY"),
            _tie("na", "A1", "ho-2", "Holds", role="JOINT"),
            _tie("wei", "A2", "ho-3", "Holds", role="PRIMARY"),
            _tie("wei", "L1", "ho-4", "Holds", role="BORROWER"),
        ],
    )
    writer.ties("OF_PRODUCT", [_tie("A1", "cur", "op-1", "Plain")])
    order = {"order_id": "1", "amount_minor": 100_050, "currency": "CNY"}
    writer.ties("STANDING_ORDER", [_tie("A1", "X1", "or-1", "StandingOrder", **order)])
    writer.ties("HAS_PHONE", [_tie(key, "P1", f"ph-{key}", "Plain") for key in ("na", "chen")])
    writer.ties("IN_HOUSEHOLD", [_tie(key, "H1", f"hh-{key}", "MemberOf") for key in ("wei", "na", "child")])
    writer.ties("GAVE", [_tie("wei", "K1", "co-1", "Plain")])


def _looked_after(writer: GraphWriter) -> None:
    managed = {"wei": "rm1", "na": "rm1", "chen": "rm2"}
    former = _tie("rm3", "na", "ma-former", "Manages", valid_to=date(2021, 1, 1))
    writer.ties("MANAGES", [former, *(_tie(rm, key, f"ma-{key}", "Manages") for key, rm in managed.items())])
    served = {"wei": "b1", "chen": "b2", "acme": "b1"}
    writer.ties("SERVED_BY", [_tie(key, branch, f"se-{key}", "Plain") for key, branch in served.items()])


def _dormitory(writer: GraphWriter) -> None:
    lodgers = [f"lodger-{number}" for number in range(20)]
    writer.parties([_party(key, ("Person",), f"Lodger {key}", "id_number", None) for key in lodgers])
    writer.ties("HAS_ADDRESS", [_tie(key, "DORM", f"ad-{key}", "Plain") for key in (*lodgers, "wei")])


def _touchpoints(writer: GraphWriter) -> None:
    """Several of them at the same moment, so that an order by time alone would not be one."""
    start = datetime(2026, 6, 1, 9, tzinfo=UTC)
    moments = {f"T{number:02}": start + timedelta(hours=number // 3) for number in range(TOUCHPOINTS)}
    rows = [
        _node(
            key,
            "Touchpoint",
            kind="LOGIN" if int(key[1:]) % 2 else "TRANSFER",
            occurred_at=moment,
            amount_minor=1_234,
        )
        for key, moment in moments.items()
    ]
    writer.nodes("Touchpoint", rows)
    writer.ties("INTERACTED", [_tie("wei", key, f"in-{key}", "Plain") for key in moments])
    writer.ties("ON_ACCOUNT", [_tie(key, "A1", f"on-{key}", "Plain") for key in moments])
    channel = {key: "app" if int(key[1:]) % 5 else "branch" for key in moments}
    writer.ties("VIA", [_tie(key, channel[key], f"vi-{key}", "Plain") for key in moments])


def _node(key: str, label: str, **values: Any) -> NodeRow:
    record: type[NodeRecord] = getattr(node_records, label)
    return NodeRow(key, record(**values))


def _tie(start: str, end: str, tie_id: str, record: str, **values: Any) -> TieRow:
    kind: type[tie_records.TieRecord] = getattr(tie_records, record)
    return TieRow(start, end, tie_id, kind(source="core", source_type=SourceType.OFFICIAL_REGISTER, **values))

"""Parties and ties as the rules read them, from rows of the graph."""

from datetime import date
from fractions import Fraction
from typing import Any

from graph.consent_rules import is_minor_on
from graph.load_statements import SUPERSEDED_MARK
from graph.model import PARTY_LABELS, SHARE_ONE
from graph.session import Row
from graph.vault import Vault, is_sealed
from rules.facts import Party, Tie

_LICENSED_GUARANTORS = frozenset({"BANK", "GUARANTEE_COMPANY"})
"""Legal forms of those whose trade it is to give guarantees."""

_OF_JUDGEMENTS = ("relation", "decision", "rule_pack", "reason", "evidence", "decided_by", "decided_at")

_MINOR_UNIT = Fraction(1, 100)


class PartyReader:
    """Reads what the rules need to know of a party itself."""

    def __init__(self, vault: Vault, day: date, bank_id: str | None) -> None:
        self._open = vault.opener()
        self._day = day
        self._bank_id = bank_id

    def party(self, party_id: str, row: Row, prefix: str = "") -> Party:
        """Return the party that the columns with this prefix describe."""
        facts = {}
        legal_form = row[f"{prefix}legal_form"]
        if legal_form in _LICENSED_GUARANTORS:
            facts["licensed_guarantor"] = "true"
        if legal_form == "BANK":
            facts["is_bank"] = "true"
        if party_id == self._bank_id:
            facts["reporting_bank"] = "true"
        if is_minor_on(self._birth_date(row[f"{prefix}birth_date"]), self._day):
            facts["age"] = "0"
        kind = next((label for label in PARTY_LABELS if label in row[f"{prefix}labels"]), "Unknown")
        return Party(party_id, kind, facts)

    def _birth_date(self, stored: Any) -> date | None:
        """Age decides who is a relative by law; the day itself is not shown."""
        if isinstance(stored, str) and is_sealed(stored):
            stored = self._open(stored).clear
        return date.fromisoformat(stored) if isinstance(stored, str) else stored


def tie_of(row: Row) -> Tie:
    """Return the tie that a row of `derivation/ties` or `derivation/bank_ties` describes."""
    facts: dict[str, Any] = row["facts"]
    amount, cover = facts["amount_minor"], facts["cash_cover_minor"]
    named_facts = {"source": row["source"] or ""} | {
        name: str(facts[name])
        for name in ("basis", "role", "is_key_manager", "is_nominee", "currency", *_OF_JUDGEMENTS)
        if facts[name] is not None
    }
    if cover is not None:
        named_facts["cash_cover"] = str(cover * _MINOR_UNIT)
    return Tie(
        start=row["start_id"],
        kind=row["kind"],
        end=row["end_id"],
        equity=_share(facts["equity_share_ppb"]),
        votes=_share(facts["voting_share_ppb"]),
        amount=None if amount is None else amount * _MINOR_UNIT,
        valid_from=facts["valid_from"],
        valid_to=facts["valid_to"],
        facts=named_facts,
        # A version that was superseded since carries a mark behind the id; what it stood for is the same tie.
        key=facts["tie_id"].partition(SUPERSEDED_MARK)[0],
    )


def _share(ppb: int | None) -> Fraction | None:
    return None if ppb is None else Fraction(ppb, SHARE_ONE)

"""A person's judgement on what is derived: rebutted or confirmed with evidence, and approved by a second person.

It stands in the graph between the two parties, so that it goes when one of them is erased, and with two clocks, so that
an answer about an earlier moment does not know of it yet.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from cypher import query
from graph.caller import Caller
from graph.errors import CustomerNotFound, InvalidParameters, OverrideConflict, OverrideNotFound
from graph.parties import party_kind
from graph.session import GraphSession, Row
from graph.sight import Sight
from graph.vault import SealedKind, Vault
from rules.facts import OVERRIDDEN
from rules.graph_facts import Around
from rules.naming import Namer, PartyRef


class JudgedRelation(StrEnum):
    """What can be judged: the first party controls, depends on, or is a beneficial owner of the second."""

    CONTROLS = "CONTROLS"
    DEPENDS_ON = "DEPENDS_ON"
    BENEFICIAL_OWNER_OF = "BENEFICIAL_OWNER_OF"


class Judgement(StrEnum):
    """What is judged: it is so, though the evidence leaves it open; or it is not so, though a rule says it."""

    CONFIRMED = "CONFIRMED"
    REBUTTED = "REBUTTED"


class OverrideState(StrEnum):
    """Only what is APPROVED counts."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True)
class Proposal:
    """What somebody wants to be judged, under which rule pack, for which reason, on which evidence."""

    start_id: str
    relation: JudgedRelation
    end_id: str
    decision: Judgement
    rule_pack: str
    reason: str
    evidence: str


@dataclass(frozen=True)
class Override:
    """One judgement with everybody who had a part in it; reason and evidence as the caller may see them."""

    override_id: str
    start: PartyRef
    relation: JudgedRelation
    end: PartyRef
    decision: Judgement
    rule_pack: str
    reason: str | None
    evidence: str | None
    state: OverrideState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None

    @classmethod
    def from_row(cls, row: Row, sight: Sight) -> Self:
        """Return the judgement of a row, with names as the caller may see them."""
        return cls(
            **{
                **row,
                "start": _ref(row["start"], sight),
                "end": _ref(row["end"], sight),
                "reason": sight.shown(row["reason"]),
                "evidence": sight.shown(row["evidence"]),
                "relation": JudgedRelation(row["relation"]),
                "decision": Judgement(row["decision"]),
                "state": OverrideState(row["state"]),
            }
        )


@dataclass(frozen=True)
class AppliedOverride:
    """A judgement as an answer that it changes shows it."""

    override_id: str
    start: PartyRef
    relation: JudgedRelation
    end: PartyRef
    decision: Judgement
    reason: str | None
    evidence: str | None
    approved_by: str
    approved_at: str


def applied(around: Around, rule_pack: str, named: Namer) -> tuple[AppliedOverride, ...]:
    """Return the judgements among what was read around a party, that count under the pack."""
    return tuple(
        AppliedOverride(
            tie.key,
            named(tie.start),
            JudgedRelation(tie.facts["relation"]),
            named(tie.end),
            Judgement(tie.facts["decision"]),
            tie.facts.get("reason"),
            tie.facts.get("evidence"),
            tie.facts["decided_by"],
            tie.facts["decided_at"],
        )
        for tie in around.facts.under(rule_pack).of_kind(OVERRIDDEN)
    )


class Overrides:
    """Where judgements are proposed, decided on and withdrawn."""

    def __init__(self, session: GraphSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    def of_party(self, party_id: str, caller: Caller) -> tuple[Override, ...]:
        """Return all about one party, the oldest first, in whatever state; raises CustomerNotFound."""
        self._require_visible(party_id, caller)
        return self._read("overrides/of_party", caller, party_id=party_id)

    def get(self, override_id: str, caller: Caller) -> Override:
        """Return one; raises OverrideNotFound, also where a party is not visible."""
        found = self._read("overrides/one", caller, override_id=override_id)
        if not found:
            raise OverrideNotFound(f"No override {override_id} is visible to you.")
        return found[0]

    def propose(self, wanted: Proposal, caller: Caller) -> Override:
        """Note the wish down; raises CustomerNotFound, InvalidParameters for a party and itself."""
        if wanted.start_id == wanted.end_id:
            raise InvalidParameters("An override is about two parties, not about one and itself.")
        for party_id in (wanted.start_id, wanted.end_id):
            self._require_visible(party_id, caller)
        override_id = f"override-{secrets.token_hex(8)}"
        properties = {
            "relation": wanted.relation.value,
            "decision": wanted.decision.value,
            "rule_pack": wanted.rule_pack,
            # Written by hand, they may name somebody.
            "reason": self._vault.seal(SealedKind.PERSONAL_TEXT, wanted.reason),
            "evidence": self._vault.seal(SealedKind.PERSONAL_TEXT, wanted.evidence),
            "state": OverrideState.PROPOSED.value,
            "status": OverrideState.PROPOSED.value,
            "proposed_by": caller.name,
            "proposed_at": datetime.now(UTC),
        }
        self._session.write(
            query("overrides/propose"),
            {
                "override_id": override_id,
                "start_id": wanted.start_id,
                "end_id": wanted.end_id,
                "properties": properties,
            },
        )
        return self.get(override_id, caller)

    def decide(self, override_id: str, caller: Caller, *, approve: bool) -> Override:
        """Approve or refuse what somebody else has proposed.

        Raises OverrideNotFound, OverrideConflict for one's own proposal or one that is decided already.
        """
        found = self.get(override_id, caller)
        if found.proposed_by == caller.name:
            raise OverrideConflict("Somebody else than who proposed an override has to decide on it.")
        state = OverrideState.APPROVED if approve else OverrideState.REFUSED
        now = datetime.now(UTC)
        self._change(
            found,
            OverrideState.PROPOSED,
            {
                "state": state.value,
                "status": "CONFIRMED" if approve else "REJECTED",
                "decided_by": caller.name,
                "decided_at": now,
                "recorded_at": now,
            },
        )
        return self.get(override_id, caller)

    def withdraw(self, override_id: str, caller: Caller) -> Override:
        """Let an approved judgement count no longer; raises OverrideNotFound, OverrideConflict."""
        found = self.get(override_id, caller)
        self._change(
            found,
            OverrideState.APPROVED,
            {
                "state": OverrideState.WITHDRAWN.value,
                "withdrawn_by": caller.name,
                "superseded_at": datetime.now(UTC),
            },
        )
        return self.get(override_id, caller)

    def _change(self, found: Override, expected: OverrideState, properties: dict[str, Any]) -> None:
        parameters = {"override_id": found.override_id, "expected": expected.value, "properties": properties}
        if not self._session.write(query("overrides/decide"), parameters)[0]["decided"]:
            raise OverrideConflict(f"This override is {found.state}; the step needs one that is {expected}.")

    def _require_visible(self, party_id: str, caller: Caller) -> None:
        if not self._session.read(query("derivation/party"), {"party_id": party_id, **caller.scope.parameters()}):
            raise CustomerNotFound(f"No customer {party_id} is visible to you.")

    def _read(self, name: str, caller: Caller, **parameters: str) -> tuple[Override, ...]:
        sight = Sight(self._vault, caller.entitlement)
        rows = self._session.read(query(name), {**parameters, **caller.scope.parameters()})
        return tuple(Override.from_row(row, sight) for row in rows)


def _ref(party: Row, sight: Sight) -> PartyRef:
    return PartyRef(party["party_id"], sight.shown(party["name"]), party_kind(party["labels"]))

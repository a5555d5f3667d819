"""The write side of the graph: rows of checked records in, counts of what they changed out.

What is personal is sealed here, so that nothing personal reaches the server in clear.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cypher import query
from graph.load_statements import missing_statement_name, node_statement_name, tie_statement_name
from graph.model import TIE_KINDS, PartyRecord
from graph.name_query import number_blind
from graph.name_terms import name_terms
from graph.nodes import NodeRecord
from graph.sealed_fields import SEALED, is_closely_kept, is_natural_person, sealed_party_fields
from graph.session import GraphSession
from graph.ties import TieRecord
from graph.vault import SealedKind, Vault

_BLANK_PARTY: dict[str, None] = dict.fromkeys((*PartyRecord.model_fields, "name_terms"))
_NOTHING: Mapping[str, SealedKind] = {}


@dataclass(frozen=True)
class NodeRow:
    """One node to write; a `mention` creates it when absent and never overwrites it."""

    key: str
    record: NodeRecord
    mention: bool = False


@dataclass(frozen=True)
class TieRow:
    """One tie to write between two existing nodes; `tie_id` names the fact and stays when the fact changes."""

    start_key: str
    end_key: str
    tie_id: str
    record: TieRecord


@dataclass(frozen=True)
class IdentifierRow:
    """One number by which a party is found; `identifier_id` is unique over all schemes and shows no person's number.

    The value is sealed when its scheme says so, or its source.
    """

    identifier_id: str
    scheme: str
    value: str
    is_personal: bool = False


@dataclass(frozen=True)
class PartyRow:
    """What one record of one source says of a party; `rank` orders sources, 1 is trusted most."""

    party_id: str
    record_id: str
    source: str
    rank: int
    labels: tuple[str, ...]
    record: PartyRecord
    identifiers: tuple[IdentifierRow, ...] = field(default=())


@dataclass(frozen=True)
class Written:
    """How many rows of a batch were new, differed from the graph, or were there already."""

    created: int
    changed: int
    unchanged: int

    def __add__(self, other: "Written") -> "Written":
        return Written(self.created + other.created, self.changed + other.changed, self.unchanged + other.unchanged)


class GraphWriter:
    """Writes on behalf of one run; every statement can be sent twice and changes nothing the second time."""

    def __init__(self, session: GraphSession, run_id: str, recorded_at: datetime, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._stamp = {"run_id": run_id, "recorded_at": recorded_at}

    def nodes(self, label: str, rows: Iterable[NodeRow]) -> Written:
        """Write nodes of one label; of rows with the same key the last one that is no mention counts."""
        unique: dict[str, NodeRow] = {}
        for row in rows:
            if not (row.mention and row.key in unique):
                unique[row.key] = row
        kinds = SEALED.get(label, _NOTHING)
        payload = [
            {"key": row.key, "mention": row.mention, **self._sealed(row.record, kinds)}
            for row in sorted(unique.values(), key=lambda row: row.key)
        ]
        if not payload:
            return Written(0, 0, 0)
        counts = self._session.write(query(node_statement_name(label)), {"rows": payload, **self._stamp})[0]
        created, changed = int(counts["created"]), int(counts["changed"])
        return Written(created, changed, len(payload) - created - changed)

    def ties(self, type_name: str, rows: Iterable[TieRow]) -> Written:
        """Write ties of one type between existing nodes.

        Raises KeyError when an end is not in the graph: the loader has looked before.
        """
        kind, kinds = TIE_KINDS[type_name], SEALED.get(type_name, _NOTHING)
        unique = {row.tie_id: row for row in rows}
        payload = []
        for row in sorted(unique.values(), key=lambda row: row.tie_id):
            start, end = row.start_key, row.end_key
            if kind.symmetric:
                start, end = sorted((start, end))
            payload.append(
                {"start_key": start, "end_key": end, "tie_id": row.tie_id, **self._sealed(row.record, kinds)}
            )
        if not payload:
            return Written(0, 0, 0)
        counts = self._session.write(query(tie_statement_name(type_name)), {"rows": payload, **self._stamp})[0]
        written = Written(int(counts["created"]), int(counts["changed"]), int(counts["unchanged"]))
        if written.created + written.changed + written.unchanged != len(payload):
            raise KeyError(f"{type_name}: an end of a tie is not in the graph")
        return written

    def parties(self, rows: Sequence[PartyRow]) -> Written:
        """Write source records, the parties they describe, their identifiers, and the parties' golden records."""
        unique = {row.record_id: row for row in rows}
        if not unique:
            return Written(0, 0, 0)
        payload = [
            {
                "party_id": row.party_id,
                "record_id": row.record_id,
                "source": row.source,
                "rank": row.rank,
                "labels": list(row.labels),
                **self._sealed_party(row),
            }
            for row in sorted(unique.values(), key=lambda row: (row.party_id, row.record_id))
        ]
        touched = self._session.write(query("load/parties/source_records"), {"rows": payload, **self._stamp})
        self._identifiers(unique.values())
        self._golden_records({row["party_id"] for row in touched})
        created = sum(1 for row in touched if row["is_new"])
        changed = sum(1 for row in touched if row["is_changed"])
        return Written(created, changed, len(payload) - created - changed)

    def _identifiers(self, rows: Iterable[PartyRow]) -> None:
        payload = {
            identifier.identifier_id: {
                "party_id": row.party_id,
                "source": row.source,
                "identifier_id": identifier.identifier_id,
                "scheme": identifier.scheme,
                "value": self._identifier_value(identifier),
                "blind": number_blind(self._vault, identifier.value),
            }
            for row in rows
            for identifier in row.identifiers
        }
        if payload:
            ordered = [payload[key] for key in sorted(payload)]
            self._session.write(query("load/parties/identifiers"), {"rows": ordered, **self._stamp})

    def _golden_records(self, party_ids: set[str]) -> None:
        if party_ids:
            self._session.write(
                query("load/parties/golden_record"),
                {"party_ids": sorted(party_ids), "blank": _BLANK_PARTY, "run_id": self._stamp["run_id"]},
            )

    def _sealed(self, record: NodeRecord | TieRecord, kinds: Mapping[str, SealedKind], *more: object) -> dict[str, Any]:
        """Return the properties as they are written, and the digest of what they were before they were sealed."""
        properties = _properties(record)
        digest = self._vault.digest(repr((sorted(properties.items()), more)))
        for name in kinds.keys() & properties.keys():
            properties[name] = self._vault.seal(kinds[name], _text(properties[name]))
        return {"properties": properties, "digest": digest}

    def _sealed_party(self, row: PartyRow) -> dict[str, Any]:
        written = self._sealed(row.record, sealed_party_fields(row.labels), row.labels, row.rank)
        if is_natural_person(row.labels):
            pinyin = written["properties"].pop("name_search", None)
            if row.record.name is not None:
                written["properties"]["name_terms"] = name_terms(self._vault, row.record.name, pinyin)
        return written

    def _identifier_value(self, identifier: IdentifierRow) -> str:
        if identifier.is_personal or is_closely_kept(identifier.scheme):
            return self._vault.seal(SealedKind.ID_NUMBER, identifier.value)
        return identifier.value

    def parties_by_identifier(self, identifier_ids: Sequence[str]) -> dict[str, str]:
        """Return identifier_id → party_id of those that belong to someone."""
        rows = self._session.read(query("load/parties/resolve"), {"identifier_ids": list(identifier_ids)})
        return {row["identifier_id"]: row["party_id"] for row in rows}

    def missing_keys(self, label: str, keys: Sequence[str]) -> set[str]:
        """Return those of `keys` that no node of `label` has."""
        rows = self._session.read(query(missing_statement_name(label)), {"keys": list(keys)})
        return {row["missing_key"] for row in rows}


def _properties(record: NodeRecord | TieRecord) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in record.model_dump(exclude_none=True).items()
    }


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)

"""How the key of a node, an identifier and a tie is made: the same input gives the same key on every run.

Keys stand in clear in the graph, in addresses and in logs, so that no personal value may show in one: what comes from
a column of class personal or sensitive goes in as a blind index. Whether it does is decided for the whole mapping,
since the files of a delivery name the same thing by columns of their own.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence

from graph.sealed_fields import is_closely_kept
from graph.vault import Vault
from ingest.mapping import ROW_DIGEST, Const, Expression, FileSpec, Mapping, NodeSpec

CONTACT_LABELS = frozenset({"Phone", "Email", "Address", "Device"})
"""Contact attributes are the same thing in every bank's data: their keys carry no namespace and are always blind."""

_PLAIN = re.compile(r"^[A-Za-z0-9._-]{1,64}$")
_PARTY_DIGITS, _TIE_DIGITS = 20, 24


class Keys:
    """Makes the keys of what one mapping loads."""

    def __init__(self, vault: Vault, mapping: Mapping) -> None:
        self._vault = vault
        self._namespace = mapping.namespace
        self._personal_columns = {spec.name: frozenset(_personal_columns(mapping, spec)) for spec in mapping.files}
        self._blind_nodes = frozenset(self._found_blind_nodes(mapping))
        self._personal_schemes = frozenset(self._found_personal_schemes(mapping))

    def node(self, spec: NodeSpec, parts: Sequence[object]) -> str:
        """Return the key of a node, as in 'berka-branch-7'; `parts` are the values of the expressions of its key."""
        start = [] if spec.label in CONTACT_LABELS else [self._namespace]
        is_blind = _kind_of(spec) in self._blind_nodes
        shown = (
            self._vault.blind(spec.label, str(part))
            if is_blind and not isinstance(expression, Const)
            else _readable(str(part))
            for expression, part in zip(spec.key, parts, strict=True)
        )
        return "-".join([*start, spec.prefix or spec.label.lower(), *shown])

    def source(self, name: str) -> str:
        """Return the key of a source system."""
        return f"{self._namespace}-source-{_readable(name)}"

    def is_personal(self, scheme: str) -> bool:
        """Whether the numbers of a scheme are persons' own: they stand sealed, and blind in keys."""
        return is_closely_kept(scheme) or scheme in self._personal_schemes

    def party(self, scheme: str, value: str) -> str:
        """Return the id of a party that is first met under this identifier."""
        shown = self._number(scheme, value)[:_PARTY_DIGITS] if self.is_personal(scheme) else _readable(value)
        return f"{self._namespace}-{scheme.lower()}-{shown}"

    def identifier(self, scheme: str, value: str) -> str:
        """Return the key of an identifier; an UPPER_CASE scheme is the same in every namespace."""
        shown = self._number(scheme, value) if self.is_personal(scheme) else value
        return f"{scheme}:{shown}" if scheme.isupper() else f"{self._namespace}.{scheme}:{shown}"

    def row(self, spec: FileSpec, values: Sequence[str]) -> str:
        """Return what names a row in its file by the values of the file's key columns, '' when it has none."""
        personal = self._personal_columns[spec.name]
        return "-".join(
            self._vault.blind(f"{spec.name} {column}", value) if column in personal else value
            for column, value in zip(spec.key, values, strict=True)
        )

    def tie(self, *parts: str) -> str:
        """Return the id of the fact that a tie states."""
        return self._vault.blind("tie", "\x1f".join(parts))[:_TIE_DIGITS]

    def _number(self, scheme: str, value: str) -> str:
        return self._vault.blind(f"number {scheme}", value)

    def _found_blind_nodes(self, mapping: Mapping) -> Iterator[tuple[str, str]]:
        for spec in mapping.files:
            for node in spec.nodes:
                if node.label in CONTACT_LABELS or self._has_personal(spec, node.key):
                    yield _kind_of(node)

    def _found_personal_schemes(self, mapping: Mapping) -> Iterator[str]:
        for spec in mapping.files:
            for party in spec.parties:
                yield from (one.scheme for one in party.identifiers if self._has_personal(spec, [one.column]))

    def _has_personal(self, spec: FileSpec, expressions: Sequence[Expression]) -> bool:
        return any(name in self._personal_columns[spec.name] for name in expressions if isinstance(name, str))


def _kind_of(spec: NodeSpec) -> tuple[str, str]:
    return spec.label, spec.prefix or spec.label.lower()


def _personal_columns(mapping: Mapping, spec: FileSpec) -> Iterator[str]:
    """Yield the file's own columns of these classes, those that it takes from other files, and the row's digest."""
    yield ROW_DIGEST
    for name, column in spec.columns.items():
        if column.field_class in ("personal", "sensitive"):
            yield name
    for lookup in spec.lookups:
        there = mapping.file(lookup.file).columns
        for name, taken in lookup.take.items():
            if there[taken].field_class in ("personal", "sensitive"):
                yield name


def _readable(value: str) -> str:
    return value if _PLAIN.match(value) else hashlib.blake2b(value.encode(), digest_size=8).hexdigest()

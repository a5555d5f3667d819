"""What the policies decide: guanxi.cedar says who may do what, guanxi.cedarschema what there is to decide on."""

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

import cedarpy

from graph.entitlement import RELATED_KINDS, Entitlement, FieldClass, Purpose, Section, Visibility
from graph.errors import PoliciesInvalid

_BANK = 'Bank::"bank"'
_OPERATIONS = re.compile(r"^action ([\w\s,]+?)\s+in \[", re.MULTILINE)
"""In the schema an operation belongs to a group; actions of their own shape the answers of operations."""


class Policies:
    """Cedar policies over roles; every decision is deny unless some role of the caller is permitted."""

    def __init__(self, policies: str, schema: str) -> None:
        """Take the policies in; raises PoliciesInvalid when they do not fit the schema."""
        outcome = cedarpy.validate_policies(policies, schema)
        if not outcome.validation_passed:
            raise PoliciesInvalid(f"The policies do not fit their schema: {outcome.errors}.")
        self._policies = policies
        self._schema = schema
        self.entitlement = lru_cache(maxsize=256)(self._entitlement)
        self.permits = lru_cache(maxsize=16_384)(self._permits)

    @classmethod
    def shipped(cls) -> "Policies":
        """Return the policies that come with the product."""
        folder = files(__name__)
        return cls(
            (folder / "guanxi.cedar").read_text(encoding="utf-8"),
            (folder / "guanxi.cedarschema").read_text(encoding="utf-8"),
        )

    def operations(self) -> frozenset[str]:
        """Return the ids of the operations that the schema names."""
        names = _OPERATIONS.findall(self._schema)
        return frozenset(name.strip() for group in names for name in group.split(","))

    def _permits(self, roles: frozenset[str], purpose: Purpose, operation: str) -> bool:
        return self._is_allowed(roles, purpose, operation, _BANK)

    def may_declare(self, roles: frozenset[str], purpose: Purpose) -> bool:
        """Whether a caller with these roles may ask for this purpose."""
        return self._is_allowed(roles, purpose, "declare", f'Purpose::"{purpose}"')

    def sees_all_customers(self, roles: frozenset[str], purpose: Purpose) -> bool:
        """Whether the whole bank is in scope."""
        return self._is_allowed(roles, purpose, "see_all_customers", _BANK)

    def sees_own_customers(self, roles: frozenset[str], purpose: Purpose) -> bool:
        """Whether the customers of the caller's own book, team, branches and cover are in scope."""
        return self._is_allowed(roles, purpose, "see_own_customers", _BANK)

    def _entitlement(self, roles: frozenset[str], purpose: Purpose, *, names_omissions: bool = True) -> Entitlement:
        return Entitlement(
            fields={field: self._visibility(roles, purpose, field) for field in FieldClass},
            tie_kinds=frozenset(
                kind for kind in RELATED_KINDS if self._is_allowed(roles, purpose, "walk", f'TieKind::"{kind}"')
            ),
            sections=frozenset(
                part for part in Section if self._is_allowed(roles, purpose, "see_section", f'Section::"{part}"')
            ),
            bands_amounts=not self._is_allowed(roles, purpose, "see_amounts", _BANK),
            names_omissions=names_omissions,
            shows_more_of_numbers=self._is_allowed(roles, purpose, "see_more_of_numbers", _BANK),
        )

    def _visibility(self, roles: frozenset[str], purpose: Purpose, field: FieldClass) -> Visibility:
        resource = f'FieldClass::"{field}"'
        if self._is_allowed(roles, purpose, "see_clear", resource):
            return Visibility.CLEAR
        return Visibility.MASKED if self._is_allowed(roles, purpose, "see_masked", resource) else Visibility.WITHHELD

    def _is_allowed(self, roles: Iterable[str], purpose: Purpose, action: str, resource: str) -> bool:
        requests = [
            {
                "principal": f'Role::"{role}"',
                "action": f'Action::"{action}"',
                "resource": resource,
                "context": {"purpose": purpose.value},
            }
            for role in sorted(roles)
        ]
        if not requests:
            return False
        answers = cedarpy.is_authorized_batch(requests, self._policies, [], self._schema)
        return any(answer.allowed for answer in answers)

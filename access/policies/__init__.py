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
    """Cedar policies over roles; every decision is deny unless a policy permits.

    Of a caller's roles those count that work for the purpose. What may be asked, and about whom, is what one of them
    may; what is shown is what each of them may see: two roles together never see more than either does.
    """

    def __init__(self, policies: str, schema: str) -> None:
        """Take the policies in; raises PoliciesInvalid when they do not fit the schema."""
        outcome = cedarpy.validate_policies(policies, schema)
        if not outcome.validation_passed:
            raise PoliciesInvalid(f"The policies do not fit their schema: {outcome.errors}.")
        self._policies = policies
        self._schema = schema
        self.entitlement = lru_cache(maxsize=256)(self._entitlement)
        self.permits = lru_cache(maxsize=16_384)(self._permits)
        self.may_declare = lru_cache(maxsize=256)(self._may_declare)
        self.sees_all_customers = lru_cache(maxsize=256)(self._sees_all_customers)
        self.sees_own_customers = lru_cache(maxsize=256)(self._sees_own_customers)

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
        return any(self._allowed(roles, purpose, operation, _BANK))

    def _may_declare(self, roles: frozenset[str], purpose: Purpose) -> bool:
        return any(self._answers(roles, purpose, "declare", f'Purpose::"{purpose}"'))

    def _sees_all_customers(self, roles: frozenset[str], purpose: Purpose) -> bool:
        """Whether the whole bank is in scope."""
        return any(self._allowed(roles, purpose, "see_all_customers", _BANK))

    def _sees_own_customers(self, roles: frozenset[str], purpose: Purpose) -> bool:
        """Whether the customers of the caller's own book, team, branches and cover are in scope."""
        return any(self._allowed(roles, purpose, "see_own_customers", _BANK))

    def _entitlement(self, roles: frozenset[str], purpose: Purpose, *, names_omissions: bool = True) -> Entitlement:
        return Entitlement(
            fields={field: self._visibility(roles, purpose, field) for field in FieldClass},
            tie_kinds=frozenset(
                kind for kind in RELATED_KINDS if self._all_see(roles, purpose, "walk", f'TieKind::"{kind}"')
            ),
            sections=frozenset(
                part for part in Section if self._all_see(roles, purpose, "see_section", f'Section::"{part}"')
            ),
            bands_amounts=not self._all_see(roles, purpose, "see_amounts", _BANK),
            names_omissions=names_omissions,
            shows_more_of_numbers=self._all_see(roles, purpose, "see_more_of_numbers", _BANK),
        )

    def _visibility(self, roles: frozenset[str], purpose: Purpose, field: FieldClass) -> Visibility:
        resource = f'FieldClass::"{field}"'
        if self._all_see(roles, purpose, "see_clear", resource):
            return Visibility.CLEAR
        return Visibility.MASKED if self._all_see(roles, purpose, "see_masked", resource) else Visibility.WITHHELD

    def _all_see(self, roles: frozenset[str], purpose: Purpose, action: str, resource: str) -> bool:
        allowed = self._allowed(roles, purpose, action, resource)
        return bool(allowed) and all(allowed)

    def _allowed(self, roles: frozenset[str], purpose: Purpose, action: str, resource: str) -> list[bool]:
        """Return the answer for each of the roles that work for this purpose."""
        working = [role for role in roles if self.may_declare(frozenset({role}), purpose)]
        return self._answers(working, purpose, action, resource)

    def _answers(self, roles: Iterable[str], purpose: Purpose, action: str, resource: str) -> list[bool]:
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
            return []
        answers = cedarpy.is_authorized_batch(requests, self._policies, [], self._schema)
        return [answer.allowed for answer in answers]

import pytest

from access.policies import Policies
from access.roles import DEFAULT_PURPOSE, Role
from graph.entitlement import FieldClass, Purpose, Visibility
from graph.errors import PoliciesInvalid
from graph.store import Store
from tests.support.app import app_on
from tests.support.recorded import RecordedSession
from tests.support.vault import test_vault

OPEN_OPERATIONS = {"live", "ready", "metrics", "sign_in", "sign_in_by_provider", "sign_in_from_provider"}
"""What can be asked before anybody has signed in."""

MARKETING_TIES = {"SPOUSE_OF", "PARENT_OF", "SOCIAL_TIE", "REFERRED", "EMPLOYED_BY", "IN_HOUSEHOLD"}


@pytest.fixture(scope="module")
def policies() -> Policies:
    return Policies.shipped()


def test_every_operation_has_a_policy_and_every_policy_an_operation(policies: Policies) -> None:
    app = app_on(Store(RecordedSession().as_session(), test_vault()))
    named = {item["operationId"] for path in app.openapi()["paths"].values() for item in path.values()}
    assert named - OPEN_OPERATIONS == policies.operations()


def test_some_role_may_call_each_operation(policies: Policies) -> None:
    for operation in policies.operations():
        assert any(
            policies.permits(frozenset({role.value}), purpose, operation) for role, purpose in DEFAULT_PURPOSE.items()
        ), operation


def test_nothing_is_allowed_to_nobody_or_to_an_unknown_role(policies: Policies) -> None:
    for roles in (frozenset[str](), frozenset({"emperor"})):
        for operation in policies.operations() - {"show_me", "sign_out", "list_tokens", "make_token", "revoke_token"}:
            assert not policies.permits(roles, Purpose.SERVICE, operation)
        assert not policies.sees_all_customers(roles, Purpose.SERVICE)


def test_marketing_never_walks_risk_or_owners_in_any_role(policies: Policies) -> None:
    for role in Role:
        kinds = policies.entitlement(frozenset({role.value}), Purpose.MARKETING).tie_kinds
        assert kinds <= MARKETING_TIES
    assert policies.entitlement(frozenset({"marketer"}), Purpose.MARKETING).tie_kinds == MARKETING_TIES


def test_sensitive_fields_are_clear_to_nobody(policies: Policies) -> None:
    for role, purpose in DEFAULT_PURPOSE.items():
        fields = policies.entitlement(frozenset({role.value}), purpose).fields
        assert fields[FieldClass.SENSITIVE] is not Visibility.CLEAR
        assert fields[FieldClass.PUBLIC] is Visibility.CLEAR


def test_who_sees_whom(policies: Policies) -> None:
    sees_all = {
        role
        for role, purpose in DEFAULT_PURPOSE.items()
        if policies.sees_all_customers(frozenset({role.value}), purpose)
    }
    assert sees_all == {Role.MARKETER, Role.ANALYST, Role.STEWARD, Role.COMPLIANCE}
    assert policies.sees_own_customers(frozenset({"relationship_manager"}), Purpose.SERVICE)
    assert not policies.sees_own_customers(frozenset({"admin"}), Purpose.ADMINISTRATION)


@pytest.mark.parametrize(
    ("role", "purpose", "may"),
    [
        ("relationship_manager", Purpose.SERVICE, True),
        ("relationship_manager", Purpose.MARKETING, True),
        ("relationship_manager", Purpose.COMPLIANCE, False),
        ("marketer", Purpose.SERVICE, False),
        ("analyst", Purpose.MARKETING, False),
    ],
)
def test_a_purpose_is_bound_to_the_role(policies: Policies, role: str, purpose: Purpose, may: bool) -> None:  # noqa: FBT001 - a column of the table
    assert policies.may_declare(frozenset({role}), purpose) is may


def test_two_roles_together_see_no_more_than_either(policies: Policies) -> None:
    for other in (Role.MARKETER, Role.ANALYST, Role.ADMIN):
        both = frozenset({Role.RELATIONSHIP_MANAGER.value, other.value})
        assert not policies.sees_all_customers(both, Purpose.SERVICE)
        assert not policies.permits(both, DEFAULT_PURPOSE[other], "unmask_customer")
        purpose, alone = DEFAULT_PURPOSE[other], frozenset({other.value})
        assert policies.entitlement(both, purpose) == policies.entitlement(alone, purpose)
    manager = frozenset({"relationship_manager"})
    both = manager | {"marketer"}
    assert policies.entitlement(both, Purpose.SERVICE) == policies.entitlement(manager, Purpose.SERVICE)
    assert not policies.permits(both, Purpose.SERVICE, "list_audit")
    assert policies.permits(both, Purpose.SERVICE, "unmask_customer")


def test_policies_that_do_not_fit_their_schema_are_refused() -> None:
    with pytest.raises(PoliciesInvalid):
        Policies('permit (principal == Role::"x", action == Action::"no_such", resource);', "entity Role;")

"""The roles that a user can have, and what each asks for when it does not say."""

from enum import StrEnum

from graph.entitlement import Purpose


class Role(StrEnum):
    """A user's part in the bank; one user can have several."""

    RELATIONSHIP_MANAGER = "relationship_manager"
    MARKETER = "marketer"
    ANALYST = "analyst"
    STEWARD = "steward"
    COMPLIANCE = "compliance"
    ADMIN = "admin"


DEFAULT_PURPOSE = {
    Role.RELATIONSHIP_MANAGER: Purpose.SERVICE,
    Role.MARKETER: Purpose.MARKETING,
    Role.ANALYST: Purpose.ANALYTICS,
    Role.STEWARD: Purpose.STEWARDSHIP,
    Role.COMPLIANCE: Purpose.COMPLIANCE,
    Role.ADMIN: Purpose.ADMINISTRATION,
}
"""What a caller of this role asks for when the request does not say; of several roles the first one's."""


def default_purpose(roles: frozenset[str]) -> Purpose:
    """Return what a caller with these roles asks for when the request does not say."""
    return next((DEFAULT_PURPOSE[role] for role in Role if role.value in roles), Purpose.ADMINISTRATION)

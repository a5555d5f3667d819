"""Who asks in a benchmark: a user made for it, who is of no use afterwards."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from access.roles import Role
from guanxi.settings import Settings
from guanxi.wiring import open_door, service_database

RATE = "1000000/minute"
"""Requests a minute that no benchmark reaches."""


@contextmanager
def token_for(settings: Settings, role: Role, employee_id: str | None = None) -> Iterator[str]:
    """Have a new user's token inside the block."""
    name = f"benchmark-{secrets.token_hex(4)}"
    with service_database(settings) as engine:
        door = open_door(settings, engine)
        door.users.add(name, [role.value], employee_id=employee_id)
        try:
            yield door.tokens.make(name, "benchmark", days=1)[1]
        finally:
            door.users.change(name, is_disabled=True)

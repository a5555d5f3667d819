"""Who has signed in, as the rest of the service knows them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Principal:
    """A person or program that has proved who it is.

    `operations` are the only ones that its token is good for, None for all that its roles allow. `csrf_token` is
    there when it came with a browser's cookie, `until` (seconds since 1970) when it came with a token, which ends then.
    """

    name: str
    display_name: str
    roles: frozenset[str]
    employee_id: str | None
    operations: frozenset[str] | None = None
    csrf_token: str | None = None
    until: int | None = None

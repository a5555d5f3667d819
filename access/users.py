"""The local users: who they are, what they may be, and how they prove it with a password."""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from access.principal import Principal
from access.roles import Role
from access.secrets import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, hash_password, is_password
from access.tables import identities, metadata, sessions, users
from graph.errors import SignInFailed, UserInvalid, UserNotFound

FAILURES_MAX = 5
LOCK_SECONDS = 15 * 60
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,99}")
UNCHANGED = "\x00"
"""No employee's id: what is not given to `Users.change`, where None takes the employee away."""

_FAILED = "The name or the password is not right, or the user is locked for a while."


@dataclass(frozen=True)
class User:
    """A user as an administrator sees it; `issuer` is the identity provider that vouches for them."""

    name: str
    display_name: str
    roles: tuple[str, ...]
    employee_id: str | None
    is_service: bool
    is_disabled: bool
    is_locked: bool
    issuer: str | None

    def principal(self) -> Principal:
        """Return this user as one who has signed in."""
        return Principal(self.name, self.display_name, frozenset(self.roles), self.employee_id)


class Users:
    """The users in the service's database."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._now = now
        metadata.create_all(engine)

    def add(
        self,
        name: str,
        roles: Iterable[str],
        *,
        password: str | None = None,
        display_name: str | None = None,
        employee_id: str | None = None,
        is_service: bool = False,
        issuer: str | None = None,
    ) -> User:
        """Make a user; one without a password signs in by a token or an identity provider. Raises UserInvalid."""
        if not _NAME.fullmatch(name):
            raise UserInvalid("A user's name is 1 to 100 of a-z 0-9 . _ @ -, and starts with a letter or digit.")
        values = {
            "name": name,
            "display_name": display_name or name,
            "roles": _checked_roles(roles),
            "employee_id": employee_id,
            "password_hash": None if password is None else hash_password(_checked_password(password)),
            "is_service": is_service,
            "is_disabled": False,
            "failures": 0,
            "issuer": issuer,
            "created_at": int(self._now()),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(users).values(values))
        except IntegrityError as error:
            raise UserInvalid(f"There is a user {name} already.") from error
        return self.get(name)

    def all(self) -> tuple[User, ...]:
        """Return every user by name."""
        with self._engine.connect() as connection:
            return tuple(self._user(row) for row in connection.execute(select(users).order_by(users.c.name)).mappings())

    def get(self, name: str) -> User:
        """Return one user; raises UserNotFound."""
        with self._engine.connect() as connection:
            row = connection.execute(select(users).where(users.c.name == name)).mappings().first()
        if row is None:
            raise UserNotFound(f"There is no user {name}.")
        return self._user(row)

    def change(
        self,
        name: str,
        *,
        roles: Iterable[str] | None = None,
        is_disabled: bool | None = None,
        employee_id: str | None = UNCHANGED,
        password: str | None = None,
    ) -> User:
        """Change what is given, and end the user's sessions; raises UserNotFound and UserInvalid."""
        self.get(name)
        values: dict[str, object] = {}
        if roles is not None:
            values["roles"] = _checked_roles(roles)
        if is_disabled is not None:
            values["is_disabled"] = is_disabled
        if employee_id != UNCHANGED:
            values["employee_id"] = employee_id
        if password is not None:
            values |= {"password_hash": hash_password(_checked_password(password)), "failures": 0, "locked_until": None}
        with self._engine.begin() as connection:
            if values:
                connection.execute(update(users).where(users.c.name == name).values(values))
            connection.execute(delete(sessions).where(sessions.c.user_name == name))
        return self.get(name)

    def sign_in(self, name: str, password: str) -> Principal:
        """Return who has this name and password; raises SignInFailed, alike for every cause.

        After FAILURES_MAX wrong passwords in a row the user is locked for LOCK_SECONDS.
        """
        with self._engine.connect() as connection:
            row = connection.execute(select(users).where(users.c.name == name)).mappings().first()
        is_right = is_password(password, None if row is None else row["password_hash"])
        if row is None:
            raise SignInFailed(_FAILED)
        with self._engine.begin() as connection:
            statement = update(users).where(users.c.name == name)
            # This waits for other tries: while the password was checked they may have locked the user.
            connection.execute(statement.values(failures=users.c.failures))
            row = connection.execute(select(users).where(users.c.name == name)).mappings().one()
            is_let_in = is_right and not row["is_disabled"] and not self._is_locked(row["locked_until"])
            if is_let_in:
                connection.execute(statement.values(failures=0, locked_until=None))
            elif not is_right and not self._is_locked(row["locked_until"]):
                connection.execute(statement.values(self._one_more_failure(row["failures"])))
        if not is_let_in:
            raise SignInFailed(_FAILED)
        return self._user(row).principal()

    def vouched(
        self, name: str, roles: Iterable[str], *, issuer: str, subject: str, display_name: str, employee_id: str | None
    ) -> Principal:
        """Return the user that an identity provider vouches for, with the roles that it gives now.

        `subject` is who that is for the provider, whatever name it gives. Raises SignInFailed for a disabled user, or
        one of that name whom this provider did not bring, or brought for another subject.
        """
        try:
            known = self.get(name)
        except UserNotFound:
            known = self.add(name, roles, display_name=display_name, employee_id=employee_id, issuer=issuer)
        if known.is_disabled or known.issuer != issuer or self._subject_of(name, subject) != subject:
            raise SignInFailed(_FAILED)
        if set(known.roles) != set(roles) or known.employee_id != employee_id:
            known = self.change(name, roles=roles, employee_id=employee_id)
        return known.principal()

    def _subject_of(self, name: str, first: str) -> str:
        """Return whom the provider's user of that name stands for: the first one who came under it."""
        with self._engine.begin() as connection:
            kept = select(identities.c.subject).where(identities.c.user_name == name)
            known: str | None = connection.execute(kept).scalar()
            if known is None:
                connection.execute(insert(identities).values(user_name=name, subject=first))
        return known or first

    def _one_more_failure(self, failures: int) -> dict[str, int]:
        if failures + 1 < FAILURES_MAX:
            return {"failures": failures + 1}
        return {"failures": 0, "locked_until": int(self._now()) + LOCK_SECONDS}

    def _is_locked(self, locked_until: int | None) -> bool:
        return locked_until is not None and self._now() < locked_until

    def _user(self, row: object) -> User:
        facts = dict(row)  # type: ignore[call-overload] # a row of the users table
        return User(
            name=facts["name"],
            display_name=facts["display_name"],
            roles=tuple(facts["roles"]),
            employee_id=facts["employee_id"],
            is_service=facts["is_service"],
            is_disabled=facts["is_disabled"],
            is_locked=self._is_locked(facts["locked_until"]),
            issuer=facts["issuer"],
        )


def _checked_roles(roles: Iterable[str]) -> list[str]:
    chosen = sorted(set(roles))
    unknown = sorted(set(chosen) - set(Role))
    if unknown or not chosen:
        known = ", ".join(role.value for role in Role)
        raise UserInvalid(f"A user has at least one role of {known}; not known: {', '.join(unknown) or 'none given'}.")
    return chosen


def _checked_password(password: str) -> str:
    if not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX:
        raise UserInvalid(f"A password has {PASSWORD_LENGTH_MIN} to {PASSWORD_LENGTH_MAX} characters.")
    return password

"""The users of the demo: one a role, made the first time, with made-up passwords in a file of the demo's folder."""

import json
import os
import secrets
import shlex
from pathlib import Path

import typer

from access.roles import Role
from access.users import User, Users
from graph.errors import DemoFailed, UserNotFound
from guanxi.settings import Settings
from guanxi.wiring import open_door, service_database

PASSWORDS_FILE = "demo-users.json"


def demo_users(settings: Settings, employee_id: str) -> dict[str, str]:
    """Return name → password of one user a role; the relationship manager is the employee `employee_id`."""
    path = settings.home / PASSWORDS_FILE
    passwords: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    with service_database(settings) as engine:
        users = open_door(settings, engine).users
        for role in Role:
            known = _known(users, role.value)
            password = passwords.get(role.value) or secrets.token_urlsafe(12)
            employee = employee_id if role is Role.RELATIONSHIP_MANAGER else None
            if known is None:
                users.add(role.value, [role], password=password, employee_id=employee)
            elif role.value not in passwords or known.employee_id != employee:
                users.change(role.value, password=password, employee_id=employee)
            passwords[role.value] = password
    _write(path, passwords)
    for name, password in passwords.items():
        _write(sign_in_file(settings.home, name), {"name": name, "password": password})
    return passwords


def sign_in_file(folder: Path, name: str) -> Path:
    """Return where the body of a user's sign-in stands, readable by its owner alone."""
    return folder / f"sign-in-{name}.json"


def say_how_to_sign_in(base: str, passwords: dict[str, str], path: Path, customer: str) -> None:
    """Print each user with its password, and one command that signs in and one that asks."""
    typer.echo(f"Users (also in {path}):")
    for name, password in passwords.items():
        typer.echo(f"  {name:<21} {password}")
    typer.echo("Sign in, and open a customer (the file keeps the password out of the list of processes):")
    body = sign_in_file(path.parent, Role.RELATIONSHIP_MANAGER.value)
    typer.echo(
        f"  curl -c guanxi.cookie -H 'Content-Type: application/json' -d @{shlex.quote(str(body))} {base}/sign-in"
    )
    typer.echo(f"  curl -b guanxi.cookie {customer}")


def _known(users: Users, name: str) -> User | None:
    try:
        return users.get(name)
    except UserNotFound:
        return None


def _write(path: Path, passwords: dict[str, str]) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(passwords, file, indent=1)
    except OSError as error:
        raise DemoFailed(f"The demo's passwords cannot be kept in {path}: {error.strerror}.") from error

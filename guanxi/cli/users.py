"""The commands that mind the users of the service, for whoever owns the machine."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from access.door import Door
from access.roles import Role
from access.tokens import DAYS_MAX
from guanxi.cli.recorded import recorded
from guanxi.settings import load_settings
from guanxi.wiring import open_door, service_database

app = typer.Typer(help="Mind the users who may sign in.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The user's name.")]
Roles = Annotated[list[Role], typer.Option("--role", help="What the user is; can be given several times.")]
Generate = Annotated[bool, typer.Option("--generate", help="Make up a password and print it once.")]


@contextmanager
def _door(operation: str, user: str | None = None, **details: object) -> Iterator[Door]:
    """Have the users inside the block; what is done there is recorded as that operation."""
    settings = load_settings()
    with recorded(settings, operation, user) as noted, service_database(settings) as engine:
        noted.update(details)
        yield open_door(settings, engine)


@app.command("add")
def add(
    name: Name,
    role: Roles,
    employee: Annotated[str | None, typer.Option("--employee", help="The employee's id in the graph.")] = None,
    display_name: Annotated[str | None, typer.Option("--display-name", help="The name as it is shown.")] = None,
    service: Annotated[bool, typer.Option("--service", help="A program: no password, tokens only.")] = False,
    generate: Generate = False,
) -> None:
    """Make a user; the password is asked for, never given as an argument."""
    with _door("add_user", name, roles=role, employee_id=employee, is_service=service) as door:
        password = None if service else _password(generate)
        door.users.add(
            name, role, password=password, employee_id=employee, display_name=display_name, is_service=service
        )
    typer.echo(
        f"{name} may sign in." if not service else f"{name} is there; give it a token: guanxi users token {name}"
    )


@app.command("list")
def list_users() -> None:
    """List the users."""
    with _door("list_users") as door:
        found = door.users.all()
    if not found:
        typer.echo("There is no user yet: guanxi users add NAME --role relationship_manager --employee ID")
    for user in found:
        state = "disabled" if user.is_disabled else "locked" if user.is_locked else "active"
        typer.echo(f"{user.name:<24} {state:<9} {', '.join(user.roles)}  {user.employee_id or ''}".rstrip())


@app.command("password")
def password(name: Name, generate: Generate = False) -> None:
    """Set a user's password; every session of the user ends."""
    with _door("change_user", name, fields=["password"]) as door:
        door.users.get(name)
        door.users.change(name, password=_password(generate))
    typer.echo(f"The password of {name} is set.")


@app.command("roles")
def roles(name: Name, role: Roles) -> None:
    """Give a user these roles and no other; every session of the user ends."""
    with _door("change_user", name, fields=["roles"], roles=role) as door:
        changed = door.users.change(name, roles=role)
    typer.echo(f"{name}: {', '.join(changed.roles)}")


@app.command("disable")
def disable(name: Name) -> None:
    """Keep a user out at once, with every session and token."""
    with _door("change_user", name, fields=["is_disabled"], is_disabled=True) as door:
        door.users.change(name, is_disabled=True)
    typer.echo(f"{name} is disabled.")


@app.command("enable")
def enable(name: Name) -> None:
    """Let a disabled user in again."""
    with _door("change_user", name, fields=["is_disabled"], is_disabled=False) as door:
        door.users.change(name, is_disabled=False)
    typer.echo(f"{name} is enabled.")


@app.command("token")
def token(
    name: Name,
    title: Annotated[str, typer.Option("--title", help="What the token is for.")] = "command line",
    days: Annotated[int, typer.Option("--days", help="For how long it is good.", min=1, max=DAYS_MAX)] = 30,
    operation: Annotated[
        list[str] | None, typer.Option("--operation", help="The only operations that it is good for.")
    ] = None,
) -> None:
    """Make a bearer token for a user or a program; its secret is printed this once."""
    with _door("make_service_token", name, days=days, operations=operation) as door:
        door.users.get(name)
        _, secret = door.tokens.make(name, title, days=days, operations=operation)
    typer.echo(secret)


def _password(generate: bool) -> str:
    if generate:
        made = secrets.token_urlsafe(18)
        typer.echo(f"password: {made}")
        return made
    chosen: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return chosen

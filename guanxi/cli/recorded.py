"""Records what a command views or changes: who is the user of this machine's operating system."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from api.problems import INTERNAL, status_of
from audit import Event
from graph.caller import LOCAL_CALLER
from graph.errors import GuanxiError
from guanxi.settings import Settings
from guanxi.wiring import open_audit, open_vault, service_database

DONE = 200

Recipient = Annotated[str | None, typer.Option("--recipient", help="Who is given the file; it is recorded.")]
Reason = Annotated[
    str | None, typer.Option("--reason", help="Why it is taken out, without naming a customer; it is recorded.")
]


@contextmanager
def recorded(settings: Settings, operation: str, subject: str | None = None) -> Iterator[dict[str, Any]]:
    """Have the block recorded with the details that it puts in the dict, also when it fails.

    Raises AuditUnavailable before the block begins when it could not be recorded.
    """
    details: dict[str, Any] = {}
    with service_database(settings) as engine:
        audit = open_audit(settings, engine, open_vault(settings))
        audit.probe()
        outcome = INTERNAL
        try:
            yield details
            outcome = DONE
        except GuanxiError as error:
            outcome = status_of(type(error))
            raise
        finally:
            audit.append(
                Event(
                    user=f"os:{operating_system_user()}",
                    roles=tuple(LOCAL_CALLER.roles),
                    operation=operation,
                    outcome=outcome,
                    purpose=LOCAL_CALLER.purpose,
                    subject=None if subject is None else audit.blinder.subject(subject, is_known=outcome == DONE),
                    details=audit.blinder.details(details),
                )
            )


def operating_system_user() -> str:
    """Return who runs this process, which the environment cannot change."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())

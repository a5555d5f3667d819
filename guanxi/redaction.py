"""Keeps secrets and customers' data out of log lines, whoever writes them."""

import re
import traceback
from types import TracebackType
from typing import Any, TextIO

from structlog.types import EventDict, WrappedLogger

HIDDEN = "***"
_SECRET_NAME = re.compile(r"passw|secret|token|authorization|cookie|csrf|api_?key|credential", re.IGNORECASE)
_SECRET_TEXT = re.compile(
    r"(?i)(bearer|basic)\s+[\w.~+/=-]+|gx_[\w-]{8,}|guanxi_session=[^;\s]+|eyJ[\w-]+\.[\w-]+\.[\w-]*"
)
_QUERY = re.compile(r"\?[^\s\"']+")
"""What follows an address's question mark: search texts stand there."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Hide the values of names that sound secret, and in texts what looks like a secret or a query of an address."""
    return {name: _hidden(name, value) for name, value in event.items()}


def _hidden(name: str, value: Any) -> Any:
    if name.startswith("_") or name == "exc_info":
        return value
    if _SECRET_NAME.search(name):
        return HIDDEN
    if isinstance(value, str):
        return _QUERY.sub(f"?{HIDDEN}", _SECRET_TEXT.sub(HIDDEN, value))
    if isinstance(value, dict):
        return {str(inner): _hidden(str(inner), of_it) for inner, of_it in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden("", inner) for inner in value]
    return value


def frames_only(exc_info: ExcInfo) -> str:
    """Return where a failure came from, without its message: that may quote a customer's data."""
    found = traceback.TracebackException(*exc_info, capture_locals=False)
    lines: list[str] = []
    while True:
        lines.insert(0, "".join(["Traceback (most recent call last):\n", *found.stack.format(), _name(found)]))
        following = found.__cause__ or found.__context__
        if following is None:
            return "\n\n".join(lines)
        found = following


def print_frames_only(file: TextIO, exc_info: ExcInfo) -> None:
    """Write the same for a terminal."""
    file.write(frames_only(exc_info))


def _name(found: traceback.TracebackException) -> str:
    kind = found.exc_type
    return "an exception" if kind is None else f"{kind.__module__}.{kind.__qualname__}"

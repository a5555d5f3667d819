"""How the log looks: lines for a person or JSON for a machine, for every logger of the process."""

import logging
import sys

import structlog
from structlog.types import Processor

from guanxi.redaction import frames_only, print_frames_only, redact

QUIET_LOGGERS = (
    "neo4j", "neo4j.notifications", "sqlalchemy", "httpx", "httpcore", "authlib", "urllib3", "uvicorn.access",
)  # fmt: skip


def configure_logs(log_format: str) -> None:
    """Send every logger of this process to standard error in that format, `console` or `json`."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(log_format)],
        )
    )
    # A line that cannot be written would be shown raw, with what is hidden above.
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # These write statements, parameters, addresses and headers at their lower levels; no level of the root lets them.
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)


def _rendering(log_format: str) -> list[Processor]:
    if log_format == "json":
        return [
            structlog.processors.ExceptionRenderer(frames_only),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    # Neither local variables nor messages: both name customers.
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=print_frames_only)]

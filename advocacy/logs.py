"""Log lines: one per event, plain for people in development and JSON in production."""

from __future__ import annotations

import logging
import re

import structlog
from django.conf import settings

IN_ADDRESSES = re.compile(r"(/(?:calendar|join)/)[^/\s\"'?]+")
"""What in an address is itself a key: whoever reads it in a log could use it."""
TOKENS = re.compile(r"(adv_[0-9a-z]{8}_)[0-9A-Za-z]{49}")


def mask(line: str) -> str:
    """Return a line without the keys that stand in addresses, and without tokens' secrets."""
    return TOKENS.sub(r"\1…", IN_ADDRESSES.sub(r"\1…", line))


class MaskingFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders a line; nothing leaves it that works as a key."""

    def format(self, record: logging.LogRecord) -> str:
        """Render, then mask: also what a library or a traceback has put in."""
        return mask(super().format(record))


def _shared() -> list[structlog.typing.Processor]:
    """What every line gets, ours and libraries' alike."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def configure_structlog() -> None:
    """Let our own lines take the same way as libraries': through `LOGGING`, with its levels."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def formatter() -> logging.Formatter:
    """Make the formatter of every handler; it also renders what libraries log."""
    rendering: list[structlog.typing.Processor] = (
        [
            structlog.dev.ConsoleRenderer(
                colors=False,
                exception_formatter=structlog.dev.plain_traceback,  # the other one prints variables
            )
        ]
        if settings.DEBUG
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    return MaskingFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *rendering,
        ],
    )

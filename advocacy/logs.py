"""Log lines: one per event, plain for people in development and JSON in production."""

from __future__ import annotations

import copy
import logging
import re
from typing import Any
from urllib.parse import quote

import structlog
from django.conf import settings
from django.http import HttpRequest

HIDDEN = "…"
KEYS = [
    (re.compile(pattern), shown)
    for pattern, shown in {
        # in the path of an address: invitations, calendars, links that our mails carry
        r"(/(?:calendar|join|key|confirm-email)/)[^/\s\"'?]+": r"\1…",
        r"(/numbers/[^/\s]+/)[^/\s\"'?]+": r"\1…",
        # signed by us, wherever it stands: links to guidelines, digests, what allauth sends
        r"(?<![\w.-])[\w.-]{8,400}(?::\w{6})?:[\w-]{43}(?![\w-])": "…",
        # in its query: OAuth's words, and signatures
        r"(?i)([?&](?:code|state|key|sig|signature|ticket|nonce)=)[^\s&\"'\\]+": r"\1…",
        # anywhere: whatever is called a secret
        r"(?i)\b((?:\w*_)?(?:token|secret|password\d?|otp|verifier))"
        r"(=|%3D|\\?[\"']: ?\\?[\"'])[^\s&\"'\\]+": r"\1\2…",
        # before the host of an address
        r"(\w://[^/\s:@]*:)[^@\s/]+@": r"\1…@",
        # in a header
        r"(?i)\b(bearer|dpop)( +)[\w.~+/=-]{8,}": r"\1\2…",
        r"(?i)\b(basic)( +)[\w+/=-]{16,}": r"\1\2…",
        r"(?i)\b(sessionid|csrftoken)=[\w-]+": r"\1=…",
        # our own tokens, and webhook secrets by their standard's mark
        r"\badv_[0-9a-z]{8}_\w+": "adv_…",
        r"\bwhsec_[\w+/=-]+": "whsec_…",
    }.items()
]
"""What works as a key wherever it stands: whoever reads it in a log could use it."""


def mask(line: str) -> str:
    """Return a line without what works as a key."""
    for pattern, shown in KEYS:
        line = pattern.sub(shown, line)
    return line


def loggable_path(request: HttpRequest) -> str:
    """Return the address without what could be a key: numbers, uuids and the organization stay.

    An address that leads nowhere may be a mistyped key, so nothing of it is told.
    """
    match, path = request.resolver_match, request.path_info
    if match is None:
        return path if path.startswith(settings.STATIC_URL) else HIDDEN
    for name, value in match.kwargs.items():
        if name != "slug" and isinstance(value, str) and value:
            path = path.replace(quote(value), HIDDEN).replace(value, HIDDEN)
    return path if not match.args else match.route


class MaskingFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders a line; nothing leaves it that works as a key."""

    def format(self, record: logging.LogRecord) -> str:
        """Render, then mask: also what a library or a traceback has put in."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            record = _without_address(record, request)
        return mask(super().format(record))


def _without_address(record: logging.LogRecord, request: HttpRequest) -> logging.LogRecord:
    """Return Django's own word on a request with the address as we tell it."""
    told = copy.copy(record)
    del told.__dict__["request"]
    told.__dict__.pop("message", None)  # as another handler rendered it
    if isinstance(told.args, tuple):
        shown = loggable_path(request)
        told.args = tuple(shown if each == request.path else each for each in told.args)
    return told


def _shared() -> list[structlog.typing.Processor]:
    """What every line gets, ours and libraries' alike."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def forget_context(**_: Any) -> None:
    """Let no line of the next request carry what was bound for the last."""
    structlog.contextvars.clear_contextvars()


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

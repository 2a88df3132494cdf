"""What is logged, and how loud."""

from __future__ import annotations

from typing import Any


def loggers(level: str) -> dict[str, Any]:
    """Return Python's configuration of logging; `level` is for whatever is not named in it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "advocacy.logs.formatter"}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["out"], "level": "WARNING", "propagate": False},
            # What was answered is told by our own line; an exception is told here too.
            "django.request": {"level": "ERROR"},
            # A wake-up each second is no news.
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.request": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }

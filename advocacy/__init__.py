"""The root: settings, addresses, the worker's clock, components, pages that need several apps."""

from __future__ import annotations

from advocacy.celery import app as celery_app

__all__ = ["celery_app"]

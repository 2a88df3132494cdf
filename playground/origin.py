"""Whether a request comes from the playground's own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


def is_own() -> bool:
    """False when another site's page sends the request; programs send no origin and may."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host

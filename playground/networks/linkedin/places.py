"""Where files are put: a place is asked for, bytes are put there, LinkedIn works on them.

Sources: learn.microsoft.com/linkedin, marketing/community-management/shares (images-api,
videos-api, documents-api), read 2026-11-22.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request

from playground.networks.linkedin.auth import me, sub
from playground.networks.linkedin.errors import Refused
from playground.world import world

LASTS = timedelta(hours=1)


def asked() -> dict[str, Any]:
    """What a place is asked for, for oneself. Raises `Refused`."""
    if request.args.get("action") != "initializeUpload":
        raise Refused(400, "PARAM_INVALID", "Invalid action")
    wanted = given("initializeUploadRequest")
    if wanted.get("owner") != f"urn:li:person:{sub()}":
        raise Refused(403, "ACCESS_DENIED", "The owner is not who the token belongs to")
    return wanted


def given(name: str) -> dict[str, Any]:
    """An object in the body. Raises `Refused`."""
    body = request.get_json(silent=True)
    value = body.get(name) if isinstance(body, dict) else None
    if not isinstance(value, dict):
        raise Refused(400, "MISSING_FIELD", f"{name} is required", field=f"/{name}")
    return value


def address(number: str, kind: str, *more: str) -> tuple[str, int]:
    """Where bytes can be put for an hour, and until when, in milliseconds."""
    ends_at = int((world().now() + LASTS).timestamp() * 1000)
    path = "/".join(("dms-uploads", kind, number, *more))
    return f"{world().base_url()}/{path}?e={ends_at}", ends_at


def require_open() -> None:
    """Refuse bytes for an address that has ended."""
    if int(request.args.get("e", 0, int)) < world().now().timestamp() * 1000:
        raise Refused(400, "EXPIRED_UPLOAD_URL", "The upload URL has expired")


def work_on(urn: str, *, failed: bool) -> None:
    """Begin the work that a post has to wait for."""
    takes = timedelta(milliseconds=world().settings.values.linkedin_processing_ms)
    world().uploads.work(urn, ready_at=world().now() + takes, failed=failed)


def require_done(urn: str, field: str) -> None:
    """Refuse a file that nobody put there, that is being worked on, or that came to nothing."""
    if world().uploads.find(me().id, urn) is None:
        text = f"The media asset {urn} is waiting for its upload"
        raise Refused(400, "MEDIA_ASSET_WAITING_UPLOAD", text, field=field)
    state = world().uploads.state(urn, now=world().now())
    if state == "processing":
        text = f"The media asset {urn} is being processed"
        raise Refused(400, "MEDIA_ASSET_PROCESSING", text, field=field)
    if state == "failed":
        text = f"The processing of the media asset {urn} failed"
        raise Refused(400, "MEDIA_ASSET_PROCESSING_FAILED", text, field=field)

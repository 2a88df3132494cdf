"""Pictures for the guidelines: decoded at once, handed to the app that keeps them."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import File

from content.pictures.uses import ACCEPTED
from content.services.at_once import decode_at_once
from policies.models import Picture
from policies.services.picturing import Made, keep_picture
from tenants.models import Member
from tenants.roles import Permission


def receive_guideline_picture(*, by: Member, upload: File[bytes], now: datetime) -> Picture:
    """Keep a picture for a draft of the guidelines. Opens its own scope: none while it decodes.

    Raises PermissionDenied; ValidationError of code "empty", "type", "broken", "too_big",
    "too_many_pixels", "too_many".
    """
    by.require(Permission.EDIT_POLICY)
    made = decode_at_once(upload, use="guideline", types=ACCEPTED)
    kept = Made(made.content, made.mime_type, made.width, made.height)
    return keep_picture(member=by, made=kept, now=now)

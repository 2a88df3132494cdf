"""Pictures: a place is asked for, then the file is streamed there.

Source: learn.microsoft.com/linkedin, marketing/community-management/shares/images-api, read
2026-11-22.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

import outbound
from sharing.networks.base import (
    Grant,
    Picture,
)
from sharing.networks.linkedin.site import Site
from sharing.networks.linkedin.uploading import place_for, put, urn_of


def upload(site: Site, grant: Grant, picture: Picture) -> str:
    """Upload a picture and return its URN; it can't be looked at before a post has it."""
    place = place_for(site, grant, "images")
    urn = urn_of(place, "image")
    text = _("LinkedIn did not accept the picture.")
    with picture.open() as file:
        body = outbound.Body(file, picture.size_bytes)
        put(site, grant, place.get("uploadUrl"), body, mime_type=picture.mime_type, refusal=text)
    return urn

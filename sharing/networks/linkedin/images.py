"""Pictures: a place is asked for, then the file is streamed there.

Source: learn.microsoft.com/linkedin, marketing/community-management/shares/images-api, read
2026-11-22.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

import outbound
from sharing.networks.base import Grant, Kind, Picture
from sharing.networks.linkedin.calls import Call, rest, send
from sharing.networks.linkedin.errors import unclear
from sharing.networks.linkedin.posts import person
from sharing.networks.linkedin.site import Site
from sharing.networks.wire import Answered

_NOT_TAKEN = {413, 415, 422}


def upload(site: Site, grant: Grant, picture: Picture) -> str:
    """Upload a picture and return its URN; it can't be looked at before a post has it."""
    asked = {"initializeUploadRequest": {"owner": person(grant.account_id)}}
    path = "/rest/images?action=initializeUpload"
    found = send(rest(site, grant, "POST", path, json=asked)).json()
    value = found.get("value") if isinstance(found, dict) else None
    url, urn = (value.get(name) for name in ("uploadUrl", "image")) if value else (None, None)
    if not isinstance(url, str) or not isinstance(urn, str) or not _is_linkedins(site, url):
        raise unclear()
    try:
        with picture.open() as file:
            body = outbound.Body(file, picture.size_bytes)
            send(Call("PUT", url, grant=grant, body=body, mime_type=picture.mime_type))
    except Answered as error:
        if error.status in _NOT_TAKEN:
            text = _("LinkedIn did not accept the picture.")
            raise Answered(Kind.PERMANENT, text, status=error.status) from error
        raise
    return urn


def _is_linkedins(site: Site, url: str) -> bool:
    """Tell whether the token may go there: LinkedIn's own hosts, or what stands in for them."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if url.startswith((site.api_url("/"), site.www_url("/"))):
        return True
    return parts.scheme == "https" and host.endswith(".linkedin.com")

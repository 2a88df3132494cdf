"""What all uploads have in common: a place is asked for, then bytes are put there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from requests import Response

import outbound
from sharing.networks.base import (
    Grant,
    Kind,
)
from sharing.networks.linkedin.calls import Call, rest, send
from sharing.networks.linkedin.errors import unclear
from sharing.networks.linkedin.posts import person
from sharing.networks.linkedin.site import Site
from sharing.networks.wire import Answered, upload_s

_NOT_TAKEN = {413, 415, 422}


def place_for(site: Site, grant: Grant, kind: str, **about: Any) -> dict[str, Any]:
    """Ask for a place; `kind` is "images", "videos" or "documents". Returns LinkedIn's answer."""
    asked = {"initializeUploadRequest": {"owner": person(grant.account_id), **about}}
    path = f"/rest/{kind}?action=initializeUpload"
    found = send(rest(site, grant, "POST", path, json=asked)).json()
    value = found.get("value") if isinstance(found, dict) else None
    if not isinstance(value, dict):
        raise unclear()
    return value


def urn_of(place: dict[str, Any], kind: str) -> str:
    """Read what LinkedIn calls the file. Raises NetworkError of RETRY."""
    urn = place.get(kind)
    if not isinstance(urn, str) or not urn:
        raise unclear()
    return urn


def put(
    site: Site, grant: Grant, url: object, body: outbound.Body, *, mime_type: str, refusal: str
) -> Response:
    """Put bytes where LinkedIn said. Raises NetworkError; PERMANENT with `refusal` for the file."""
    if not isinstance(url, str) or not _is_linkedins(site, url):
        raise unclear()
    call = Call(
        "PUT", url, grant=grant, body=body, mime_type=mime_type, timeout_s=upload_s(len(body))
    )
    try:
        return send(call).response
    except Answered as error:
        if error.status in _NOT_TAKEN:
            raise Answered(Kind.PERMANENT, refusal, status=error.status) from error
        raise


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

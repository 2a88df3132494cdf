"""Videos and documents: a place is asked for, then the file is streamed there, a video in parts.

Sources: learn.microsoft.com/linkedin, marketing/community-management/shares (videos-api,
documents-api), read 2026-11-22. Whether LinkedIn is done with a file can't be asked with the
permission to post: a post that comes too early is refused, and made again later.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

import outbound
from sharing.networks.attached import Attachment, Takes
from sharing.networks.base import Grant
from sharing.networks.linkedin.calls import rest, send
from sharing.networks.linkedin.errors import unclear
from sharing.networks.linkedin.site import Site
from sharing.networks.linkedin.uploading import place_for, put, urn_of

_OFFICE = "application/vnd.openxmlformats-officedocument."
TAKES = (
    Takes(
        "video",
        frozenset({"video/mp4"}),
        max_bytes=500_000_000,
        min_bytes=75_000,
        min_ms=3_000,
        max_ms=30 * 60_000,
    ),
    Takes(
        "document",
        frozenset(
            {
                "application/pdf",
                f"{_OFFICE}presentationml.presentation",
                f"{_OFFICE}wordprocessingml.document",
            }
        ),
        max_bytes=100_000_000,
        max_pages=300,
    ),
)
_BYTES = "application/octet-stream"
_MOST_PARTS = 1000


def upload(site: Site, grant: Grant, attachment: Attachment) -> str:
    """Upload a video or document and return its URN."""
    if attachment.kind == "video":
        return _video(site, grant, attachment)
    place = place_for(site, grant, "documents")
    urn = urn_of(place, "document")
    text = _("LinkedIn did not accept the document.")
    with attachment.open() as file:
        body = outbound.Body(file, attachment.size_bytes)
        put(site, grant, place.get("uploadUrl"), body, mime_type=_BYTES, refusal=text)
    return urn


def _video(site: Site, grant: Grant, video: Attachment) -> str:
    about = {
        "fileSizeBytes": video.size_bytes,
        "uploadCaptions": False,
        "uploadThumbnail": False,
    }
    place = place_for(site, grant, "videos", **about)
    urn = urn_of(place, "video")
    parts = [_part(site, grant, video, told) for told in _instructions(place, video.size_bytes)]
    done = {"video": urn, "uploadToken": place.get("uploadToken", ""), "uploadedPartIds": parts}
    path = "/rest/videos?action=finalizeUpload"
    send(rest(site, grant, "POST", path, json={"finalizeUploadRequest": done}))
    return urn


def _instructions(place: dict[str, Any], size: int) -> Iterable[dict[str, Any]]:
    """Return which bytes go where, in order: every byte once, or the answer makes no sense."""
    told = place.get("uploadInstructions")
    if not isinstance(told, list) or not 0 < len(told) <= _MOST_PARTS:
        raise unclear()
    following = 0
    for one in told:
        if not isinstance(one, dict):
            raise unclear()
        first, last = (one.get(name) for name in ("firstByte", "lastByte"))
        if first != following or not isinstance(last, int) or last < first:
            raise unclear()
        following = last + 1
    if following != size:
        raise unclear()
    return told


def _part(site: Site, grant: Grant, video: Attachment, told: dict[str, Any]) -> str:
    """Send one part; returns what LinkedIn calls it. The file is opened anew for each."""
    first, last = told["firstByte"], told["lastByte"]
    text = _("LinkedIn did not accept the video.")
    with video.open() as file:
        file.seek(first)
        body = outbound.Body(file, last - first + 1)
        answer = put(site, grant, told.get("uploadUrl"), body, mime_type=_BYTES, refusal=text)
    etag = answer.headers.get("ETag", "")
    if not etag:
        raise unclear()
    return etag

"""Uploading documents. Source: learn.microsoft.com/linkedin, documents-api, read 2026-11-22."""

from __future__ import annotations

from flask import Response, jsonify, request

from playground.clips import NoClip, document_type
from playground.entries import Enclosure
from playground.ids import next_id
from playground.networks.linkedin.auth import me, needs
from playground.networks.linkedin.errors import Refused
from playground.networks.linkedin.places import (
    address,
    asked,
    require_done,
    require_open,
    work_on,
)
from playground.networks.linkedin.routes import api
from playground.uploads import Upload
from playground.world import world

URN = "urn:li:document:"
_MOST_BYTES = 100_000_000


@api.post("/rest/documents", endpoint="documents__initialize")
@needs("w_member_social")
def documents_initialize() -> Response:
    """Give a place for a document of the caller's."""
    asked()
    number = next_id(world().now())
    url, ends_at = address(number, "document")
    value = {"uploadUrlExpiresAt": ends_at, "uploadUrl": url, "document": f"{URN}{number}"}
    return jsonify({"value": value})


@api.put("/dms-uploads/document/<number>", endpoint="documents__upload")
@needs("w_member_social")
def documents_upload(number: str) -> Response:
    """Take the file; what it is shows only later, when it has been worked on."""
    require_open()
    data = request.get_data()
    if not 0 < len(data) <= _MOST_BYTES:
        raise Refused(413, "UNSUPPORTED_MEDIA_TYPE", "The document is too large")
    try:
        mime = document_type(data)
    except NoClip:
        mime = ""
    urn = f"{URN}{number}"
    world().uploads.add(Upload(me().id, urn, mime, len(data), is_used=False), data)
    work_on(urn, failed=not mime)
    return Response(status=201)


@api.get("/rest/documents/<urn>", endpoint="documents__get")
@needs("r_member_social")
def documents_get(urn: str) -> Response:
    """Refused before it gets here: nobody has that permission."""
    raise Refused(404, text=f"{urn} is not read here")


def document(urn: str, title: str, field: str) -> Enclosure:
    """The caller's own document of that name. Raises `Refused`."""
    require_done(urn, field)
    if not title:
        raise Refused(400, "MISSING_FIELD", "title is required", field=f"{field}/title")
    found = world().uploads.find(me().id, urn)
    if found is None:
        raise Refused(400, "INVALID_URN_ID", f"{urn} is not there", field=field)
    world().uploads.use(found)
    digest = world().uploads.digest(urn)
    return Enclosure("document", digest, found.mime, found.size, title)

"""Blobs: uploaded first, named by a record afterwards.

Source: `api/com/atproto/repo/uploadBlob.ts`, `actor-store/blob` and `repo/prepare.ts` in the PDS of
bluesky-social/atproto, commit d6296a1, read 2026-08-20.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from flask import Response, jsonify, request

from playground.media import sniff
from playground.networks.bluesky.auth import me
from playground.networks.bluesky.cids import cid_of_blob
from playground.networks.bluesky.errors import Refused, invalid, problem
from playground.networks.bluesky.identity import actor
from playground.networks.bluesky.params import asked
from playground.networks.bluesky.routes import api
from playground.uploads import Upload
from playground.world import world


@dataclass(frozen=True)
class Named:
    """A blob as a record names it, and what the lexicon takes in that place."""

    cid: str
    mime: str
    size: int
    accept: str
    most: int


@api.post("/xrpc/com.atproto.repo.uploadBlob", endpoint="repo__uploadBlob")
def upload_blob() -> Response:
    """Take a file in; the same bytes are the same blob."""
    person = me()
    told = request.mimetype
    if not told:
        raise invalid("Request encoding (Content-Type) required but not provided")
    data = request.get_data()
    if len(data) > world().settings.values.blob_size_limit:
        return problem(413)
    mime = sniff(data) or told
    upload = Upload(person.id, cid_of_blob(data), mime, len(data), is_used=False)
    world().uploads.add(upload, data)
    return jsonify({"blob": view(upload.cid, mime, len(data))})


@api.get("/xrpc/com.atproto.sync.getBlob", endpoint="sync__getBlob")
def get_blob() -> Response:
    """Give a blob that a record names."""
    person, cid = actor(asked("did")), asked("cid")
    if person is None:
        raise Refused("RepoNotFound", "Could not find repo")
    upload = world().uploads.find(person.id, cid)
    if upload is None or not upload.is_used:
        raise invalid("Blob not found")
    response = Response(world().uploads.data(cid), mimetype=upload.mime)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = f'attachment; filename="{cid}"'
    return response


def view(cid: str, mime: str, size: int) -> dict[str, Any]:
    """A blob as records carry it."""
    return {"$type": "blob", "ref": {"$link": cid}, "mimeType": mime, "size": size}


def read(value: Any, where: str, *, accept: str, most: int) -> Named:
    """Read a blob out of a record, and check it against the lexicon. Raises `Refused`."""
    ref = value.get("ref") if isinstance(value, dict) else None
    if not isinstance(ref, dict) or value.get("$type") != "blob" or set(ref) != {"$link"}:
        raise invalid(f"Invalid app.bsky.feed.post record: {where} should be a blob ref")
    mime, size = value.get("mimeType"), value.get("size")
    if not isinstance(mime, str) or not isinstance(size, int):
        raise invalid(f"Invalid app.bsky.feed.post record: {where} should be a blob ref")
    return Named(str(ref["$link"]), mime, size, accept, most)


def claim(person_id: str, named: Named) -> Upload:
    """Find the blob that a record names and check that it is as told. Raises `Refused`.

    Stricter than the server, which takes a wrong size.
    """
    upload = world().uploads.find(person_id, named.cid)
    if upload is None:
        raise Refused("BlobNotFound", f"Could not find blob: {named.cid}")
    if upload.size > named.most:
        text = f"This file is too large. It is {upload.size} but the maximum size is {named.most}."
        raise Refused("BlobTooLarge", text)
    if not fnmatchcase(upload.mime, named.accept):
        raise Refused("InvalidMimeType", f"Wrong mimetype, got {upload.mime}, not {named.accept}")
    if upload.mime != named.mime:
        text = "Referenced Mimetype does not match stored blob. Expected:"
        raise Refused("InvalidMimeType", f"{text} {named.mime}, Got: {upload.mime}")
    if upload.size != named.size:
        text = "Referenced Size does not match stored blob. Expected:"
        raise Refused("InvalidSize", f"{text} {named.size}, Got: {upload.size}")
    return upload

"""A stored rendition as a response, for the page that shows it and the API.

A video is played from where its viewer jumps to: pieces are given as asked for (RFC 9110, 14).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify

from content.attachments.uses import ENDINGS, FILE
from content.models import AssetKind, Rendition
from content.pictures.files import CHUNK_BYTES, open_stored

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def rendition_file(found: Rendition, *, piece: str = "") -> HttpResponseBase:
    """Return the file of a rendition, or what a `Range` header asks of it.

    It comes with its picture. Raises Http404 when it is gone.
    """
    span = _span(piece, found.size_bytes) if found.asset.kind == AssetKind.VIDEO else None
    if span is not None and not span:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{found.size_bytes}"
        return refused
    try:
        file = open_stored(found.file)
    except OSError:
        raise Http404 from None
    if span is None:
        answer: StreamingHttpResponse = FileResponse(file, content_type=found.mime_type)
        answer["Content-Length"] = str(found.size_bytes)
    else:
        answer = StreamingHttpResponse(
            _pieces(file, span), status=206, content_type=found.mime_type
        )
        answer["Content-Length"] = str(len(span))
        answer["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{found.size_bytes}"
    if found.asset.kind == AssetKind.VIDEO:
        answer["Accept-Ranges"] = "bytes"
    answer["X-Content-Type-Options"] = "nosniff"
    kind = "attachment" if found.name == "save" or _is_document(found) else "inline"
    answer["Content-Disposition"] = f'{kind}; filename="{_clean_name(found)}"'
    return answer


def _is_document(found: Rendition) -> bool:
    """Tell a document itself, which nothing of ours opens, from the picture of its first page."""
    return found.name == FILE and found.asset.kind == AssetKind.DOCUMENT


def _span(piece: str, size: int) -> range | None:
    """Return the bytes that a header asks for: empty where there are none, None for all."""
    asked = RANGE.fullmatch(piece.strip())
    if asked is None or not any(asked.groups()):
        return None
    first, last = asked.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    return range(int(first), min(int(last or size) + 1, size))


def _pieces(file: IO[bytes], span: range) -> Iterator[bytes]:
    with file:
        file.seek(span.start)
        left = len(span)
        while left and (data := file.read(min(left, CHUNK_BYTES))):
            left -= len(data)
            yield data


def _clean_name(found: Rendition) -> str:
    stem = slugify(PurePosixPath(found.asset.file_name).stem)[:60] or str(found.asset.kind)
    if found.name == FILE:  # the original, which is stored without an ending
        return f"{stem}.{ENDINGS[found.mime_type]}"
    return f"{stem}{PurePosixPath(found.file).suffix}"

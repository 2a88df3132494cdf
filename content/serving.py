"""A stored rendition as a response, for the page that shows it and the API."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.text import slugify

from content.models import Rendition
from content.pictures.files import open_stored


def rendition_file(found: Rendition) -> HttpResponseBase:
    """Return the file of a rendition; it comes with its picture. Raises Http404 when it is gone."""
    try:
        file = open_stored(found.file)
    except OSError:
        raise Http404 from None
    answer = FileResponse(file, content_type=found.mime_type)
    answer["Content-Length"] = str(found.size_bytes)
    answer["X-Content-Type-Options"] = "nosniff"
    kind = "attachment" if found.name == "save" else "inline"
    answer["Content-Disposition"] = f'{kind}; filename="{_clean_name(found)}"'
    return answer


def _clean_name(found: Rendition) -> str:
    stem = slugify(PurePosixPath(found.asset.file_name).stem)[:60] or "picture"
    return f"{stem}{PurePosixPath(found.file).suffix}"

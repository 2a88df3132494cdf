from __future__ import annotations

import hashlib
import io
import tracemalloc
import uuid
import zipfile
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import RequestFactory
from PIL import Image

from content.models import Asset, AssetState
from content.pictures.uses import MAX_BYTES
from content.services import pictures
from content.services.pictures import receive_picture
from tests.content.drawing import (
    as_bytes,
    drawn,
    heic,
    png_of,
    uploaded,
)
from tests.factories import NOW

SIGNED = {"is_authenticated": True}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GOOD = {
    "image/jpeg": lambda: as_bytes(drawn()),
    "image/png": lambda: as_bytes(drawn(), "PNG"),
    "image/webp": lambda: as_bytes(drawn(), "WEBP"),
    "image/gif": lambda: as_bytes(drawn(), "GIF"),
    "image/heic": heic,
}
WEBPS: dict[str, dict[str, Any]] = {
    "lossy": {"quality": 50},
    "lossless": {"lossless": True},
    "extended": {"exif": b"Exif\0\0" + Image.Exif().tobytes()},
}
BAD = {
    "nothing": (b"", "empty"),
    "svg": (SVG, "type"),
    "pdf": (b"%PDF-1.7\n", "type"),
    "text": (b"hello", "type"),
    "bmp": (as_bytes(drawn(), "BMP"), "type"),
    "tiff": (as_bytes(drawn(), "TIFF"), "type"),
    "avif": (b"\0\0\0\x20ftypavif\0\0\0\0avifmif1", "type"),
    "jpeg without measures": (b"\xff\xd8\xff\xe0", "broken"),
    "png without a head": (b"\x89PNG\r\n\x1a\n" + b"x" * 40, "broken"),
    "webp of no kind": (b"RIFF\x20\0\0\0WEBPABCD" + b"\0" * 20, "broken"),
    "heic without measures": (b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", "broken"),
    "gif cut off": (b"GIF89a\x01", "broken"),
    "png of no width": (png_of(0, 5), "broken"),
    "png bomb": (png_of(30_000, 30_000, rows=30_000), "too_many_pixels"),
    "gif screen": (b"GIF89a\xff\xff\xff\xff" + b"\0" * 20, "too_many_pixels"),
    "webp canvas": (b"RIFF\xff\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff" * 6, "too_many_pixels"),
}


@pytest.mark.parametrize("mime_type", GOOD)
def test_stores_what_it_is_by_content_alone(in_acme, mime_type: str):
    content = GOOD[mime_type]()
    asset = receive_picture(
        by=in_acme.bob, upload=uploaded(content, "report.pdf", "application/pdf"), now=NOW
    )
    assert (asset.mime_type, asset.width, asset.height) == (mime_type, 640, 400)
    assert asset.state == AssetState.PROCESSING
    assert asset.digest == hashlib.sha256(content).hexdigest()
    with default_storage.open(asset.file) as stored:
        assert stored.read() == content


@pytest.mark.parametrize("kind", WEBPS)
def test_measures_every_kind_of_webp(in_acme, kind: str):
    content = as_bytes(drawn(641, 399), "WEBP", **WEBPS[kind])
    asset = receive_picture(by=in_acme.bob, upload=uploaded(content), now=NOW)
    assert (asset.width, asset.height) == (641, 399)


@pytest.mark.parametrize("what", BAD)
def test_refuses_with_a_reason(in_acme, what: str):
    content, code = BAD[what]
    assert len(content) < 2_000_000
    with pytest.raises(ValidationError) as refused:
        receive_picture(by=in_acme.bob, upload=uploaded(content), now=NOW)
    assert refused.value.code == code
    assert not Asset.objects.exists()


def test_names_the_limit_that_was_passed(in_acme):
    upload = uploaded(b"")
    upload.size = MAX_BYTES + 1
    with pytest.raises(ValidationError, match="more than 20 MB"):
        receive_picture(by=in_acme.bob, upload=upload, now=NOW)


def test_files_lie_under_their_organization_by_names_nobody_can_guess(in_acme):
    first, second = (
        receive_picture(by=in_acme.bob, upload=uploaded(GOOD["image/png"](), "../x.png"), now=NOW)
        for _ in range(2)
    )
    assert first.file.startswith(f"{in_acme.acme.pk}/")
    assert first.file != second.file
    assert "x.png" not in first.file


def test_a_member_can_only_heap_up_so_many(in_acme, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_IDLE_PER_DAY", 2)
    for _ in range(2):
        receive_picture(by=in_acme.bob, upload=uploaded(GOOD["image/gif"]()), now=NOW)
    with pytest.raises(ValidationError) as refused:
        receive_picture(by=in_acme.bob, upload=uploaded(GOOD["image/gif"]()), now=NOW)
    assert refused.value.code == "too_many"
    later = NOW + timedelta(days=1, seconds=1)
    assert receive_picture(by=in_acme.bob, upload=uploaded(GOOD["image/gif"]()), now=later)


def _form(size: int, boundary: str) -> _Body:
    """Give a form with a file of this size, made up as it is read."""
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    tail = (
        f'\r\n--{boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\nKept'
        f"\r\n--{boundary}--\r\n"
    )
    return _Body(head.encode(), size, tail.encode())


class _Body(io.RawIOBase):
    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self.parts, self.left = [head, tail], size
        self.length = len(head) + size + len(tail)

    def read(self, size: int = -1) -> bytes:
        if len(self.parts) == 2:
            return self.parts.pop(0)
        if self.left:
            piece = min(size if size > 0 else 65536, self.left)
            self.left -= piece
            return b"\xff" * piece
        return self.parts.pop() if self.parts else b""


def test_fifty_megabytes_are_dropped_as_they_come_and_the_form_is_kept():
    boundary = uuid.uuid4().hex
    body = _form(50_000_000, boundary)
    request = RequestFactory().generic(
        "POST", "/", b"x", content_type=f"multipart/form-data; boundary={boundary}"
    )
    request.META["CONTENT_LENGTH"] = str(body.length)
    vars(request).update(_stream=body, _read_started=False, user=SimpleNamespace(**SIGNED))
    tracemalloc.start()
    title, file = request.POST["title"], request.FILES["file"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert title == "Kept"
    assert file.size == 50_000_000
    assert file.read() == b""
    assert peak < 5_000_000
    request.close()


def test_a_polyglot_is_only_ever_kept_as_an_original(in_acme):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("evil.js", "alert(1)")
    content = as_bytes(drawn()) + archive.getvalue()
    asset = receive_picture(by=in_acme.bob, upload=uploaded(content), now=NOW)
    assert not asset.renditions.exists()

"""From pixels to renditions. The same picture gives the same bytes every time."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from PIL import Image

from content.pictures.uses import JPEG, PNG, Use, crop_box, fitting

QUALITIES = (88, 80, 70, 60, 45)
SMALLER = 0.8


@dataclass(frozen=True)
class Rendered:
    """The bytes of one rendition with what a browser and a network need to know of them."""

    name: str
    mime_type: str
    width: int
    height: int
    content: bytes

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the bytes in hex."""
        return hashlib.sha256(self.content).hexdigest()


def open_own(file: IO[bytes]) -> Image.Image:
    """Return the pixels of a JPEG that we made ourselves."""
    with Image.open(file, formats=["JPEG"]) as opened:
        return opened.convert("RGB")


def render(
    picture: Image.Image, uses: Iterable[Use], focus: tuple[float, float] = (0.5, 0.5)
) -> Iterator[Rendered]:
    """Make the renditions of a decoded picture, one after the other."""
    for use in uses:
        yield _render(picture, use, focus)


def _render(picture: Image.Image, use: Use, focus: tuple[float, float]) -> Rendered:
    if use.crop:
        picture = picture.crop(crop_box(picture.size, use.crop, focus))
    edge = min(use.edge, max(picture.size))
    while True:
        size = fitting(*picture.size, edge)
        made = picture.resize(size, Image.Resampling.LANCZOS) if size != picture.size else picture
        for mime_type, content in _encodings(made, use):
            if len(content) <= use.max_bytes:
                return Rendered(use.name, mime_type, *made.size, content)
        edge = max(1, int(edge * SMALLER))


def _encodings(picture: Image.Image, use: Use) -> Iterator[tuple[str, bytes]]:
    """Give what a use prefers first: transparent as PNG, then JPEG on white, finer before coarser.

    Cropped pictures fill their frame, so they are never transparent.
    """
    if picture.mode == "RGBA" and PNG in use.types and not use.crop:
        yield PNG, _encoded(picture, "PNG", optimize=False, compress_level=6)
    flat = _on_white(picture)
    for quality in QUALITIES:
        yield JPEG, _encoded(flat, "JPEG", quality=quality, optimize=True, progressive=True)


def _encoded(picture: Image.Image, kind: str, **how: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground

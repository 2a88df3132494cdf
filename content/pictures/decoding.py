"""From an upload to pixels: decoded once, made small at once, and nothing kept but the pixels.

Only `content.pictures.child` does this. A JPEG is decoded at a half, quarter or eighth of its size
where that is enough. The most memory is 8 bytes per pixel (a transparent picture is copied once to
be made smaller): 400 MB for the largest allowed; all others need half of that.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import pillow_heif
from PIL import Image, ImageCms, ImageFile, PngImagePlugin

from content.pictures.uses import ACCEPTED, LONGEST_EDGE, MAX_PIXELS, fitting

ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what brings the picture upright."""
DEEP = frozenset({"I", "I;16", "I;16B", "I;16L"})
"""Greys of 16 bits."""


class TooManyPixels(Exception):
    """The reader found other measures than the header promised."""


def guard_reader() -> None:
    """Let the reader refuse bombs of every kind that it knows, in this process."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
    PngImagePlugin.MAX_TEXT_MEMORY = 4 * 1024 * 1024
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    pillow_heif.register_heif_opener()


def decode(path: Path, mime_type: str) -> Image.Image:
    """Return a picture upright, in sRGB, no larger than any use needs, and nothing but pixels.

    Whatever is wrong with the file rises as the reader's own error.
    """
    with Image.open(path, formats=[ACCEPTED[mime_type]]) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise TooManyPixels
        if opened.format == "JPEG":
            opened.draft(None, (LONGEST_EDGE, LONGEST_EDGE))
        opened.load()
        turn = TURNS.get(_orientation(opened))
        profile = opened.info.get("icc_profile")
        picture = _smaller(_plain(opened))
    picture = _in_srgb(picture, profile)
    if turn is not None:
        picture = picture.transpose(turn)
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] == 255:  # noqa: PLR2004 (opaque)
        picture = picture.convert("RGB")
    picture.info.clear()
    return picture


def _orientation(opened: Image.Image) -> int:
    try:
        return int(opened.getexif().get(ORIENTATION, 1))
    except (ValueError, TypeError, SyntaxError, OSError):
        return 1  # nonsense in the metadata turns nothing


def _plain(opened: Image.Image) -> Image.Image:
    """Return the pixels in a mode that can be made smaller smoothly."""
    if opened.mode in DEEP:
        return opened.point(lambda value: value * (1 / 256) + 0).convert("L")
    if opened.mode in {"RGB", "RGBA", "L", "CMYK"}:
        has_key = opened.mode in {"RGB", "L"} and "transparency" in opened.info
        return opened.convert("RGBA") if has_key else opened
    is_clear = opened.mode in {"LA", "PA", "La", "RGBa"} or "transparency" in opened.info
    return opened.convert("RGBA" if is_clear else "RGB")


def _smaller(picture: Image.Image) -> Image.Image:
    size = fitting(picture.width, picture.height, LONGEST_EDGE)
    if size == picture.size:
        return picture.copy()
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if alpha else picture
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            colours = (
                ImageCms.profileToProfile(colours, source, target, outputMode="RGB") or colours
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile, or one for other colours: the pixels are taken as they are
    colours = colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours

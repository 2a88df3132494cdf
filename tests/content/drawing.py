"""Pictures for tests, drawn in memory: good ones, odd ones, and attacks."""

from __future__ import annotations

import io
import struct
import zlib

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

RED, BLUE = (200, 30, 30), (30, 30, 200)


def drawn(width: int = 640, height: int = 400, mode: str = "RGB") -> Image.Image:
    """Draw the left half red and the right half blue, which tells how it was turned or cut."""
    picture = Image.new(mode, (width, height), RED if mode == "RGB" else (*RED, 255))
    ImageDraw.Draw(picture).rectangle((width // 2, 0, width, height), fill=BLUE)
    return picture


def as_bytes(picture: Image.Image, kind: str = "JPEG", **how) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def uploaded(content: bytes, name: str = "photo.jpg", claimed: str = "image/jpeg"):
    return SimpleUploadedFile(name, content, claimed)


def photo_of_a_phone(orientation: int = 6) -> bytes:
    """Return a JPEG as phones write it: lying on its side, with place, time and a comment."""
    picture = drawn()
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Secret Maker"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    xmp = b"<x:xmpmeta>Secret Person</x:xmpmeta>"
    return as_bytes(picture, exif=exif, comment=b"Secret comment", xmp=xmp)


def heic() -> bytes:
    pillow_heif.register_heif_opener()
    return as_bytes(drawn(), "HEIF", quality=60)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def png_of(width: int, height: int, *more: bytes, rows: int = 0) -> bytes:
    """Return a PNG that claims these measures and holds `rows` empty lines of one bit."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    line = b"\0" * (width // 8 + 2)
    pixels = zlib.compress(line * rows, 9)
    chunks = [(b"IHDR", head), *((b"zTXt", each) for each in more), (b"IDAT", pixels)]
    made = b"".join(_chunk(kind, data) for kind, data in [*chunks, (b"IEND", b"")])
    return b"\x89PNG\r\n\x1a\n" + made


def deep_text(times: int = 1) -> bytes:
    """Return a zTXt chunk's data: kilobytes that unpack to megabytes."""
    return b"Comment\0\0" + zlib.compress(b"A" * 50_000_000 * times, 9)


def gif_of_frames(count: int) -> bytes:
    """Return a GIF whose every frame differs by one pixel."""
    frames = []
    for number in range(count):
        frame = Image.new("P", (64, 40), 0)
        frame.putpixel((number % 64, number // 64 % 40), 1 + number % 200)
        frames.append(frame)
    return as_bytes(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=20)
